/* The ring buffer before frontend.c: samples go in one at a time, and every 160 samples the features
 * of the last FRONTEND_INPUT0_SIZE come out. Include it in one file. */
#ifndef FRONTEND_RING_H
#define FRONTEND_RING_H

#include "frontend.h"

enum { FRONTEND_STEP = 160 };

static int16_t frontend_ring[FRONTEND_INPUT0_SIZE];
static uint16_t frontend_at; /* where the next sample goes, which is where the oldest one lies */
static uint16_t frontend_missing = FRONTEND_INPUT0_SIZE; /* samples until the next frame is whole */

/* Forgets everything: a new sound begins. */
static inline void frontend_restart(void)
{
    frontend_at = 0;
    frontend_missing = FRONTEND_INPUT0_SIZE;
    frontend_reset();
}

/* Takes a sample; returns 1 if it completed a frame, whose features are at frontend_output(0). */
static inline uint8_t frontend_push(int16_t sample)
{
    int16_t *frame;

    frontend_ring[frontend_at] = sample;
    if (++frontend_at == FRONTEND_INPUT0_SIZE)
        frontend_at = 0;
    if (--frontend_missing)
        return 0;
    frontend_missing = FRONTEND_STEP;
    frame = frontend_input(0);
    for (uint16_t i = frontend_at; i < FRONTEND_INPUT0_SIZE; i++)
        *frame++ = frontend_ring[i];
    for (uint16_t i = 0; i < frontend_at; i++)
        *frame++ = frontend_ring[i];
    frontend_invoke();
    return 1;
}

#endif
