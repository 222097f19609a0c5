/* DEPTHWISE_CONV_2D: a window slides over an image, and every channel of the image has a filter
 * of its own (or MULTIPLIER of them): each output channel is the dot product of its filter and
 * the one channel of the window that it looks at, plus a bias.
 *
 * The channels of a pixel lie side by side in images and filters, so BLOCK channels are summed
 * up together: that is how memory is read in order.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share,
 * -zero point * sum(weight), does not depend on the input: it is already in the bias here. */

#include "common/window.c"

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    $window_type window[FILTER_HEIGHT * FILTER_WIDTH * IN_CHANNELS];

    for (index_t y = 0; y < OUT_HEIGHT; y++) {
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            #include "common/take_window.c"
            for (index_t first = 0; first < OUT_CHANNELS; first += BLOCK) {
#if WRAPS
                /* Sums may need more than 32 bits; they lose the highest, as the interpreter's do. */
#endif
                $accumulator sums[BLOCK];
                for (index_t i = 0; i < BLOCK; i++)
                    sums[i] = READ32($bias, first + i);
                for (index_t pixel = 0; pixel < FILTER_HEIGHT * FILTER_WIDTH; pixel++) {
#if MULTIPLIED
                    const $window_type *value = window + pixel * IN_CHANNELS + first / MULTIPLIER;
#else
                    const $window_type *value = window + pixel * IN_CHANNELS + first;
#endif
                    flash_int8 weight =
                        AT($weights) + pixel * OUT_CHANNELS + first;
                    for (index_t i = 0; i < BLOCK; i++)
#if MULTIPLIED
                        sums[i] += value[i / MULTIPLIER] * READ8(weight + i);
#else
                        sums[i] += value[i] * READ8(weight + i);
#endif
                }
                #include "common/scale_block.c"
            }
            output += OUT_CHANNELS;
        }
    }
}
