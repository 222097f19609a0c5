/* 1 / sum, for a sum in units of 2^-19: what is returned is in units of 2^-31 and still to be
 * divided by 2^(exponent - 23). The sum is doubled until its highest bit is set. */
static inline int32_t reciprocal(int32_t sum, int8_t *exponent)
{
    uint32_t doubled = (uint32_t)sum;

    *exponent = 12 + 23;
    while (!(doubled & (uint32_t)1 << 31)) {
        doubled <<= 1;
        --*exponent;
    }
    return one_over_one_plus((int32_t)(doubled & 2147483647));
}
