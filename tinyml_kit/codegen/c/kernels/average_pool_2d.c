/* AVERAGE_POOL_2D: a window slides over an image; each output channel is the mean of the
 * channel's numbers in the window, halves rounded away from zero. What lies outside the image
 * does not count. Input and output have the same scale. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t y = 0; y < OUT_HEIGHT; y++) {
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            #include "common/pool_window.c"
            const int32_t count = (int32_t)(bottom - top) * (right - left);
            for (index_t channel = 0; channel < CHANNELS; channel++) {
                int32_t sum = 0;
                for (index_t row = top; row < bottom; row++)
                    for (index_t column = left; column < right; column++)
                        sum += input[(row * IN_WIDTH + column) * CHANNELS + channel];
                /* Division cuts off towards zero. */
                sum = (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
                *output++ = $clamp(sum, LOW, HIGH);
            }
        }
    }
}
