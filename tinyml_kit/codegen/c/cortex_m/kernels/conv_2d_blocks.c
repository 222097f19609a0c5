/* CONV_2D, two places of the image by four filters at a time.
 *
 * The windows of two places are unpacked into pairs of 16 bits, as SMLAD multiplies them, once for
 * all filters. A block of constants holds what four filters need. With the weights come, for each
 * filter, the bias, and three numbers that lead from its sum to the output. The zero point's share
 * of a sum, -zero point * sum(weight), is already in the bias. */

#include "common/unpack_windows.c"

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    uint32_t pairs[2 * WORDS];
    index_t y = 0, x = 0;
#if SPARE_FILTERS
    int8_t outputs[2][OUT_CHANNELS + SPARE_FILTERS];
#endif

    for (index_t place = 0; place < PLACES; place += 2) {
        /* If their number is odd, the last place is computed twice. */
        const index_t more = place < PLACES - 1, other_row = x + more == OUT_WIDTH;
        const index_t other_y = y + other_row, other_x = other_row ? 0 : x + more;
        ${function}_unpack(input, y, x, other_y, other_x, pairs);
        x = other_x + 1 < OUT_WIDTH ? other_x + 1 : 0;
        y = x ? other_y : other_y + 1;
        const index_t made = place < PLACES - 1 ? 2 * OUT_CHANNELS : OUT_CHANNELS;
#if SPARE_FILTERS
        convolve_2_by_4(pairs, $blocks, outputs[0], outputs[1], WORDS, $blocks + BLOCKS_SIZE);
        memcpy(output + made - OUT_CHANNELS, outputs[1], OUT_CHANNELS);
        memcpy(output, outputs[0], OUT_CHANNELS);
#else
        convolve_2_by_4(pairs, $blocks, output, output + made - OUT_CHANNELS, WORDS,
            $blocks + BLOCKS_SIZE);
#endif
#if CLAMPED
        for (index_t i = 0; i < made; i++)
            output[i] = clamp(output[i], LOW, HIGH);
#endif
        output += made;
    }
}
