/* SQUEEZE: the same numbers without axes of size 1; all there is to do is to move them to another
 * place of the arena. */

#include "common/move.c"
