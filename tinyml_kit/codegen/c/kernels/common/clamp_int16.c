/* The value, but not below `low` and not above `high`. */
static inline int16_t clamp_int16(int32_t value, int16_t low, int16_t high)
{
    return (int16_t)(value < low ? low : value > high ? high : value);
}
