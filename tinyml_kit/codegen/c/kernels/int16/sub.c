#include "sub.c"
