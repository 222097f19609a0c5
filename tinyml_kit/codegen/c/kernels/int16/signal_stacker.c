/* SIGNAL_STACKER: the last inputs side by side, after every STEP new ones. The first input stands
 * for those before it, too. Where too few are new, the output stays as it was. */

/* $title */
static void $function(const int16_t *input, int16_t *output, int8_t *valid, int16_t *memory,
                      int32_t *counter)
{
    enum { $sizes };

    if (*counter == 0) {
        for (index_t i = 0; i < STACKED; i++)
            memcpy(memory + i * CHANNELS, input, CHANNELS * sizeof *memory);
        *counter = RIGHT + 1;
    } else {
        memmove(memory, memory + CHANNELS, (STACKED - 1) * CHANNELS * sizeof *memory);
        memcpy(memory + (STACKED - 1) * CHANNELS, input, CHANNELS * sizeof *memory);
        --*counter;
    }
    *valid = *counter == 1;
    if (*valid) {
        memcpy(output, memory, STACKED * CHANNELS * sizeof *output);
        *counter = STEP + 1;
    }
}
