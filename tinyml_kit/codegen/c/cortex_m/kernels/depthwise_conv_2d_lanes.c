/* DEPTHWISE_CONV_2D, four channels side by side.
 *
 * The channels of a pixel lie side by side, so a word of the input holds four of them. It is
 * unpacked into two pairs, channels 0 and 2 and channels 1 and 3, which meet the same pairs of
 * weights. Each channel has a sum of its own, so that here an instruction makes one product
 * only, of two halves (SMLABB, SMLATT); what is saved is the loading.
 *
 * The zero point's share of each sum, -zero point * sum(weight), is already in the bias. */
#if PADDED || DILATED

#include "common/window.c"
#endif

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
#if PADDED || DILATED
    int8_t window[FILTER_HEIGHT * FILTER_WIDTH * IN_CHANNELS];
#endif

    for (index_t y = 0; y < OUT_HEIGHT; y++) {
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            const int32_t *weight = $weights;
#if DILATED
            const index_t step = FILTER_WIDTH * IN_CHANNELS;
            const int8_t *corner = window;
            ${function}_window(
                input, y * STRIDE_HEIGHT - PAD_TOP, x * STRIDE_WIDTH - PAD_LEFT, window);
#elif PADDED
            /* Only a window that reaches over the edge is copied, with the padding. */
            const index_t top = y * STRIDE_HEIGHT - PAD_TOP, left = x * STRIDE_WIDTH - PAD_LEFT;
            const int inside = top >= 0 && top <= IN_HEIGHT - FILTER_HEIGHT && left >= 0 &&
                left <= IN_WIDTH - FILTER_WIDTH;
            const index_t step = (inside ? IN_WIDTH : FILTER_WIDTH) * IN_CHANNELS;
            const int8_t *corner =
                inside ? input + (top * IN_WIDTH + left) * IN_CHANNELS : window;
            if (!inside)
                ${function}_window(input, top, left, window);
#else
            const index_t step = IN_WIDTH * IN_CHANNELS;
            const int8_t *corner =
                input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
#endif
            for (index_t first = 0; first < OUT_CHANNELS; first += 4) {
                int32_t sum[4];
#pragma GCC unroll 4
                for (index_t lane = 0; lane < 4; lane++)
                    sum[lane] = READ32($bias, first + lane);
                for (index_t row = 0; row < FILTER_HEIGHT; row++) {
                    const int8_t *place = corner + row * step + first;
                    for (index_t column = 0; column < FILTER_WIDTH; column++) {
                        const uint32_t four = load_four(place);
                        const uint32_t even = even_bytes(four), odd = odd_bytes(four);
                        sum[0] = smlabb(even, READ32(weight, 0), sum[0]);
                        sum[1] = smlabb(odd, READ32(weight, 1), sum[1]);
                        sum[2] = smlatt(even, READ32(weight, 0), sum[2]);
                        sum[3] = smlatt(odd, READ32(weight, 1), sum[3]);
                        place += IN_CHANNELS;
                        weight += 2;
                    }
                }
#pragma GCC unroll 4
                for (index_t lane = 0; lane < 4; lane++) {
                    const index_t channel = first + lane;
                    sum[lane] = $requantise(sum[lane], $multiplier, $shift);
                    output[channel] = clamp(sum[lane] + OUTPUT_OFFSET, LOW, HIGH);
                }
            }
            output += OUT_CHANNELS;
        }
    }
}
