/* 1 / (1 + exp(-x)) in units of 2^-15, of x in units of 1/12288. */
static inline int16_t ${function}_logistic(int32_t x)
{
    const int32_t distance = x < 0 ? -x : x;
    int32_t rise = (int32_t)32766 << 9; /* the curve is flat from here on */

    if (distance < (int32_t)255 << 9)
        rise = ${function}_rise(distance, 9);
    return 16384 + ((x < 0 ? 511 - rise : rise + 512) >> 10);
}
