/* The model with a mark behind each of its layers, for a profile.
 *
 * The generated file is compiled as it is. What it calls behind each layer if MODEL_TRACE is
 * defined, and its own function model_invoke, get other names here. The moments, in nanoseconds, go
 * where traces go: twice the one before the first layer, whose difference is what a mark itself
 * takes, then those of the PROFILE_MARKS marks, then the one behind model_invoke. */

#define _POSIX_C_SOURCE 199309L

#include <stdint.h>
#include <time.h>

#define MODEL_TRACE
#include "model.h"

static uint64_t moments[PROFILE_MARKS + 3];
static int marks;

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

#define model_trace(tensor, data, bytes) (moments[marks++] = now())
#define model_invoke model_layers
#include "model.c"
#undef model_invoke

void model_invoke(void)
{
    marks = 0;
    moments[marks++] = now();
    moments[marks++] = now();
    model_layers();
    moments[marks++] = now();
    (model_trace)(0, moments, sizeof moments); /* in brackets: the function, not the macro */
}
