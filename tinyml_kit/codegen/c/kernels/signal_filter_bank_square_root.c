/* SIGNAL_FILTER_BANK_SQUARE_ROOT: the square roots of energies, without the bits by which the
 * samples had been shifted to the left. */

/* $title */
static void $function(const uint64_t *input, const int32_t *bits, uint32_t *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = square_root(input[i]) >> (*bits & 31);
}
