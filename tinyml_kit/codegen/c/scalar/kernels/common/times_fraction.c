/* A number times fraction / 2^31; halves are rounded up.
 *
 * ARMv6-M multiplies 32 bits to 32. There both numbers are split, the lower 16 bits without a
 * sign, and the four products are added up from the lowest; what is below 2^16 in the end only
 * matters for what it carries. Other chips have an instruction for the upper half of a product. */
#ifdef __ARM_ARCH_6M__
static int32_t times_fraction(int32_t number, int32_t fraction)
{
    const uint32_t low = number & 0xffff, fraction_low = fraction & 0xffff;
    const int32_t high = number >> 16, fraction_high = fraction >> 16;
    const int32_t first = (int32_t)low * fraction_high + (int32_t)(low * fraction_low >> 16);
    const int32_t second = high * (int32_t)fraction_low + (first & 0xffff);
    const int32_t product = high * fraction_high + (first >> 16) + (second >> 16);

    /* The product is product * 2^32 + (second & 0xffff) * 2^16 and something less than 2^16. */
    return (int32_t)((uint32_t)product << 1) + (((second & 0xffff) + 0x4000) >> 15);
}
#else
static inline int32_t times_fraction(int32_t number, int32_t fraction)
{
    return (int32_t)(((int64_t)number * fraction + ((int64_t)1 << 30)) >> 31);
}
#endif
