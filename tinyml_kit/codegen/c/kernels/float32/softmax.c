/* SOFTMAX: probabilities that add up to 1, in proportion to exp(beta * input), with exp from the
 * C library. The largest input is taken off first: that changes no proportion, and no exp is
 * above 1. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t row = 0; row < ROWS; row++) {
        float largest = input[0], sum = 0;
        for (index_t i = 1; i < DEPTH; i++)
            if (input[i] > largest)
                largest = input[i];
        for (index_t i = 0; i < DEPTH; i++) {
            output[i] = expf((input[i] - largest) * $beta);
            sum += output[i];
        }
        for (index_t i = 0; i < DEPTH; i++)
            output[i] /= sum;
        input += DEPTH;
        output += DEPTH;
    }
}
