/* SOFTMAX: probabilities that add up to 1, in proportion to exp(beta * input), in 16 bits of inputs
 * of 8. They are computed as those of 8 bits are, with 8 bits more kept at the end: the output has
 * the scale 1/65536 and the zero point -32768. */

/* $title */
static void $function(const int8_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t row = 0; row < ROWS; row++) {
        #include "common/sum_exponentials.c"

        int8_t exponent;
        const int32_t scale = reciprocal(sum, &exponent);
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t exponential = READ32($exponentials, largest - input[i]);
            const int32_t parts = requantise(exponential, scale, exponent - 8);
            output[i] = clamp_int16(parts - 32768, -32768, 32767);
        }
        input += DEPTH;
        output += DEPTH;
    }
}
