/* The value, but not below `low` and not above `high`. */
static inline float clamp_float(float value, float low, float high)
{
    return value < low ? low : value > high ? high : value;
}
