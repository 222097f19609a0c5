/* CAST: numbers as another type. Integers that are too large for it keep their lowest bits. */

/* $title */
static void $function(const $input_type *input, $type *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = ($type)input[i];
}
