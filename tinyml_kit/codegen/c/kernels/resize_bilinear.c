/* RESIZE_BILINEAR: an image of another size. Each of its pixels lies between four, and takes more
 * from the nearer ones. For int8, distances are whole multiples of 1/1024 pixel. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t image = 0; image < IMAGES; image++) {
        for (index_t y = 0; y < OUT_HEIGHT; y++) {
            const $type *above = input + (index_t)READ32($above, y) * ROW;
            const $type *below = input + (index_t)READ32($below, y) * ROW;
#if WHOLE
            const int32_t down = READ32($down, y), up = 1024 - down;
#else
            const float down = READ_FLOAT($down, y), up = 1.0f - down;
#endif
            for (index_t x = 0; x < OUT_WIDTH; x++) {
                const index_t before = (index_t)READ32($before, x) * DEPTH;
                const index_t behind = (index_t)READ32($behind, x) * DEPTH;
#if WHOLE
                const int32_t right = READ32($right, x), left = 1024 - right;
#else
                const float right = READ_FLOAT($right, x), left = 1.0f - right;
#endif
                for (index_t c = 0; c < DEPTH; c++) {
#if WHOLE
                    int32_t sum = above[before + c] * up * left + below[before + c] * down * left;
#else
                    float sum = above[before + c] * up * left + below[before + c] * down * left;
#endif
                    sum += above[behind + c] * up * right;
                    sum += below[behind + c] * down * right;
#if WHOLE
                    /* Division cuts off towards zero: halves are rounded away from it. */
                    *output++ = (int8_t)((sum + (sum > 0 ? 524288 : -524288)) / 1048576);
#else
                    *output++ = sum;
#endif
                }
            }
        }
        input += HEIGHT * ROW;
    }
}
