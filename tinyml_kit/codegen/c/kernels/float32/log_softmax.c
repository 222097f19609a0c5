/* LOG_SOFTMAX: the logarithms of the probabilities that SOFTMAX gives, with exp and log from the C
 * library. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t row = 0; row < ROWS; row++) {
        float largest = input[0], sum = 0;
        for (index_t i = 1; i < DEPTH; i++)
            if (input[i] > largest)
                largest = input[i];
        for (index_t i = 0; i < DEPTH; i++)
            sum += expf(input[i] - largest);
        sum = logf(sum);
        for (index_t i = 0; i < DEPTH; i++)
            output[i] = input[i] - largest - sum;
        input += DEPTH;
        output += DEPTH;
    }
}
