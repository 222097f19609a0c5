/* LEAKY_RELU: what is negative is multiplied by a small factor. One factor leads to the scale of
 * the output for what is negative, another for what is not. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const int32_t value = input[i] < 0
            ? $negative_requantise(input[i], $negative_multiplier, $negative_shift)
            : $requantise(input[i], $multiplier, $shift);
        output[i] = clamp_int16(value, LOW, HIGH);
    }
}
