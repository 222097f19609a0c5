/* CIRCULAR_BUFFER: the last inputs, the newest at the end. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };

    memmove(output, output + DEPTH, (SLOTS - 1) * DEPTH);
    memcpy(output + (SLOTS - 1) * DEPTH, input, DEPTH);
}
