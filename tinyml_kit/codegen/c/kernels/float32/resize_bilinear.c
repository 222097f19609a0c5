/* RESIZE_BILINEAR: an image of another size. Each of its pixels lies between four, and takes more
 * from the nearer ones. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t image = 0; image < IMAGES; image++) {
        for (index_t y = 0; y < OUT_HEIGHT; y++) {
            const $type *above = input + (index_t)READ32($above, y) * ROW;
            const $type *below = input + (index_t)READ32($below, y) * ROW;
            const float down = READ_FLOAT($down, y), up = 1.0f - down;
            for (index_t x = 0; x < OUT_WIDTH; x++) {
                const index_t before = (index_t)READ32($before, x) * DEPTH;
                const index_t behind = (index_t)READ32($behind, x) * DEPTH;
                const float right = READ_FLOAT($right, x), left = 1.0f - right;
                for (index_t c = 0; c < DEPTH; c++)
                    *output++ = above[before + c] * up * left + below[before + c] * down * left
                                + above[behind + c] * up * right + below[behind + c] * down * right;
            }
        }
        input += HEIGHT * ROW;
    }
}
