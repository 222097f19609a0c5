#include "mean.c"
