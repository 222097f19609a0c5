/* CONV_2D and MAX_POOL_2D together, two places of the image by four filters at a time.
 *
 * The convolution is computed as in CONV_2D alone, at the places that the pooling looks at. Of
 * their outputs the largest are kept, so that the image between the two operators needs no
 * memory. */

#include "common/unpack_windows.c"

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    uint32_t pairs[2 * WORDS];
    int8_t outputs[2][OUT_CHANNELS + SPARE_FILTERS];

    for (index_t top = 0; top < POOLED_HEIGHT * POOL_HEIGHT; top += POOL_HEIGHT) {
        for (index_t left = 0; left < POOLED_WIDTH * POOL_WIDTH; left += POOL_WIDTH) {
            #include "common/pooled_places.c"
            memset(output, LOW, OUT_CHANNELS);
            for (index_t y = top; y < bottom; y++)
                for (index_t x = left; x < right; x += 2) {
                    /* If their number is odd, the last place is computed twice. */
                    ${function}_unpack(input, y, x, y, x + 1 < right ? x + 1 : x, pairs);
                    convolve_2_by_4(pairs, $blocks, outputs[0], outputs[1], WORDS,
                        $blocks + BLOCKS_SIZE);
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                        const int8_t one = outputs[0][channel], other = outputs[1][channel];
                        const int8_t larger = one > other ? one : other;
                        if (larger > output[channel])
                            output[channel] = larger;
                    }
                }
#if CLAMPED
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                output[channel] = clamp(output[channel], LOW, HIGH);
#endif
            output += OUT_CHANNELS;
        }
    }
}
