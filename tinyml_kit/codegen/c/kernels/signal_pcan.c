/* SIGNAL_PCAN: each band times a gain that falls with its noise, and compressed: below 2 the square
 * of the product divided by 4, above it the product minus 1. The gains are a parabola between every
 * two powers of two of the noise. */

/* $title */
static void $function(const uint32_t *input, const uint32_t *noise, uint32_t *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const uint32_t level = noise[i];
        int16_t gain;
        uint32_t ratio;

        if (level <= 2) {
            gain = READ16($gains, level);
        } else {
            const uint8_t bit = highest_bit(level);
            const index_t at = 4 * bit - 2;
            const int32_t part = (bit < 10 ? level << (10 - bit) : level >> (bit - 10)) & 1023;
            int32_t rise = (READ16($gains, at + 2) * part) >> 5;

            rise = (int32_t)((uint32_t)(rise + READ16($gains, at + 1) * (int32_t)32) * part);
            rise = (int32_t)((uint32_t)rise + ((uint32_t)1 << 14)) >> 15;
            gain = (int16_t)(rise + READ16($gains, at));
        }
        ratio = (uint32_t)(((uint64_t)input[i] * (uint32_t)gain) >> SNR_SHIFT);
        /* The ratio has 12 bits behind the point, the output 6. */
        output[i] = ratio < (uint32_t)2 << 12 ? (ratio * ratio) >> 20 : (ratio >> 6) - 64;
    }
}
