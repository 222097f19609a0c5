/* CONV_2D on a chip without SIMD: the window at each place is a run of inputs, and every filter a
 * row of weights. All filters' sums at a place are computed together.
 *
 * With a pooling behind it, the largest sum of each channel in a window of the pool is kept, and
 * only that one is brought to the scale of the output: scaling never turns an order around. */
#if !CONTIGUOUS

#include "common/window.c"
#endif

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    uint32_t sums[OUT_CHANNELS];
#if POOLED
    int32_t largest[OUT_CHANNELS];
#endif
#if !DIRECT
    $window_type window[FILTER_SIZE];
#endif

    for (index_t v = 0; v < HEIGHT; v++)
        for (index_t h = 0; h < WIDTH; h++) {
#if POOLED
            const index_t top = v * POOL_HEIGHT, left = h * POOL_WIDTH;
            #include "common/pooled_places.c"
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                largest[channel] = -2147483647 - 1;
            for (index_t y = top; y < bottom; y++)
                for (index_t x = left; x < right; x++) {
                    #include "common/window_rows.c"
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                        if ((int32_t)sums[channel] > largest[channel])
                            largest[channel] = (int32_t)sums[channel];
                }
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const int32_t sum = $requantise(largest[channel], $multiplier, $shift);
                *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
            }
#else
            const index_t y = v, x = h;
            #include "common/window_rows.c"
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const int32_t sum = $requantise((int32_t)sums[channel], $multiplier, $shift);
                *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
            }
#endif
        }
}
