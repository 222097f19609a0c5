#if WRAPS
/* Sums may need more than 32 bits; they lose the highest, as the interpreter's do. */
#endif
$accumulator sum = READ32($bias, channel);
#if GROUPED
/* A filter looks at one group of the input's channels only. */
const $window_type *pixel = window + channel / GROUP_OUTPUTS * GROUP_INPUTS;
for (index_t k = 0; k < FILTER_HEIGHT * FILTER_WIDTH; k++) {
    for (index_t i = 0; i < GROUP_INPUTS; i++)
        sum += pixel[i] * READ8(weight + i);
    pixel += IN_CHANNELS;
    weight += GROUP_INPUTS;
}
#else
for (index_t i = 0; i < FILTER_SIZE; i++)
    sum += window[i] * READ8(weight + i);
weight += FILTER_SIZE;
#endif
