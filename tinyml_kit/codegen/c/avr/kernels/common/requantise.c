/* From the scale of an accumulator to the scale of an output, without 64-bit numbers.
 *
 * The real factor between the two is multiplier / 2^31 / 2^shift. The interpreter rounds twice:
 * after the division by 2^31 (halves go up) and after the division by 2^shift (halves go away
 * from zero). On amounts that is: round the first time, halves down if the number is negative;
 * shift by shift - 1 bits, add 1, shift by the last bit; put the sign back. */
static int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    const uint8_t negative = sum < 0;
    const uint32_t from = negative ? -(uint32_t)sum : (uint32_t)sum;
    uint32_t amount = product_31(from, multiplier, negative);

    while (shift > 8) { /* eight bits are a byte, which is quickly left out */
        amount >>= 8;
        shift -= 8;
    }
    if (!(amount >> 16)) /* the usual case: 16 bits are shifted in half the time */
        amount = (((uint16_t)amount >> (uint8_t)(shift - 1)) + 1UL) >> 1;
    else
        amount = ((amount >> (uint8_t)(shift - 1)) + 1) >> 1;
    return negative ? -amount : amount;
}
