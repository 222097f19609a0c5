/* FLOOR_MOD: what a quotient that is rounded down leaves. It has the sign of the divisor, where
 * the rest of C has that of the number. */

static inline float ${function}_one(float left, float right)
{
    const float rest = fmodf(left, right);

    return rest != 0 && (right < 0) != (rest < 0) ? rest + right : rest;
}

#include "common/pairwise.c"
