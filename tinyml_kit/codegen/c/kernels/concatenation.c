/* CONCATENATION: puts tensors side by side along one axis. All have the same scale. */

#include "common/moves.c"
