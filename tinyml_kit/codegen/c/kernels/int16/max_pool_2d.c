#include "max_pool_2d.c"
