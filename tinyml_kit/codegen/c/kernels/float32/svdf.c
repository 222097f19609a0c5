/* SVDF: a dense layer with a memory. Each filter is the dot product of the inputs and a row of
 * weights. It remembers its last MEMORY answers, the newest one last. An output is the dot product
 * of what RANK filters remember and the weights of these times, plus a bias. */

/* $title */
static void $function(const float *input, float *output, float *state)
{
    enum { $sizes };

    for (index_t filter = 0; filter < FILTERS; filter++) {
        float *memory = state + filter * MEMORY;
        float sum = 0;
        for (index_t i = 0; i < INPUTS; i++)
            sum += input[i] * READ_FLOAT($features, filter * INPUTS + i);
        memmove(memory, memory + 1, (MEMORY - 1) * sizeof *memory);
        memory[MEMORY - 1] = sum;
    }
    for (index_t channel = 0; channel < UNITS; channel++) {
        float total = $channel_bias;
        for (index_t part = 0; part < RANK; part++) {
            const index_t at = (channel * RANK + part) * MEMORY;
            float sum = 0;
            for (index_t i = 0; i < MEMORY; i++)
                sum += state[at + i] * $time_weight;
            total += sum;
        }
        output[channel] = clamp_float(total, $low, $high);
    }
}
