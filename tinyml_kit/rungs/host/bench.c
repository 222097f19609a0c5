/* Runs a generated model on this computer, on inputs from a file, and times each inference.
 *
 *     bench INPUTS OUTPUTS SECONDS [TRACE]
 *
 * INPUTS holds all input tensors of one inference after the other. For a model with state, a byte
 * comes first in each: 1 to reset the state. OUTPUTS gets the output tensors of each inference,
 * SECONDS one double for each. TRACE, if compiled with MODEL_TRACE, gets the number, the size and
 * the bytes of each tensor that a layer wrote. */

#define _POSIX_C_SOURCE 199309L

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "model.h"

static FILE *trace;

void model_trace(int tensor, const void *data, unsigned long bytes);

void model_trace(int tensor, const void *data, unsigned long bytes)
{
    const uint32_t head[2] = {(uint32_t)tensor, (uint32_t)bytes};
    fwrite(head, sizeof head, 1, trace);
    fwrite(data, 1, bytes, trace);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int main(int count, char **names)
{
    FILE *inputs, *outputs, *times;
    double start, seconds;
    int i;

    if (count < 4)
        return 2;
    inputs = fopen(names[1], "rb");
    outputs = fopen(names[2], "wb");
    times = fopen(names[3], "wb");
    trace = count > 4 ? fopen(names[4], "wb") : NULL;
    if (!inputs || !outputs || !times || (count > 4 && !trace))
        return 2;
    for (;;) {
#ifdef MODEL_STATE_BYTES
        if (fgetc(inputs) == 1)
            model_reset();
#endif
        for (i = 0; i < MODEL_INPUTS; i++)
            if (fread(model_input(i), 1, model_input_bytes(i), inputs) != model_input_bytes(i))
                return fclose(outputs) || fclose(times) || (trace && fclose(trace)) ? 3 : 0;
        start = now();
        model_invoke();
        seconds = now() - start;
        for (i = 0; i < MODEL_OUTPUTS; i++)
            fwrite(model_output(i), 1, model_output_bytes(i), outputs);
        fwrite(&seconds, sizeof seconds, 1, times);
    }
}
