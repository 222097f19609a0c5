/* DEPTHWISE_CONV_2D, four channels at a time.
 *
 * For a place of the output, the address of each pixel under the filter (a tap) is written down.
 * A tap beside the image points to a pixel made of the input's zero point. A block of constants
 * then holds what four channels need: bias, weights, and what leads from sums to outputs.
 *
 * The zero point's share of each sum, -zero point * sum(weight), is already in the bias. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    const int8_t *taps[TAPS];
#if PADDED
    int8_t beside[IN_CHANNELS];

    memset(beside, ZERO_POINT, IN_CHANNELS);
#endif
#if SPARE_TAP
    /* Its weights are 0. */
    taps[TAPS - 1] = input;
#endif
    for (index_t y = 0; y < OUT_HEIGHT; y++)
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            const int8_t **tap = taps;
#if PADDED
            index_t in_y = y * STRIDE_HEIGHT - PAD_TOP;
            const index_t in_x = x * STRIDE_WIDTH - PAD_LEFT;
#else
            index_t in_y = y * STRIDE_HEIGHT;
            const index_t in_x = x * STRIDE_WIDTH;
#endif
            for (index_t row = 0; row < FILTER_HEIGHT; row++, in_y += DILATION_HEIGHT) {
                const int8_t *pixel = input + (in_y * IN_WIDTH + in_x) * IN_CHANNELS;
#if PADDED
                const index_t in_width = in_y >= 0 && in_y < IN_HEIGHT ? IN_WIDTH : 0;
                if (in_x < 0 || in_x + REACH > in_width) {
                    for (index_t at = in_x; at < in_x + REACH; at += DILATION_WIDTH) {
                        *tap++ = at >= 0 && at < in_width ? pixel : beside;
                        pixel += DILATION_WIDTH * IN_CHANNELS;
                    }
                    continue;
                }
#endif
#pragma GCC unroll 8
                for (index_t column = 0; column < FILTER_WIDTH; column++)
                    *tap++ = pixel + column * DILATION_WIDTH * IN_CHANNELS;
            }
            depthwise_fours(taps, $blocks, $blocks + BLOCKS_SIZE, output, TAPS);
#if CLAMPED
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                output[channel] = clamp(output[channel], LOW, HIGH);
#endif
            output += OUT_CHANNELS;
        }
}
