/* The dot products of inputs and several rows of weights, added to the rows' biases.
 *
 * Four rows go through the inputs together (`dot_four`); those that are left over go alone.
 * Weights are 128 too large, from 0 to 255: ARMv6-M loads a byte without a sign in one
 * instruction, and needs two for one with a sign. What this adds, 128 times the sum of the
 * inputs, is the same for all rows and subtracted first. Sums are unsigned: they may wrap. */
static void dot_rows(uint32_t *sums, const int8_t *input, index_t count, flash_int8 weights,
                     const int32_t *bias, index_t rows)
{
    const uint8_t *weight = (const uint8_t *)weights;
    const int8_t *end = input + count;
    uint32_t shared = 0;

    for (const int8_t *i = input; i < end; i++)
        shared += *i;
    shared *= 128;
    for (index_t row = 0; row < rows; row++)
        sums[row] = (uint32_t)READ32(bias, row) - shared;
    for (; rows >= 4; rows -= 4) {
        dot_four(sums, input, end, weight);
        weight += 4 * count;
        sums += 4;
    }
    for (; rows > 0; rows--, sums++)
        for (const int8_t *i = input; i < end; i++)
            *sums += *i * *weight++;
}
