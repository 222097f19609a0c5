#include "squared_difference.c"
