#include "dequantize.c"
