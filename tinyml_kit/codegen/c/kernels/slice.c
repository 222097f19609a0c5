/* SLICE: a part of a tensor: along each axis, so many elements from a first one on. */

#include "common/moves.c"
