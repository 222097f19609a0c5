/* tanh(x) = 2 / (1 + exp(-2x)) - 1 in units of 2^-15, of x in units of 1/12288. */
static inline int16_t ${function}_tanh(int32_t x)
{
    const int32_t distance = x < 0 ? -x : x;
    int32_t rise = (int32_t)32767 << 8; /* the curve is flat from here on */

    if (distance < (int32_t)255 << 8)
        rise = ${function}_rise(distance, 8);
    return (x < 0 ? 127 - rise : rise + 128) >> 8;
}
