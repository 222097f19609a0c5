/* FULLY_CONNECTED, four outputs side by side.
 *
 * A word of the input holds four numbers. Two instructions unpack it into two pairs of 16 bits,
 * the even bytes and the odd ones; a word of weights is unpacked the same way, and SMLAD makes
 * two products and two additions of a pair of each. The unpacked inputs serve four outputs
 * before the next word is loaded. A weight is used once only, so weights stay bytes, in the
 * order in which they are read: four of each of four rows in turn.
 *
 * The zero point's share of each sum, -zero point * sum(weight), is already in the bias. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    const int32_t *weight = $weights;

    for (index_t first = 0; first < OUTPUTS; first += 4) {
        int32_t sum[4];
        for (index_t lane = 0; lane < 4; lane++)
            sum[lane] = READ32($bias, first + lane);
        dot_four_lanes(input, weight, QUADS, sum);
        weight += 4 * QUADS;
#if TAIL
        /* The last numbers once more, with weights of 0 for those that were counted. */
        dot_four_lanes(input + INPUTS - 4, weight, 1, sum);
        weight += 4;
#endif
        for (index_t channel = first; channel < first + 4; channel++) {
#if SPARE_LANES
            if (channel == OUTPUTS)
                break;
#endif
            const int32_t scaled = $requantise(sum[channel - first], $multiplier, $shift);
            output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
        }
    }
}
