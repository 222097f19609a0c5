/* ADD_N: the sum of several tensors, number by number. */

/* $title */
static void $function($arguments)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = 0.0f + $terms;
}
