/* SOFTMAX: probabilities that add up to 1, in proportion to exp(beta * input).
 *
 * Only differences from the largest input matter, because a factor that all have in common
 * cancels out: exp(beta * (input - largest)) is never above 1. An int8 lies 0 to 255 steps
 * below the largest, and the exponentials of these 256 differences are in a table, in units of
 * 2^-31. They are added up in units of 2^-19, so that 4096 of them fit into 32 bits. The output
 * has the scale 1/256 and the zero point -128. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };

    for (index_t row = 0; row < ROWS; row++) {
        #include "common/sum_exponentials.c"

        int8_t exponent;
        const int32_t scale = reciprocal(sum, &exponent);
#if MANY
        /* Of a probability that is shifted by more, nothing is left. */
        if (exponent > 31) {
            memset(output, -128, DEPTH);
            input += DEPTH;
            output += DEPTH;
            continue;
        }
#endif
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t exponential = READ32($exponentials, largest - input[i]);
            const int16_t parts = share(exponential, scale, exponent);
            output[i] = parts < 256 ? parts - 128 : 127;
        }
        input += DEPTH;
        output += DEPTH;
    }
}
