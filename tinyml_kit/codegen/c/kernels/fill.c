/* FILL: one number at every place of a tensor. */

#include "common/moves.c"
