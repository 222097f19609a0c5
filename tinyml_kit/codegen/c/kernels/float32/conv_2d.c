/* CONV_2D: a window slides over an image; each output channel is the dot product of the window
 * and the channel's filter, plus a bias. What lies outside the image counts as 0.
 *
 * Images lie in memory row by row, the channels of a pixel side by side: (y, x, channel) is
 * at (y * width + x) * channels + channel. Filters lie in flash in the order of the window. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t out_y = 0; out_y < OUT_HEIGHT; out_y++)
        for (index_t out_x = 0; out_x < OUT_WIDTH; out_x++)
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const index_t filter = channel * FILTER_HEIGHT * FILTER_WIDTH * GROUP_INPUTS;
                float sum = 0;
                for (index_t row = 0; row < FILTER_HEIGHT; row++) {
                    const index_t y = out_y * STRIDE_HEIGHT - PAD_TOP + row * DILATION_HEIGHT;
                    if (y < 0 || y >= IN_HEIGHT)
                        continue;
                    for (index_t column = 0; column < FILTER_WIDTH; column++) {
                        const index_t x = out_x * STRIDE_WIDTH - PAD_LEFT + column * DILATION_WIDTH;
                        if (x < 0 || x >= IN_WIDTH)
                            continue;
                        const float *pixel = input + (y * IN_WIDTH + x) * IN_CHANNELS;
                        const index_t at = filter + (row * FILTER_WIDTH + column) * GROUP_INPUTS;
#if GROUPED
                        /* A filter looks at one group of the input's channels only. */
                        pixel += channel / GROUP_OUTPUTS * GROUP_INPUTS;
#endif
                        for (index_t i = 0; i < GROUP_INPUTS; i++)
                            sum += pixel[i] * READ_FLOAT($weights, at + i);
                    }
                }
                sum += READ_FLOAT($bias, channel);
                *output++ = clamp_float(sum, $low, $high);
            }
}
