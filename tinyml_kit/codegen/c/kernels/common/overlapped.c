/* $title */
static void $function(const $type *input, $type *output, $type *memory)
{
    enum { $sizes };

    for (index_t signal = 0; signal < SIGNALS; signal++) {
        for (index_t frame = 0; frame < FRAMES; frame++) {
            for (index_t i = 0; i < STEP; i++)
                output[i] = ${function}_sum((i < LATER ? memory[i] : 0) + ($accumulator)input[i]);
            /* A sum is moved before another takes its place. */
            for (index_t i = 0; i < LATER; i++)
                memory[i] = ${function}_sum((i + STEP < LATER ? memory[i + STEP] : 0)
                                            + ($accumulator)input[i + STEP]);
            input += SIZE;
            output += STEP;
        }
        memory += LATER ? LATER : 1;
    }
}
