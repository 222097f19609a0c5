/* SIGNAL_DELAY: the samples of a while ago. What is not returned yet is remembered. */

/* $title */
static void $function(const int16_t *input, int16_t *output, int16_t *memory)
{
    enum { $sizes };
    /* Samples that go from the memory to the output, and from the input to it at once. */
    const index_t old = DELAY < SIZE ? DELAY : SIZE, now = SIZE - old;

    for (index_t signal = 0; signal < SIGNALS; signal++) {
        memcpy(output, memory, old * sizeof *output);
        memcpy(output + old, input, now * sizeof *output);
        memmove(memory, memory + old, (DELAY - old) * sizeof *memory);
        memcpy(memory + (DELAY - old), input + now, old * sizeof *memory);
        input += SIZE;
        output += SIZE;
        memory += DELAY;
    }
}
