/* DEPTH_TO_SPACE: the channels of each pixel become a square of pixels. */

#include "common/moves.c"
