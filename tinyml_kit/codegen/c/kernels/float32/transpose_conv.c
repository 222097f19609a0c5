/* TRANSPOSE_CONV: a convolution run backwards. Every pixel is spread over a window of a larger
 * image, multiplied by a filter; where windows overlap, they add up. An output gathers what all
 * pixels give it whose windows reach it, plus a bias. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t out_y = 0; out_y < OUT_HEIGHT; out_y++)
        for (index_t out_x = 0; out_x < OUT_WIDTH; out_x++)
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                float sum = 0;
                for (index_t y = 0; y < IN_HEIGHT; y++) {
                    const index_t row = out_y + PAD_TOP - y * STRIDE_HEIGHT;
                    if (row < 0 || row >= FILTER_HEIGHT)
                        continue;
                    for (index_t x = 0; x < IN_WIDTH; x++) {
                        const index_t column = out_x + PAD_LEFT - x * STRIDE_WIDTH;
                        if (column < 0 || column >= FILTER_WIDTH)
                            continue;
                        const index_t tap = (channel * FILTER_HEIGHT + row) * FILTER_WIDTH + column;
                        const float *pixel = input + (y * IN_WIDTH + x) * IN_CHANNELS;
                        const index_t at = tap * IN_CHANNELS;
                        for (index_t i = 0; i < IN_CHANNELS; i++)
                            sum += pixel[i] * READ_FLOAT($weights, at + i);
                    }
                }
                *output++ = clamp_float(sum + $channel_bias, $low, $high);
            }
}
