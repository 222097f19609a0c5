/* The value, but not below `low` and not above `high`. */
static inline int8_t clamp(int32_t value, int8_t low, int8_t high)
{
    return (int8_t)(value < low ? low : value > high ? high : value);
}
