/* CONV_2D and MAX_POOL_2D together: at every place of the pooled image, the convolution is
 * computed at the places that the pooling looks at, and the largest sum of each channel is kept.
 *
 * The step from a sum to an output never turns an order around, so the largest sum gives the
 * largest output: only that one is brought to the scale of the output, and the image between
 * the two operators needs no memory. */
#if !CONTIGUOUS

#include "common/window.c"
#endif

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
#if !DIRECT
    $window_type window[FILTER_SIZE];
#endif
    int32_t largest[OUT_CHANNELS];

    for (index_t place = 0; place < POOLED_HEIGHT * POOLED_WIDTH; place++) {
        const index_t top = place / POOLED_WIDTH * POOL_HEIGHT;
        const index_t left = place % POOLED_WIDTH * POOL_WIDTH;
        #include "common/pooled_places.c"
        for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
            largest[channel] = -2147483647 - 1;
        for (index_t y = top; y < bottom; y++)
            for (index_t x = left; x < right; x++) {
                flash_int8 weight = AT($weights);
                #include "common/take_window.c"
                for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                    #include "common/filter_sum.c"
                    if ((int32_t)sum > largest[channel])
                        largest[channel] = (int32_t)sum;
                }
            }
        for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
            const int32_t sum = $requantise(largest[channel], $multiplier, $shift);
            *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
        }
    }
}
