/* CUMSUM: the sums of all numbers up to each one along an axis. */

static inline float ${function}_term(float x)
{
    return x;
}

static inline float ${function}_result(float sum)
{
    return sum;
}

#include "common/cumulated.c"
