/* MAX_POOL_2D: a window slides over an image; each output channel is the largest number that
 * the channel has in the window. What lies outside the image does not count. Input and output
 * have the same scale. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t y = 0; y < OUT_HEIGHT; y++) {
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            #include "common/pool_window.c"
            for (index_t channel = 0; channel < CHANNELS; channel++) {
                $type largest = LOW;
                for (index_t row = top; row < bottom; row++)
                    for (index_t column = left; column < right; column++) {
                        const $type value = input[(row * IN_WIDTH + column) * CHANNELS + channel];
                        if (value > largest)
                            largest = value;
                    }
#if HIGH_CUTS
                *output++ = largest > HIGH ? HIGH : largest;
#else
                *output++ = largest;
#endif
            }
        }
    }
}
