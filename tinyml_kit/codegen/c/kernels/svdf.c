/* SVDF: a dense layer with a memory. Each filter is the dot product of the inputs and a row of
 * weights. It remembers its last MEMORY answers, the newest one last. An output is the dot product
 * of what RANK filters remember and the weights of these times, plus a bias.
 *
 * The zero point's share of the inputs, -zero point * sum(weight), is a constant of each filter. */

/* $title */
static void $function(const int8_t *input, int8_t *output, $state_type *state)
{
    enum { $sizes };
    flash_int8 weight = AT($features);

    for (index_t filter = 0; filter < FILTERS; filter++) {
        $state_type *memory = state + filter * MEMORY;
        int32_t sum = READ32($feature_bias, filter);
        for (index_t i = 0; i < INPUTS; i++)
            sum += input[i] * READ8(weight + i);
        weight += INPUTS;
        sum = $feature_requantise(sum, $feature_multiplier, $feature_shift);
        memmove(memory, memory + 1, (MEMORY - 1) * sizeof *memory);
        /* The zero point comes after the limits: what it leads beyond them wraps around. */
        memory[MEMORY - 1] = ($state_type)($state_clamp(sum, STATE_LOW, STATE_HIGH) + STATE_ZERO);
    }
    for (index_t channel = 0; channel < UNITS; channel++) {
        const index_t at = channel * (RANK * MEMORY);
#if WRAPS
        /* Sums may need more than 32 bits; they lose the highest, as the interpreter's do. */
#endif
        $accumulator sum = $channel_bias;
        for (index_t i = 0; i < RANK * MEMORY; i++)
            sum += ((int32_t)state[at + i] - STATE_ZERO) * $time_weight;
        sum = $requantise(sum, $multiplier, $shift);
        output[channel] = clamp(sum + OUTPUT_OFFSET, -128, 127);
    }
}
