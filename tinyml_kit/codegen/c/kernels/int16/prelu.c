#include "prelu.c"
