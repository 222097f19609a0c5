#if EDGES
/* Only a window that reaches over the edge is copied, with the padding. */
const index_t in_y = y * STRIDE_HEIGHT - PAD_TOP, in_x = x * STRIDE_WIDTH - PAD_LEFT;
const int inside = in_y >= 0 && in_y <= IN_HEIGHT - FILTER_HEIGHT && in_x >= 0 &&
    in_x <= IN_WIDTH - FILTER_WIDTH;
const index_t step = inside ? IN_WIDTH * IN_CHANNELS : RUN;
const int8_t *corner = inside ? input + (in_y * IN_WIDTH + in_x) * IN_CHANNELS : window;
if (!inside)
    ${function}_window(input, in_y, in_x, window);
#elif GATHERED
const index_t step = RUN;
const int8_t *corner = window;
${function}_window(input, y * STRIDE_HEIGHT - PAD_TOP, x * STRIDE_WIDTH - PAD_LEFT, window);
#else
const index_t step = IN_WIDTH * IN_CHANNELS;
const int8_t *corner = input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
#endif
