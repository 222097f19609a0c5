/* CUMSUM: the sums of all numbers up to each one along an axis, in finer units than those of the
 * input. What is beyond 32 bits is lost. A sum starts with the input's offset. */

static inline uint32_t ${function}_term(int8_t x)
{
    enum { $sizes };

    return (uint32_t)(x + INPUT_OFFSET) << FINER_BITS;
}

static inline int8_t ${function}_result(uint32_t sum)
{
    enum { $sizes };

    return clamp($requantise((int32_t)sum, $multiplier, $shift) + OUTPUT_OFFSET, LOW, HIGH);
}

#include "common/cumulated.c"
