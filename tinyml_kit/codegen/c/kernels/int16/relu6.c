/* RELU6: what is negative becomes 0, what is above 6 becomes 6. The scale stays the same. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = clamp_int16(input[i], LOW, HIGH);
}
