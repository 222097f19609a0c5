/* FULLY_CONNECTED on a chip without SIMD: rows of weights go through the inputs four at a time. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    uint32_t sums[OUTPUTS];

    dot_rows(sums, input, INPUTS, AT($weights), $bias, OUTPUTS);
    for (index_t channel = 0; channel < OUTPUTS; channel++) {
        const int32_t sum = $requantise((int32_t)sums[channel], $multiplier, $shift);
        output[channel] = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
    }
}
