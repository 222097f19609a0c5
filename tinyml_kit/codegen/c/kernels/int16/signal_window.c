/* SIGNAL_WINDOW: each sample of a frame times its weight, which is near 0 at both ends. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t frame = 0; frame < FRAMES; frame++) {
        for (index_t i = 0; i < SIZE; i++) {
            const int32_t weighed = ((int32_t)input[i] * READ16($window, i)) >> SHIFT;
            output[i] = clamp_int16(weighed, -32767 - 1, 32767);
        }
        input += SIZE;
        output += SIZE;
    }
}
