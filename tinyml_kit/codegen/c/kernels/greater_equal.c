/* GREATER_EQUAL: whether a number is not below another, 0 or 1.
 *
 * Their scales may differ, so each is multiplied by its own, and by 2^FINER_BITS, and rounded. */

static inline int8_t ${function}_holds(int32_t left, int32_t right)
{
    return left >= right;
}

#include "common/compared.c"
