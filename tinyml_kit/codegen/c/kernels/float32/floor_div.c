/* FLOOR_DIV: the quotient of two tensors, number by number, rounded down. A float would round some
 * quotients up to a whole number before. On an AVR double is a float: there, what such a number
 * makes too much has the divisor's sign (avr-libc's fma does not round its product). modf takes the
 * place of floor, which picolibc 1.8 computes wrongly for some doubles below -2^20. */

static inline float ${function}_one(float left, float right)
{
    double whole;
    if (modf((double)left / (double)right, &whole) < 0) {
        whole -= 1;
    }
    if (sizeof(double) == sizeof(float)) {
        double excess = fma(whole, right, -left);
        if (right > 0 ? excess > 0 : excess < 0) {
            whole -= 1;
        }
    }
    return (float)whole;
}

#include "common/pairwise.c"
