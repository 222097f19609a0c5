/* ADD and SUB: the sum or the difference of two tensors, number by number.
 *
 * The interpreter brings both numbers to a finer scale, adds them, and brings the sum to the
 * scale of the output. All of it is one linear function of two numbers that have 256 values
 * each, so START, the factors and PLACES were chosen so that the shifted sum has the same value
 * for all 65,536 pairs; that was tested when this file was made. A number then costs two loads,
 * two MLA, one SSAT, which shifts, too, and one store. */

/* One sum or difference in the scale of the output. */
static inline int8_t ${function}_one(int8_t left, int8_t right)
{
    enum { $sizes };
    const int32_t sum = START + left * LEFT_FACTOR + right * RIGHT_FACTOR;

#if ALL_OF_INT8
    return shift_and_saturate(sum, PLACES);
#else
    return clamp(sum >> PLACES, LOW, HIGH);
#endif
}

#if BROADCAST
#include "common/pairwise.c"
#else
/* $title */
static void $function($arguments)
{
    enum { $sizes };

    for (index_t first = 0; first < SIZE - TAIL; first += 4)
#pragma GCC unroll 4
        for (index_t i = first; i < first + 4; i++)
            output[i] = ${function}_one($values);
#if TAIL
    for (index_t i = SIZE - TAIL; i < SIZE; i++)
        output[i] = ${function}_one($values);
#endif
}
#endif
