/* CONV_2D and MAX_POOL_2D together, several output channels side by side.
 *
 * The sums are made as in CONV_2D alone: four inputs are unpacked into two pairs, which meet
 * pairs of weights in SMLAD. At every place of the pooled image this is done for all places
 * that the pooling looks at, and the largest sum of each channel is kept; only that one is
 * brought to the scale of the output, and the image between the two needs no memory. */
#if EDGES || GATHERED

#include "common/window.c"
#endif

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
#if EDGES || GATHERED
    int8_t window[WINDOW_SIZE] = {0};
#endif
    int32_t largest[OUT_CHANNELS + SPARE_LANES];

    for (index_t top = 0; top < POOLED_HEIGHT * POOL_HEIGHT; top += POOL_HEIGHT) {
        for (index_t left = 0; left < POOLED_WIDTH * POOL_WIDTH; left += POOL_WIDTH) {
            #include "common/pooled_places.c"
            for (index_t channel = 0; channel < OUT_CHANNELS + SPARE_LANES; channel++)
                largest[channel] = -2147483647;
            for (index_t y = top; y < bottom; y++)
                for (index_t x = left; x < right; x++) {
                    const int32_t *weight = $weights;
                    #include "common/take_corner.c"
                    for (index_t first = 0; first < OUT_CHANNELS; first += LANES) {
                        #include "common/lane_sums.c"
#pragma GCC unroll 4
                        for (index_t lane = 0; lane < LANES; lane++)
                            if (sum[lane] > largest[first + lane])
                                largest[first + lane] = sum[lane];
                    }
                }
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const int32_t sum = $requantise(largest[channel], $multiplier, $shift);
                *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
            }
        }
    }
}
