/* BATCH_TO_SPACE_ND: images that hold the pixels at one place of every block become a single one,
 * of which the margins are left out. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t image = 0; image < OUT_IMAGES; image++)
        for (index_t y = TOP; y < TOP + OUT_HEIGHT; y++)
            for (index_t x = LEFT; x < LEFT + OUT_WIDTH; x++) {
                const index_t place = y % BLOCK_HEIGHT * BLOCK_WIDTH + x % BLOCK_WIDTH;
                const index_t row = (place * OUT_IMAGES + image) * IN_HEIGHT + y / BLOCK_HEIGHT;
                const index_t pixel = row * IN_WIDTH + x / BLOCK_WIDTH;
                memcpy(output, input + pixel * DEPTH, DEPTH * sizeof *output);
                output += DEPTH;
            }
}
