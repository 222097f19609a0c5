/* $title */
static void $function(const $input_type *input, $type *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = ${function}_one(input[i]);
}
