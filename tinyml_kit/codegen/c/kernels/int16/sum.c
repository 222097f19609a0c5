#include "sum.c"
