/* CONV_2D, several output channels side by side.
 *
 * A word of the input holds four numbers. Two instructions unpack it into two pairs of 16 bits,
 * the even bytes and the odd ones, and each pair meets a pair of weights in SMLAD: two products
 * an instruction. The unpacked pairs serve LANES output channels, one accumulator each, before
 * the next word is loaded. A weight is used once for every place of the image, so weights are
 * stored as they are needed: as pairs of 16 bits, in the order in which they are read here.
 *
 * A row of the window is RUN numbers that lie side by side in memory: QUADS words and TAIL
 * numbers. The tail is read as the last word of the row, with weights of 0 for what was
 * counted before, so that nothing behind the image is touched.
 *
 * The zero point's share of each sum, -zero point * sum(weight), is already in the bias. */
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

    for (index_t y = 0; y < OUT_HEIGHT; y++) {
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            const int32_t *weight = $weights;
            #include "common/take_corner.c"
            for (index_t first = 0; first < OUT_CHANNELS; first += LANES) {
                #include "common/lane_sums.c"
#pragma GCC unroll 4
                for (index_t lane = 0; lane < LANES; lane++) {
                    const index_t channel = first + lane;
#if SPARE_LANES
                    if (channel >= OUT_CHANNELS)
                        break;
#endif
                    sum[lane] = $requantise(sum[lane], $multiplier, $shift);
                    output[channel] = clamp(sum[lane] + OUTPUT_OFFSET, LOW, HIGH);
                }
            }
            output += OUT_CHANNELS;
        }
    }
}
