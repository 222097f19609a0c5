#if PADDED
/* The part of the window that lies on the image. */
const index_t y0 = y * STRIDE_HEIGHT - PAD_TOP;
const index_t x0 = x * STRIDE_WIDTH - PAD_LEFT;
const index_t top = y0 < 0 ? 0 : y0;
const index_t left = x0 < 0 ? 0 : x0;
const index_t bottom = y0 + FILTER_HEIGHT < IN_HEIGHT ? y0 + FILTER_HEIGHT : IN_HEIGHT;
const index_t right = x0 + FILTER_WIDTH < IN_WIDTH ? x0 + FILTER_WIDTH : IN_WIDTH;
#else
const index_t top = y * STRIDE_HEIGHT, bottom = top + FILTER_HEIGHT;
const index_t left = x * STRIDE_WIDTH, right = left + FILTER_WIDTH;
#endif
