#include "average_pool_2d.c"
