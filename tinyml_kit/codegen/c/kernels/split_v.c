/* SPLIT_V: cuts a tensor along an axis into parts of chosen sizes. */

#include "common/moves.c"
