/* SIGNAL_FRAMER: frames of a signal that overlap, one for each step of new samples. The samples
 * before the newest step are remembered. The first steps may not complete a frame: the output then
 * stays as it was. */

/* $title */
static void $function(const int16_t *input, int16_t *output, int8_t *valid, int16_t *memory,
                      int32_t *steps)
{
    enum { $sizes };
    int32_t done = *steps;

    *valid = done >= SHORT;
    for (index_t signal = 0; signal < SIGNALS; signal++) {
        done = *steps;
        for (index_t frame = 0; frame < FRAMES; frame++) {
            if (done >= SHORT) {
                /* A frame may end before the newest sample does. */
                const index_t old = KEPT < SIZE ? KEPT : SIZE;
                memcpy(output, memory, old * sizeof *output);
                memcpy(output + old, input, (SIZE - old) * sizeof *output);
            } else {
                done++;
            }
#if KEPT
            if (KEPT > STEP)
                memmove(memory, memory + STEP, (KEPT - STEP) * sizeof *memory);
            for (index_t i = KEPT > STEP ? KEPT - STEP : 0; i < KEPT; i++)
                memory[i] = input[i + STEP - KEPT];
#endif
            input += STEP;
            output += SIZE;
        }
        memory += KEPT ? KEPT : 1;
    }
    *steps = done;
}
