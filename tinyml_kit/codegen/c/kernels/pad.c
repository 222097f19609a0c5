/* PAD: puts a tensor into a larger one and fills the rest with zeros, which int8 stores as the
 * zero point. */

#include "common/surround.c"
