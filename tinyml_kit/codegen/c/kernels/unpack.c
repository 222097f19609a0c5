/* UNPACK: cuts a tensor into as many as there are places along an axis. */

#include "common/moves.c"
