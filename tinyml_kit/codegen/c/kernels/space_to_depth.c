/* SPACE_TO_DEPTH: a square of pixels becomes the channels of one. */

#include "common/moves.c"
