/* SIGNAL_FILTER_BANK: energies summed up in bands that overlap. Each energy counts in the band that
 * begins with it by its weight, and in the one before by its unweight. */

/* $title */
static void $function(const uint32_t *input, uint64_t *output)
{
    enum { $sizes };
    uint64_t carried = 0;

    for (index_t channel = 0; channel <= CHANNELS; channel++) {
        const index_t first = READ16($frequency_starts, channel);
        const index_t at = READ16($weight_starts, channel);
        const index_t width = READ16($widths, channel);
        uint64_t sum = carried;

        carried = 0;
        for (index_t i = 0; i < width; i++) {
            sum += (uint64_t)READ16($weights, at + i) * input[first + i];
            carried += (uint64_t)READ16($unweights, at + i) * input[first + i];
        }
        /* What rises into the first band belongs to none. */
        if (channel > 0)
            output[channel - 1] = sum;
    }
}
