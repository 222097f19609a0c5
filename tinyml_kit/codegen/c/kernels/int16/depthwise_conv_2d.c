/* DEPTHWISE_CONV_2D: a window slides over an image, and every channel of the image has a filter
 * of its own (or MULTIPLIER of them): each output channel is the dot product of its filter and
 * the one channel of the window that it looks at, plus a bias. What lies outside the image
 * counts as 0, and zero points are 0. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t out_y = 0; out_y < OUT_HEIGHT; out_y++)
        for (index_t out_x = 0; out_x < OUT_WIDTH; out_x++)
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                flash_int8 weight = AT($weights) + channel;
                $accumulator sum = $channel_bias;
                for (index_t row = 0; row < FILTER_HEIGHT; row++) {
                    const index_t y = out_y * STRIDE_HEIGHT - PAD_TOP + row * DILATION_HEIGHT;
                    for (index_t column = 0; column < FILTER_WIDTH; column++) {
                        const index_t x = out_x * STRIDE_WIDTH - PAD_LEFT + column * DILATION_WIDTH;
                        const index_t at = (y * IN_WIDTH + x) * IN_CHANNELS + channel / MULTIPLIER;
#if PADDED
                        if (y >= 0 && y < IN_HEIGHT && x >= 0 && x < IN_WIDTH)
#endif
                            sum += (int32_t)input[at] * READ8(weight);
                        weight += OUT_CHANNELS;
                    }
                }
                const int32_t scaled = $requantise(sum, $multiplier, $shift);
                *output++ = clamp_int16(scaled, LOW, HIGH);
            }
}
