/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $numbers };

    memmove(output, input, SIZE * sizeof *output);
}
