/* The square root, rounded to the nearest integer. It is found digit by digit, in base 2: `rest` is
 * what the square of `root`, its digits so far, leaves. That of a number of 32 bits has 16. */
static inline uint32_t square_root(uint64_t value)
{
    const uint32_t largest = value >> 32 ? 0xffffffff : 0xffff;
    uint64_t rest = value, root = 0, digit = (uint64_t)1 << 62;

    while (digit > rest)
        digit >>= 2;
    for (; digit; digit >>= 2) {
        const uint64_t next = root + digit;
        root >>= 1;
        if (rest >= next) {
            rest -= next;
            root += digit;
        }
    }
    return (uint32_t)(root + (rest > root && root != largest));
}
