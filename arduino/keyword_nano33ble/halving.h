/* A sound of twice the rate: two samples become one, without what the lower rate cannot hold. */
#ifndef HALVING_H
#define HALVING_H

#include <stdint.h>
#include <string.h>

/* Takes the next two samples, returns one. It is a weighted mean of the last eleven samples, five
 * samples late. */
static inline int16_t halved(int16_t first, int16_t second)
{
    static int16_t x[11];
    int32_t sum;

    memmove(x, x + 2, 9 * sizeof *x);
    x[9] = first;
    x[10] = second;
    sum = 256L * x[5] + 150L * ((int32_t)x[4] + x[6]) - 25L * ((int32_t)x[2] + x[8]) +
          3L * ((int32_t)x[0] + x[10]);
    sum = (sum + 256) >> 9;
    return (int16_t)(sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum);
}

#endif
