/* SIGNAL_FFT_AUTO_SCALE: a frame times the largest power of two that no sample is too large for,
 * so that the transform loses few bits. The second output is the exponent. */

/* $title */
static void $function(const int16_t *input, int16_t *output, int32_t *bits)
{
    enum { $sizes };
    int32_t largest = 0;
    int8_t shift = 0;

    for (index_t i = 0; i < SIZE; i++) {
        if (input[i] > largest)
            largest = input[i];
        else if (-(int32_t)input[i] > largest)
            /* That of -32768 wraps around and is the smallest, as in the interpreter. */
            largest = (int16_t)-input[i];
    }
    while (largest > 0 && largest < 1 << 14) {
        largest *= 2;
        shift++;
    }
    for (index_t i = 0; i < SIZE; i++)
        output[i] = (int16_t)(input[i] * ((int32_t)1 << shift));
    *bits = shift;
}
