/* PADV2: puts a tensor into a larger one and fills the rest with a value of the model's. */

#include "common/surround.c"
