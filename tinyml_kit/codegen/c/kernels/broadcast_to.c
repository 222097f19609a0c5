/* BROADCAST_TO: repeats a tensor along axes in which it has a single element. */

#include "common/moves.c"
