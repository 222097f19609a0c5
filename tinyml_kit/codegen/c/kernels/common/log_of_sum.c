/* log(sum), in units of 2^-26, of a sum of at least 1 in units of 2^-19.
 *
 * The sum is r times a power of two, with r near the fourth root of 1/2, around which log(r) is a
 * fraction of two polynomials. There are two ways to choose the power, a half apart; the one with
 * the smaller r is taken. All factors are in units of 2^-31, powers in units of 2^-25. */
static int32_t log_of_sum(int32_t sum)
{
    const int32_t quarter = (int32_t)1 << 23, whole = (int32_t)1 << 25, fourth_root = 1805811301;
    int8_t zeros = 0; /* in front of the first 1 of the sum's bits */

    while (!((uint32_t)sum << zeros & (uint32_t)1 << 31))
        zeros++;
    const int32_t full = (int32_t)((uint32_t)sum << (zeros - 1));
    const int32_t one = multiply_high(full, 1518500250);
    const int8_t fits = multiply_high(sum, 1518500250) >> (31 - zeros) != 0;
    int32_t r = one < (int32_t)1 << 30 ? 2 * one : 2147483647;
    if (fits && full < r)
        r = full;
    int32_t power = (12 - zeros) * whole + quarter;
    if (fits && power < (13 - zeros) * whole - quarter)
        power = (13 - zeros) * whole - quarter;

    const int32_t middle = (int32_t)(((uint32_t)r + (uint32_t)fourth_root + 1) >> 1);
    const int32_t q = 2 * (r - fourth_root), square = multiply_high(q, q);
    const int32_t above =
        multiply_high(q, r) + multiply_high(multiply_high(q, square), 117049297);
    const int32_t inner = 1057819769 + q + multiply_high(127690142, square);
    const int32_t below = multiply_high(middle, inner) + multiply_high(638450708, q);
    const int32_t part = (above + 32 - (above < 0)) >> 6;
    return 2 * (multiply_high(power, 1488522236) +
                multiply_high(part, one_over_one_plus(below)));
}
