/* REVERSE_V2: some axes of a tensor are read from their ends. */

#include "common/moves.c"
