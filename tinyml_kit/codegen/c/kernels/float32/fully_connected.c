/* FULLY_CONNECTED: every output is the dot product of all inputs and a row of weights, plus a
 * bias. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t channel = 0; channel < OUTPUTS; channel++) {
        float sum = 0;
        for (index_t i = 0; i < INPUTS; i++)
            sum += input[i] * READ_FLOAT($weights, channel * INPUTS + i);
        sum += READ_FLOAT($bias, channel);
        output[channel] = clamp_float(sum, $low, $high);
    }
}
