/* ARG_MAX: the place of the largest number along an axis. Of equal numbers, the first
 * counts. */

static inline int8_t ${function}_beats($input_type value, $input_type other)
{
    return value > other;
}

#include "common/place.c"
