/* 1 / sum, for a sum in units of 2^-19: what is returned is in units of 2^-31 and still to be
 * divided by 2^(exponent - 23).
 *
 * The sum is doubled until its highest bit is set; half of that, h, lies between 1/2 and 1.
 * Newton's method, x <- x + x * (1 - h * x), finds x = 1 / h; it starts from the straight line
 * 48/17 - 32/17 * h. Because x is up to 2, it is kept in units of 2^-29. */
static inline int32_t reciprocal(int32_t sum, int8_t *exponent)
{
    uint32_t doubled = (uint32_t)sum;
    int32_t half, x;

    *exponent = 12 + 23;
    while (!(doubled & (uint32_t)1 << 31)) {
        doubled <<= 1;
        --*exponent;
    }
    half = (int32_t)(doubled >> 1);
    x = 1515870810 + multiply_high(half, -1010580540);
    for (int8_t i = 0; i < 3; i++)
        x += 4 * multiply_high(x, ((int32_t)1 << 29) - multiply_high(half, x));
    return x < (int32_t)1 << 30 ? 2 * x : 2147483647;
}
