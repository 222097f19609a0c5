/* SIGNAL_OVERLAP_ADD: a signal from frames that overlap. The sums of samples to which later frames
 * add are remembered. */

static inline float ${function}_sum(float sum)
{
    return sum;
}

#include "common/overlapped.c"
