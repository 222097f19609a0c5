/* LOGISTIC: 1 / (1 + exp(-x)), with exp from the C library. Where the numbers of a float run out
 * of digits, the interpreter takes 1, or exp(x); so it is done here. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = logistic_float(input[i]);
}
