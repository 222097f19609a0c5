#include "add.c"
