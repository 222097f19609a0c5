/* FULLY_CONNECTED: every output is the dot product of all inputs and a row of weights, plus a
 * bias.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share,
 * -zero point * sum(weight), does not depend on the input: it is already in the bias here. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    flash_int8 weight = AT($weights);

    for (index_t channel = 0; channel < OUTPUTS; channel++) {
#if WRAPS
        /* Sums may need more than 32 bits; they lose the highest, as the interpreter's do. */
#endif
        $accumulator sum = READ32($bias, channel);
        for (index_t i = 0; i < INPUTS; i++)
            sum += input[i] * READ8(weight + i);
        weight += INPUTS;
        sum = $requantise(sum, $multiplier, $shift);
        output[channel] = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
    }
}
