/* FULLY_CONNECTED on an AVR: every output is the dot product of all inputs and a row of weights,
 * plus a bias. Rows go through the inputs in groups of eight, as many as there are registers
 * for; what is left over goes in groups of four, two and one.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share does not
 * depend on the input: it is already in the bias here. Weights are 128 too large and lie in the
 * order in which they are used: group by group, input by input. */

/* $title */
static void ${function}_rows(const int8_t *input, flash_int8 weights, sum24 shared,
#if !WIDE
                             flash_int8 records,
#endif
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { $sizes };
    sum24 sums[8];
#if WIDE
    /* 24 bits may be too few for a sum of all inputs, but not for one of CHUNK inputs. */
#if WRAPS
    /* Sums may need more than 32 bits; they lose the highest, as the interpreter's do. */
#endif
    $accumulator totals[8];

    for (uint8_t row = 0; row < rows; row++)
        totals[row] = READ32($bias, channel + row);
    for (index_t first = 0; first < INPUTS; first += CHUNK) {
        const index_t size = INPUTS - first < CHUNK ? INPUTS - first : CHUNK;

        shared = sum_unsigned(input, size) << 7;
        for (uint8_t row = 0; row < rows; row++)
            sums[row] = -shared;
#else

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = -shared;
#if LONG
    /* A loop of the assembly's counts no more than CHUNK inputs. */
    for (index_t first = 0; first < INPUTS; first += CHUNK) {
        const index_t size = INPUTS - first < CHUNK ? INPUTS - first : CHUNK;

#else
    {
        enum { size = INPUTS };

#endif
#endif
#if EIGHTS
        if (rows == 8)
            dot_8(sums, input, size, weights);
#endif
#if FOURS
        if (rows == 4)
            dot_4(sums, input, size, weights);
#endif
#if TWOS
        if (rows == 2)
            dot_2(sums, input, size, weights);
#endif
#if ONES
        if (rows == 1)
            dot_1(sums, input, size, weights);
#endif
#if WIDE
        for (uint8_t row = 0; row < rows; row++)
            totals[row] += signed24(sums[row]);
#endif
#if WIDE || LONG
        input += size;
        weights += size * rows;
#endif
    }
#if WIDE
    for (uint8_t row = 0; row < rows; row++, channel++) {
        const int32_t sum = $requantise((int32_t)totals[row], $multiplier, $shift);
        *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
    }
#else
    scale_24(sums, output, rows, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128, SHARED, records);
#endif
}

/* Group by group, the channels from one to another. */
static void ${function}_part(const int8_t *input, flash_int8 weights, sum24 shared,
#if !WIDE
                             flash_int8 records,
#endif
                             index_t channel, index_t end, int8_t *output)
{
    enum { $sizes };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
#if WIDE
        ${function}_rows(input, weights, shared, channel, rows, output + channel);
#else
        ${function}_rows(input, weights, shared, records, channel, rows, output + channel);
        records += HEAD + EACH * rows;
#endif
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void $function(const int8_t *input, int8_t *output)
{
#if WIDE
    const sum24 shared = 0;
#else
    enum { $sizes };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;
#endif

    $parts
}
