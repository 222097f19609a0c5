/* CAST: numbers as another type. Integers that are too large for it keep their lowest bits. Truth
 * values are 0 and 1. */

/* $title */
static void $function(const $input_type *input, $type *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
#if TRUTH
        output[i] = input[i] != 0;
#else
        output[i] = ($type)input[i];
#endif
}
