/* RESIZE_NEAREST_NEIGHBOR: an image of another size; each of its pixels is the one that lies
 * nearest. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t image = 0; image < IMAGES; image++) {
        for (index_t y = 0; y < OUT_HEIGHT; y++) {
            const $type *row = input + (index_t)READ32($rows, y) * ROW;
            for (index_t x = 0; x < OUT_WIDTH; x++) {
                memcpy(output, row + (index_t)READ32($columns, x) * DEPTH, DEPTH * sizeof *output);
                output += DEPTH;
            }
        }
        input += HEIGHT * ROW;
    }
}
