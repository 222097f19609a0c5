/* EMBEDDING_LOOKUP: rows of a table, chosen by their numbers. */

#include "common/chosen_slices.c"
