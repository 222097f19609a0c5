/* EXPAND_DIMS: the same numbers with one more axis of size 1; all there is to do is to move them to another
 * place of the arena. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $numbers };

    memmove(output, input, SIZE * sizeof *output);
}
