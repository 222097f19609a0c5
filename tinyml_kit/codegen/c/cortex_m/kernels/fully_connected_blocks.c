/* FULLY_CONNECTED, four outputs at a time.
 *
 * A block of constants holds what the sums of four outputs need: biases and weights, two outputs'
 * in a halfword. Three numbers lead from a sum to an output.
 *
 * The zero point's share of each sum, -zero point * sum(weight), is already in the bias. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };

#if FEWER_THAN_4
    int8_t four[4];
    dense_fours(input, $blocks, $blocks + BLOCKS_SIZE, $steps, STEPS_APART, four, INPUTS);
    memcpy(output, four, OUTPUTS);
#else
    dense_fours(input, $blocks, $blocks + BLOCKS_SIZE, $steps, STEPS_APART, output, INPUTS);
#endif
#if CLAMPED
    for (index_t i = 0; i < OUTPUTS; i++)
        output[i] = clamp(output[i], LOW, HIGH);
#endif
}
