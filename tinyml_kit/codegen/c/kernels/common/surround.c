/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t i = 0; i < OUT_SIZE; i++)
        output[i] = $value;
    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++) {
                $type *to = output + FIRST + a * STEP_0 + b * STEP_1 + c * STEP_2;
                for (index_t d = 0; d < SIZE_3; d++)
                    to[d] = *input++;
            }
}
