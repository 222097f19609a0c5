/* RESHAPE: the same numbers under other sizes; all there is to do is to move them to another
 * place of the arena. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $numbers };

    memmove(output, input, SIZE * sizeof *output);
}
