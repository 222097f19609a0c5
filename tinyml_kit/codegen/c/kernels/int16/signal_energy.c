/* SIGNAL_ENERGY: the squares of real and imaginary part of a spectrum, added up; 0 at frequencies
 * that are not asked for. */

/* $title */
static void $function(const int16_t *input, uint32_t *output)
{
    enum { $sizes };

    memset(output, 0, SIZE * sizeof *output);
    for (index_t i = START; i < END; i++) {
        const int32_t real = input[2 * i], imaginary = input[2 * i + 1];
        output[i] = (uint32_t)(real * real) + (uint32_t)(imaginary * imaginary);
    }
}
