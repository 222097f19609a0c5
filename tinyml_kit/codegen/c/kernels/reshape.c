/* RESHAPE: the same numbers under other sizes; all there is to do is to move them to another
 * place of the arena. */

#include "common/move.c"
