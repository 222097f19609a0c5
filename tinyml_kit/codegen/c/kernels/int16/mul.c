#include "mul.c"
