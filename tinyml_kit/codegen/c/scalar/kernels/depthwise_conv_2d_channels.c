/* DEPTHWISE_CONV_2D on a chip without SIMD: every channel of the window is summed up with its
 * filter on its own, in registers. Window and filters lie in the same order, so that one index
 * finds an input and its weight. */

#include "common/window.c"

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    $window_type window[FILTER_HEIGHT * FILTER_WIDTH * IN_CHANNELS];

    for (index_t y = 0; y < OUT_HEIGHT; y++)
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            #include "common/take_window.c"
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                uint32_t sum = (uint32_t)READ32($bias, channel);
                for (index_t i = channel; i < FILTER_HEIGHT * FILTER_WIDTH * OUT_CHANNELS;
                     i += OUT_CHANNELS)
                    sum += window[i] * READ8(AT($weights) + i);
                const int32_t scaled = $requantise((int32_t)sum, $multiplier, $shift);
                *output++ = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
            }
        }
}
