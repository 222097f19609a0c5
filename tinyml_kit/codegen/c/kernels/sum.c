/* SUM: the sum along some axes, brought to the scale of the output. */

static inline $type ${function}_over(const $type *first)
{
    enum { $sizes };
    int32_t sum = $offset; /* $count times the input's zero point is taken off */

    for (index_t i = 0; i < FIRST; i++)
        for (index_t k = 0; k < SECOND; k++)
            sum += first[(i * MIDDLE * SECOND + k) * INNER];
    return $clamp($requantise(sum, $multiplier, $shift) + OUTPUT_OFFSET, LOW, HIGH);
}

#include "common/reduced.c"
