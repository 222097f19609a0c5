/* PACK: puts tensors of one shape side by side along a new axis. */

#include "common/moves.c"
