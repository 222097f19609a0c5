/* Runs a generated model on inputs from a file and counts the instructions of each inference.
 *
 * inputs.bin holds all input tensors of one inference after the other. For a model with state, a
 * byte comes first in each: 1 to reset the state.
 * outputs.bin and counts.bin get the output tensors and the counter's ticks of each inference,
 * stack.bin the deepest stack in bytes, and trace.bin, if compiled with MODEL_TRACE, the number,
 * the size and the bytes of each tensor that an operator wrote. */

#include <stdint.h>

#include "model.h"
#include "semihosting.h"

uint32_t stack_bytes(void);

#ifndef LIMIT_TICKS
#define LIMIT_TICKS 0xFFFFFFFFu
#endif

static int trace_file;

void model_trace(int tensor, const void *data, unsigned long bytes)
{
    const uint32_t head[2] = {(uint32_t)tensor, bytes};
    semihosting_write(trace_file, head, sizeof head);
    semihosting_write(trace_file, data, bytes);
}

static uint32_t ticks_of(void (*step)(void))
{
    const uint32_t before = counter();
    step();
    return counter() - before;
}

static void nothing(void)
{
}

int main(void)
{
    int inputs = semihosting_open("inputs.bin", SEMIHOSTING_READ);
    int outputs = semihosting_open("outputs.bin", SEMIHOSTING_WRITE);
    int counts = semihosting_open("counts.bin", SEMIHOSTING_WRITE);
    int stack = semihosting_open("stack.bin", SEMIHOSTING_WRITE);
    uint32_t ticks, deepest, call;
    int i;

    trace_file = semihosting_open("trace.bin", SEMIHOSTING_WRITE);
    counter_start();
    call = ticks_of(nothing);
    for (;;) {
#ifdef MODEL_STATE_BYTES
        uint8_t reset = 0;
        if (!semihosting_read(inputs, &reset, 1) && reset)
            model_reset();
#endif
        for (i = 0; i < MODEL_INPUTS; i++)
            if (semihosting_read(inputs, model_input(i), model_input_bytes(i)))
                return 0; /* no inputs are left */
        watchdog_start(LIMIT_TICKS);
        ticks = ticks_of(model_invoke) - call;
        watchdog_stop();
        for (i = 0; i < MODEL_OUTPUTS; i++)
            semihosting_write(outputs, model_output(i), model_output_bytes(i));
        semihosting_write(counts, &ticks, sizeof ticks);
        deepest = stack_bytes();
        semihosting_write(stack, &deepest, sizeof deepest);
    }
}
