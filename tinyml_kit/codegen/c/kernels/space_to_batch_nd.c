/* SPACE_TO_BATCH_ND: the pixels at one place of every block of an image become an image of their
 * own. Pixels beyond the edge are 0. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t image = 0; image < OUT_IMAGES; image++) {
        const index_t place = image / IN_IMAGES; /* in its block */
        const $type *from = input + image % IN_IMAGES * IN_HEIGHT * IN_WIDTH * DEPTH;
        for (index_t y = 0; y < OUT_HEIGHT; y++)
            for (index_t x = 0; x < OUT_WIDTH; x++) {
                const index_t row = y * BLOCK_HEIGHT + place / BLOCK_WIDTH - TOP;
                const index_t column = x * BLOCK_WIDTH + place % BLOCK_WIDTH - LEFT;
#if PADDED
                if (row < 0 || row >= IN_HEIGHT || column < 0 || column >= IN_WIDTH) {
                    memset(output, 0, DEPTH * sizeof *output);
                    output += DEPTH;
                    continue;
                }
#endif
                memcpy(output, from + (row * IN_WIDTH + column) * DEPTH, DEPTH * sizeof *output);
                output += DEPTH;
            }
    }
}
