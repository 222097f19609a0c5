/* 1 / (1 + x) of x in [0, 1), both in units of 2^-31.
 *
 * h = (1 + x) / 2 lies between 1/2 and 1. Newton's method, y <- y + y * (1 - h * y), finds
 * y = 1 / h; it starts from the straight line 48/17 - 32/17 * h. Because y is up to 2, it is kept
 * in units of 2^-29. */
static inline int32_t one_over_one_plus(int32_t x)
{
    const int32_t half = (x >> 1) + ((int32_t)1 << 30);
    int32_t y = 1515870810 + multiply_high(half, -1010580540);

    for (int8_t i = 0; i < 3; i++)
        y += 4 * multiply_high(y, ((int32_t)1 << 29) - multiply_high(half, y));
    return y < (int32_t)1 << 30 ? 2 * y : 2147483647;
}
