/* SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION: bands without their noise, which is a moving average of
 * what was seen in them. Even and odd bands have paces of their own. */

/* $title */
static void $function(const uint32_t *input, uint32_t *output, uint32_t *noise)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const uint32_t share = i % 2 ? $alternate_smoothing : $smoothing;
        const uint32_t rest = i % 2 ? $alternate_one_minus_smoothing : $one_minus_smoothing;
        const uint32_t raised = input[i] << SMOOTHING_BITS;
        const uint32_t least = (uint32_t)(((uint64_t)input[i] * $least) >> BITS);
        uint32_t taken = (uint32_t)(((uint64_t)raised * share + (uint64_t)noise[i] * rest) >> BITS);

        noise[i] = taken;
        if (taken > raised)
            taken = raised;
#if CLAMPING
        noise[i] = taken;
#endif
        taken = (raised - taken) >> SMOOTHING_BITS;
        output[i] = taken > least ? taken : least;
    }
}
