/* SIGNAL_OVERLAP_ADD: a signal from frames that overlap. The sums of samples to which later frames
 * add are remembered. */

static inline int16_t ${function}_sum(int32_t sum)
{
    return clamp_int16(sum, -32768, 32767);
}

#include "common/overlapped.c"
