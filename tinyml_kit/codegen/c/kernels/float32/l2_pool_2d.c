/* L2_POOL_2D: a window slides over an image; each output channel is the root of the mean square of
 * the channel's numbers in the window. What lies outside the image does not count. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t y = 0; y < OUT_HEIGHT; y++) {
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            #include "common/pool_window.c"
            const float count = (float)((int32_t)(bottom - top) * (right - left));
            for (index_t channel = 0; channel < CHANNELS; channel++) {
                float sum = 0;
                for (index_t row = top; row < bottom; row++)
                    for (index_t column = left; column < right; column++) {
                        const float value = input[(row * IN_WIDTH + column) * CHANNELS + channel];
                        sum += value * value;
                    }
                *output++ = clamp_float(sqrtf(sum / count), $low, $high);
            }
        }
    }
}
