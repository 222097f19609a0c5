/* SIGNAL_FILTER_BANK_LOG: natural logarithms. The highest bit is the integer part of that to base
 * 2; between powers of two it is a straight line plus a correction from a table. */

/* $title */
static void $function(const uint32_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const uint32_t value = input[i] << CORRECTION_BITS;
        uint32_t fraction, logarithm, segment;
        uint8_t bit;
        int32_t rise;

        output[i] = 0;
        if (value < 2)
            continue;
        bit = highest_bit(value);
        fraction = value - ((uint32_t)1 << bit);
        fraction = bit < 16 ? fraction << (16 - bit) : fraction >> (bit - 16);
        segment = fraction >> 9;
        rise = (int32_t)READ16($curvature, segment + 1) - READ16($curvature, segment);
        rise = (rise * (int32_t)(fraction & 511)) >> 16;
        logarithm = ((uint32_t)bit << 16) + fraction;
        logarithm += (uint32_t)(READ16($curvature, segment) + rise);
        /* 45426 is the logarithm of 2 with 16 bits behind the point. */
        logarithm = (uint32_t)(((uint64_t)logarithm * 45426 + 32768) >> 16);
        logarithm = (logarithm * (uint32_t)$scale + 32768) >> 16;
        output[i] = logarithm < 32767 ? (int16_t)logarithm : 32767;
    }
}
