/* CONV_2D: a window slides over an image, and what is in the window goes through a fully
 * connected layer, with the same weights at every place: each output channel is the dot
 * product of the window and the channel's filter, plus a bias.
 *
 * Images lie in memory row by row, the channels of a pixel side by side: (y, x, channel) is
 * at (y * width + x) * channels + channel. Filters lie in flash in the order of the window.
 *
 * BLOCK channels are summed up before they are brought to the scale of the output: a compiler
 * can then do that for several at once.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share,
 * -zero point * sum(weight), does not depend on the input: it is already in the bias here. */
#if !CONTIGUOUS

#include "common/window.c"
#endif

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
#if !DIRECT
    $window_type window[FILTER_SIZE];
#endif
    $accumulator sums[BLOCK];

    for (index_t y = 0; y < OUT_HEIGHT; y++) {
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            flash_int8 weight = AT($weights);
            #include "common/take_window.c"
            for (index_t first = 0; first < OUT_CHANNELS; first += BLOCK) {
                for (index_t channel = first; channel < first + BLOCK; channel++) {
                    #include "common/filter_sum.c"
                    sums[channel - first] = sum;
                }
                #include "common/scale_block.c"
            }
            output += OUT_CHANNELS;
        }
    }
}
