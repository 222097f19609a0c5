/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = READ8(AT($table) + (input[i] + 128));
}
