/* MIRROR_PAD: puts a tensor into a larger one that shows it as in mirrors along its edges. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t a = 0; a < OUT_0; a++)
        for (index_t b = 0; b < OUT_1; b++)
            for (index_t c = 0; c < OUT_2; c++) {
                const $type *row = input + mirrored(a - BEFORE_0, SIZE_0, EDGE) * STEP_0;
                row += mirrored(b - BEFORE_1, SIZE_1, EDGE) * STEP_1;
                row += mirrored(c - BEFORE_2, SIZE_2, EDGE) * STEP_2;
                for (index_t d = 0; d < OUT_3; d++)
                    *output++ = row[mirrored(d - BEFORE_3, SIZE_3, EDGE)];
            }
}
