/* CONV_2D with up to three filters and MAX_POOL_2D together, two neighbouring places at a time.
 *
 * The sums are made as in CONV_2D alone. The largest sum of each channel is kept; only that one is
 * brought to the scale of the output, and the image between the two needs no memory. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    int32_t sums[2 * OUT_CHANNELS], largest[OUT_CHANNELS];

    for (index_t top = 0; top < POOLED_HEIGHT * POOL_HEIGHT; top += POOL_HEIGHT)
        for (index_t left = 0; left < POOLED_WIDTH * POOL_WIDTH; left += POOL_WIDTH) {
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                largest[channel] = -2147483647;
            for (index_t y = top; y < top + POOL_HEIGHT; y++)
                for (index_t at = 0; at < POOL_WIDTH; at += 2) {
                    /* If their number is odd, the last place but one is computed twice. */
                    const index_t x = left + (at < POOL_WIDTH - 1 ? at : at - 1);
                    const int8_t *corner =
                        input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
                    $two(corner, $weights, NEXT_ROW, corner + SPAN, sums);
#pragma GCC unroll 3
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                        const int32_t one = sums[2 * channel], other = sums[2 * channel + 1];
                        const int32_t larger = one > other ? one : other;
                        if (larger > largest[channel])
                            largest[channel] = larger;
                    }
                }
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const int32_t *steps = $steps + 3 * channel;
                const int32_t scaled =
                    requantise_doubled(2 * largest[channel], steps[0], steps[1], steps[2]);
#if CLAMPED
                *output++ = clamp(scaled, LOW, HIGH);
#else
                *output++ = saturate(scaled);
#endif
            }
        }
}
