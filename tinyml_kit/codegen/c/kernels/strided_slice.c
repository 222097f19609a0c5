/* STRIDED_SLICE: a part of a tensor: along each axis, every so manyth element from a first one
 * on. Along an axis whose step is negative it is read from the end. */

#include "common/moves.c"
