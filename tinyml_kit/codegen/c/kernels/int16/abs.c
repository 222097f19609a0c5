/* ABS: the absolute value, number by number, brought to the scale of the output. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const int32_t size = input[i] < 0 ? -(int32_t)input[i] : input[i];
        output[i] = clamp_int16($requantise(size, $multiplier, $shift), LOW, HIGH);
    }
}
