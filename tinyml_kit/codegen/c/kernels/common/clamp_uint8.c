/* The value, but not below `low` and not above `high`. */
static inline uint8_t clamp_uint8(int32_t value, uint8_t low, uint8_t high)
{
    return (uint8_t)(value < low ? low : value > high ? high : value);
}
