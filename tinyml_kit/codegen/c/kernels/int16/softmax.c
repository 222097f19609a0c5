/* SOFTMAX: probabilities that add up to 1, in proportion to exp(beta * input).
 *
 * Only differences from the largest input matter, because a factor that all have in common
 * cancels out. exp is looked up from -10 to 0, and so is 1 / (1 + x) for the sum, from 0 to 1: both
 * tables have 513 entries, with straight lines between them. The output has the scale 2^-15. */

/* An entry of the first table, or a number between two. */
static inline int32_t ${function}_exponential(int32_t x)
{
    const index_t place = (x >> 7) + 256;
    const int32_t low = READ16($exponentials, place);

    return low + (((READ16($exponentials, place + 1) - low) * (x & 127) + 64) >> 7);
}

/* The same for the second one. */
static inline int32_t ${function}_reciprocal(int32_t x)
{
    const index_t place = (x >> 7) + 256;
    const int32_t low = READ16($reciprocals, place);

    return low + (((READ16($reciprocals, place + 1) - low) * (x & 127) + 64) >> 7);
}

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t row = 0; row < ROWS; row++) {
        int16_t largest = input[0];
        for (index_t i = 1; i < DEPTH; i++)
            if (input[i] > largest)
                largest = input[i];

        /* The sum is 2^bits times a number from 1 to 2. */
        int32_t sum = 0;
        int8_t bits = 30;
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t below = $requantise((int32_t)input[i] - largest, $multiplier, $shift);
            output[i] = ${function}_exponential(clamp_int16(below + 32767, -32768, 32767));
            sum += output[i];
        }
        while (!(sum >> bits))
            bits--;

        const int32_t part = (int32_t)((((int64_t)sum << (30 - bits)) + 8192) >> 14) - 98304;
        const int32_t scale = ${function}_reciprocal(clamp_int16(part, -32768, 32767));
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t share = (output[i] * scale + ((int32_t)1 << (bits - 1))) >> bits;
            output[i] = clamp_int16(share, 0, 32767);
        }
        input += DEPTH;
        output += DEPTH;
    }
}
