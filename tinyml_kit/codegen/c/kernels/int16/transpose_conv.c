#include "transpose_conv.c"
