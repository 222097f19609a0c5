/* The product of two numbers, divided by 2^31; halves are rounded up. Of a negative product the
 * amount is computed, whose halves are then rounded down. */
static int32_t multiply_high(int32_t a, int32_t b)
{
    const uint8_t negative = (a < 0) != (b < 0);
    const uint32_t amount = product_31(
        a < 0 ? -(uint32_t)a : (uint32_t)a, b < 0 ? -(uint32_t)b : (uint32_t)b, negative);
    return negative ? -amount : amount;
}
