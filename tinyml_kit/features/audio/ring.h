/* The ring buffer before $name.c: samples go in one at a time, and every $STEP samples the features
 * of the last $NAME_INPUT0_SIZE come out. Include it in one file. */
#ifndef $NAME_RING_H
#define $NAME_RING_H

#include "$name.h"

enum { $NAME_STEP = $STEP };

static int16_t $name_ring[$NAME_INPUT0_SIZE];
static uint16_t $name_at; /* where the next sample goes, which is where the oldest one lies */
static uint16_t $name_missing = $NAME_INPUT0_SIZE; /* samples until the next frame is whole */

/* Forgets everything: a new sound begins. */
static inline void $name_restart(void)
{
    $name_at = 0;
    $name_missing = $NAME_INPUT0_SIZE;
    $name_reset();
}

/* Takes a sample; returns 1 if it completed a frame, whose features are at $name_output(0). */
static inline uint8_t $name_push(int16_t sample)
{
    int16_t *frame;

    $name_ring[$name_at] = sample;
    if (++$name_at == $NAME_INPUT0_SIZE)
        $name_at = 0;
    if (--$name_missing)
        return 0;
    $name_missing = $NAME_STEP;
    frame = $name_input(0);
    for (uint16_t i = $name_at; i < $NAME_INPUT0_SIZE; i++)
        *frame++ = $name_ring[i];
    for (uint16_t i = 0; i < $name_at; i++)
        *frame++ = $name_ring[i];
    $name_invoke();
    return 1;
}

#endif
