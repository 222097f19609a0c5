/* READ_VARIABLE: what the model remembers, copied to where this inference computes with it. */

#include "common/move.c"
