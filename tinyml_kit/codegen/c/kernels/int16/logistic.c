/* LOGISTIC: 1 / (1 + exp(-x)), number by number. The input is brought to units of 1/12288; the
 * table holds the logistic curve at distances of 1/24, with straight lines between them. */

#include "common/rise.c"

#include "common/logistic_of.c"

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };
    const int32_t half = ((int32_t)1 << $shift) >> 1;

    for (index_t i = 0; i < SIZE; i++)
        output[i] = ${function}_logistic((input[i] * (int32_t)$multiplier + half) >> $shift);
}
