/* The number of the highest bit that is set, of a number other than 0. */
static inline uint8_t highest_bit(uint32_t value)
{
    uint8_t bit = 0;

    while (value >>= 1)
        bit++;
    return bit;
}
