/* FULLY_CONNECTED: every output is the dot product of all inputs and a row of weights, plus a
 * bias. Zero points are 0. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };
    flash_int8 weight = AT($weights);

    for (index_t channel = 0; channel < OUTPUTS; channel++) {
#if WRAPS
        /* Sums may need more than 32 bits; they lose the highest, as the interpreter's do. */
#endif
        $accumulator sum = $channel_bias;
        for (index_t i = 0; i < INPUTS; i++)
            sum += (int32_t)input[i] * READ8(weight + i);
        weight += INPUTS;
        const int32_t scaled = $requantise(sum, $multiplier, $shift);
        output[channel] = clamp_int16(scaled, LOW, HIGH);
    }
}
