/* SUM: the sum along some axes. */

static inline float ${function}_over(const float *first)
{
    enum { $sizes };
    float sum = 0;

    for (index_t i = 0; i < FIRST; i++)
        for (index_t k = 0; k < SECOND; k++)
            sum += first[(i * MIDDLE * SECOND + k) * INNER];
    return sum;
}

#include "common/reduced.c"
