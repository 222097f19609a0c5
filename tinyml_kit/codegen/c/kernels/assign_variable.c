/* ASSIGN_VARIABLE: what the next inference will find when it reads the variable. */

#include "common/move.c"
