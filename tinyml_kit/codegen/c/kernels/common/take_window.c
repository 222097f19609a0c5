#if DIRECT
/* Here a window is one run of numbers already. */
const int8_t *window =
    input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
#elif CONTIGUOUS
$copy(window, input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS, FILTER_SIZE);
#elif PADDED
${function}_window(input, y * STRIDE_HEIGHT - PAD_TOP, x * STRIDE_WIDTH - PAD_LEFT, window);
#else
${function}_window(input, y * STRIDE_HEIGHT, x * STRIDE_WIDTH, window);
#endif
