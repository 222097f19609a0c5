/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    memmove(output, input, SIZE * sizeof *output);
}
