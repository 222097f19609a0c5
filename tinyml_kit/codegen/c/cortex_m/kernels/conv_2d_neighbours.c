/* CONV_2D with up to three filters, at two neighbouring places of the image at a time.
 *
 * So few filters do not repay windows that are unpacked in memory: each row is unpacked on the
 * way, for both places, and the weights are pairs of 16 bits. The zero point's share of each sum,
 * -zero point * sum(weight), is already in the bias, which stands in front of the weights. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    int32_t sums[2 * OUT_CHANNELS];

    for (index_t y = 0; y < OUT_HEIGHT; y++)
        for (index_t x = 0; x < OUT_WIDTH; x += 2) {
            /* If their number is odd, the last place but one is computed twice. */
            const index_t left = x < OUT_WIDTH - 1 ? x : x - 1;
            const int8_t *corner =
                input + (y * STRIDE_HEIGHT * IN_WIDTH + left * STRIDE_WIDTH) * IN_CHANNELS;
            $two(corner, $weights, NEXT_ROW, corner + SPAN, sums);
            for (index_t i = 0; i < 2 * OUT_CHANNELS; i++) {
                const int32_t *steps = $steps + i / 2 * 3;
                const int32_t scaled =
                    requantise_doubled(2 * sums[i], steps[0], steps[1], steps[2]);
                const index_t place = y * OUT_WIDTH + left + i % 2;
#if CLAMPED
                output[place * OUT_CHANNELS + i / 2] = clamp(scaled, LOW, HIGH);
#else
                output[place * OUT_CHANNELS + i / 2] = saturate(scaled);
#endif
            }
        }
}
