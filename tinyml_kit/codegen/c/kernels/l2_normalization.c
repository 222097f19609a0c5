/* L2_NORMALIZATION: every vector along the last axis is divided by its length, the root of the sum
 * of its squares. The scale of the input cancels out; the output's is 1/128. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };

    for (index_t row = 0; row < ROWS; row++) {
        int32_t squares = 0;
        for (index_t i = 0; i < DEPTH; i++) {
            const int16_t value = input[i] + OFFSET;
            squares += (int32_t)value * value;
        }

        int8_t shift;
        const int32_t factor = inverse_square_root(squares, &shift);
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t part = requantise_any(input[i] + OFFSET, factor, shift - OUTPUT_BITS);
            output[i] = clamp(part, -128, 127);
        }
        input += DEPTH;
        output += DEPTH;
    }
}
