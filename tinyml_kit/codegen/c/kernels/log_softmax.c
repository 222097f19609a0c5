/* LOG_SOFTMAX: the logarithms of the probabilities that SOFTMAX gives.
 *
 * The exponentials of the differences from the largest input, 0 to 255 steps, are in a table, in
 * units of 2^-31; they are added up in units of 2^-19. The logarithm of the sum is taken from each
 * difference, in units of 2^-26. The output has the scale 1/16 and the zero point 127. */

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };

    for (index_t row = 0; row < ROWS; row++) {
        int8_t largest = -128;
        for (index_t i = 0; i < DEPTH; i++)
            if (input[i] > largest)
                largest = input[i];

        int32_t sum = 0;
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t exponential = READ32($exponentials, largest - input[i]);
            sum += (exponential >> 12) + ((exponential >> 11) & 1);
        }

        const int32_t log = log_of_sum(sum);
        /* The smallest difference that, less the logarithm, fits into 32 bits. */
        int32_t lowest = requantise_any(log - 2147483647 - 1, $inverse_factor, $inverse_bits);
        if (lowest < $lowest - 1)
            lowest = $lowest - 1;
        for (index_t i = 0; i < DEPTH; i++) {
            const int16_t difference = input[i] - largest;
            if (difference > lowest) {
                const int32_t y = requantise_any(difference, $factor, $bits) - log;
                const int32_t half = ((int32_t)1 << 21) - (y < 0);
                output[i] = clamp(((y + half) >> 22) + 127, -128, 127);
            } else {
                output[i] = -128;
            }
        }
        input += DEPTH;
        output += DEPTH;
    }
}
