/* GATHER: slices of a tensor, chosen by their numbers along one axis. */

#include "common/chosen_slices.c"
