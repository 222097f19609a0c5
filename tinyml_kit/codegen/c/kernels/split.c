/* SPLIT: cuts a tensor along an axis into parts of the same size. */

#include "common/moves.c"
