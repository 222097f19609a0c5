/* LOGISTIC: 1 / (1 + exp(-x)), with exp from the C library. Where the numbers of a float run out
 * of digits, the interpreter takes 1, or exp(x); so it is done here. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const float x = input[i];
        if (x > 16.6190472f)
            output[i] = 1;
        else if (x < -9)
            output[i] = expf(x);
        else
            output[i] = 1 / (1 + expf(-x));
    }
}
