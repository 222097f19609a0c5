/* TRANSPOSE_CONV: a convolution run backwards. Every pixel is spread over a window of a larger
 * image, multiplied by a filter; where windows overlap, they add up. An output gathers what all
 * pixels give it whose windows reach it, plus a bias.
 *
 * Images lie in memory row by row, the channels of a pixel side by side: (y, x, channel) is
 * at (y * width + x) * channels + channel. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t out_y = 0; out_y < OUT_HEIGHT; out_y++) {
        /* Where this output is in the window of the first pixel; later windows begin later. */
        const index_t down = out_y + PAD_TOP;
        const index_t above = down - FILTER_HEIGHT;
        const index_t first_y = above < 0 ? 0 : above / STRIDE_HEIGHT + 1;
        for (index_t out_x = 0; out_x < OUT_WIDTH; out_x++) {
            const index_t right = out_x + PAD_LEFT;
            const index_t before = right - FILTER_WIDTH;
            const index_t first_x = before < 0 ? 0 : before / STRIDE_WIDTH + 1;
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                $accumulator sum = $channel_bias;
                for (index_t y = first_y; y < IN_HEIGHT && y * STRIDE_HEIGHT <= down; y++) {
                    const index_t row = channel * FILTER_HEIGHT + down - y * STRIDE_HEIGHT;
                    for (index_t x = first_x; x < IN_WIDTH && x * STRIDE_WIDTH <= right; x++) {
                        const index_t column = right - x * STRIDE_WIDTH;
                        const index_t tap = row * FILTER_WIDTH + column;
                        flash_int8 weight = AT($weights) + tap * IN_CHANNELS;
                        const $type *pixel = input + (y * IN_WIDTH + x) * IN_CHANNELS;
                        for (index_t i = 0; i < IN_CHANNELS; i++)
                            sum += ((int32_t)pixel[i] - ZERO_POINT) * READ8(weight + i);
                    }
                }
                sum = $requantise(sum, $multiplier, $shift);
                *output++ = $clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
            }
        }
    }
}
