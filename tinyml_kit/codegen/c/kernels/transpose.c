/* TRANSPOSE: the axes of a tensor in another order. The output is written from its first element
 * to its last. */

#include "common/moves.c"
