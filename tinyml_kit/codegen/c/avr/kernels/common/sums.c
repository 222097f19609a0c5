#if COPIED
                    ${function}_window(
                        input, v * STRIDE_HEIGHT - PAD_TOP, h * STRIDE_WIDTH - PAD_LEFT, window);
#else
                    const int8_t *window =
                        input + (v * STRIDE_HEIGHT * IN_WIDTH + h * STRIDE_WIDTH) * IN_CHANNELS;
#endif
#if IN_CODE
                    CHOOSE(${function}_assembly, ${function}_portable)(sums, window, first);
#else
                    const sum24 shared = sum_unsigned(window, FILTER_SIZE) << 7;
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                        sums[channel] = -shared;
                    $dots
#if POOLED
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                        if (first || signed24(sums[channel]) > signed24(largest[channel]))
                            largest[channel] = sums[channel];
#endif
#endif
