/* CONV_2D: a window slides over an image; each output channel is the dot product of the window
 * and the channel's filter, plus a bias. What lies outside the image counts as 0, and zero points
 * are 0.
 *
 * Images lie in memory row by row, the channels of a pixel side by side: (y, x, channel) is
 * at (y * width + x) * channels + channel. Filters lie in flash in the order of the window. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t out_y = 0; out_y < OUT_HEIGHT; out_y++)
        for (index_t out_x = 0; out_x < OUT_WIDTH; out_x++) {
            flash_int8 weight = AT($weights);
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
#if WRAPS
                /* Sums may need more than 32 bits; as the interpreter's do, they lose the rest. */
#endif
                $accumulator sum = $channel_bias;
                for (index_t row = 0; row < FILTER_HEIGHT; row++) {
                    const index_t y = out_y * STRIDE_HEIGHT - PAD_TOP + row * DILATION_HEIGHT;
                    for (index_t column = 0; column < FILTER_WIDTH; column++) {
                        const index_t x = out_x * STRIDE_WIDTH - PAD_LEFT + column * DILATION_WIDTH;
                        const int16_t *pixel = input + (y * IN_WIDTH + x) * IN_CHANNELS;
#if GROUPED
                        /* A filter looks at one group of the input's channels only. */
                        pixel += channel / GROUP_OUTPUTS * GROUP_INPUTS;
#endif
#if PADDED
                        if (y >= 0 && y < IN_HEIGHT && x >= 0 && x < IN_WIDTH)
#endif
                            for (index_t i = 0; i < GROUP_INPUTS; i++)
                                sum += (int32_t)pixel[i] * READ8(weight + i);
                        weight += GROUP_INPUTS;
                    }
                }
                const int32_t scaled = $requantise(sum, $multiplier, $shift);
                *output++ = clamp_int16(scaled, LOW, HIGH);
            }
        }
}
