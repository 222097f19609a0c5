/* DIV: the quotient of two tensors, number by number.
 *
 * The number is multiplied by the reciprocal of the divisor, both with as many bits as 32 hold, and
 * then by the factor to the scale of the output. A division by 0 gives a limit, or 0 of 0. */

/* One quotient: left / right in the scale of the output. */
static inline int8_t ${function}_one(int8_t left, int8_t right)
{
    enum { $sizes };
    int32_t number = left + LEFT_OFFSET, divisor = right + RIGHT_OFFSET;
    int8_t shift;

    if (number == 0)
        return clamp(OUTPUT_OFFSET, LOW, HIGH);
    if (divisor == 0)
        return number < 0 ? LOW : HIGH;
    if (divisor < 0) {
        number = -number;
        divisor = -divisor;
    }
    const int32_t inverse = reciprocal(divisor, &shift);
    for (shift += SHIFT - 4; number < (int32_t)1 << 30 && number >= -((int32_t)1 << 30); shift++)
        number *= 2;
    number = multiply_high(number, inverse);
    /* Nothing is left of a number that is shifted by more. */
    number = shift < 32 ? requantise(number, $factor, shift) : 0;
    return clamp(number + OUTPUT_OFFSET, LOW, HIGH);
}

#include "common/pairwise.c"
