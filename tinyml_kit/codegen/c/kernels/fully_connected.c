/* FULLY_CONNECTED: every output is the dot product of all inputs and a row of weights, plus a
 * bias.
 *
 * PART inputs at a time are made ready for multiplication and added to all sums. Sums are brought
 * to the scale of the output at the end: a compiler can do that for several at once.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share,
 * -zero point * sum(weight), does not depend on the input: it is already in the bias here. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    enum { PART = INPUTS < 128 ? INPUTS : 128 };
    $window_type part[PART];
#if WRAPS
    /* Sums may need more than 32 bits; they lose the highest, as the interpreter's do. */
#endif
    $accumulator sums[OUTPUTS];

    for (index_t channel = 0; channel < OUTPUTS; channel++)
        sums[channel] = READ32($bias, channel);
    for (index_t first = 0; first < INPUTS; first += PART) {
        const index_t count = INPUTS - first < PART ? INPUTS - first : PART;
        $copy(part, input + first, count);
        for (index_t channel = 0; channel < OUTPUTS; channel++) {
            flash_int8 weight = AT($weights) + channel * INPUTS + first;
            $accumulator sum = sums[channel];
            for (index_t i = 0; i < count; i++)
                sum += part[i] * READ8(weight + i);
            sums[channel] = sum;
        }
    }
    for (index_t channel = 0; channel < OUTPUTS; channel++) {
        const int32_t scaled = $requantise((int32_t)sums[channel], $multiplier, $shift);
        output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
    }
}
