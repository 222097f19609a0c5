/* The program on the simulated chip: a model between two marks, in an endless loop.
 *
 * Nothing here reads inputs or writes outputs. The simulator knows the addresses of the marks and
 * stops the chip there. At bench_take it writes the next inputs straight into the chip's memory, it
 * counts the cycles from bench_start to bench_end, and then it reads the outputs. */
#include <stdint.h>

#include "model.h"

/* The simulator stops at the first instruction of this function and reads its arguments from
 * the registers: r25:r24, r23:r22 and r21:r18. The empty asm keeps the compiler from removing
 * the calls. */
__attribute__((noinline, used)) void bench_tensor(int is_output, const void *data,
                                                  unsigned long bytes)
{
    __asm__ volatile("" : : "r"(is_output), "r"(data), "r"(bytes));
}

/* The simulator stops here to write the inputs of the next inference. */
__attribute__((noinline, used)) void bench_take(void)
{
    __asm__ volatile("" : : : "memory");
}

#ifdef MODEL_STATE_BYTES
/* For a model with state, this is the first input: 1 to reset the state. */
static volatile uint8_t bench_resets;
#endif

#ifdef MODEL_TRACE
/* Called after each layer; the simulator stops here in the same way. */
__attribute__((noinline, used)) void model_trace(int tensor, const void *data, unsigned long bytes)
{
    __asm__ volatile("" : : "r"(tensor), "r"(data), "r"(bytes));
}
#endif

int main(void)
{
#ifdef MODEL_STATE_BYTES
    bench_tensor(0, (const void *)&bench_resets, 1);
#endif
    for (int i = 0; i < MODEL_INPUTS; i++)
        bench_tensor(0, model_input(i), model_input_bytes(i));
    for (int i = 0; i < MODEL_OUTPUTS; i++)
        bench_tensor(1, model_output(i), model_output_bytes(i));

    for (;;) {
        bench_take();
#ifdef MODEL_STATE_BYTES
        if (bench_resets)
            model_reset();
#endif
        /* A call by hand, so that the marks are exactly before and after it: the call, the
         * inference and the return are counted. */
        __asm__ volatile(".global bench_start\n"
                         "bench_start:\n\t"
                         "call model_invoke\n"
                         ".global bench_end\n"
                         "bench_end:"
                         :
                         :
                         : "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27",
                           "r30", "r31", "memory");
    }
}
