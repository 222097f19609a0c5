/* $title */
static void $function($arguments)
{
    enum { $sizes };

#if BROADCAST
    /* Where an operand has size 1 along an axis, its step there is 0: the number is used again. */
    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t d = 0; d < SIZE_3; d++) {
                    $places
                    *output++ = ${function}_one($values);
                }
#else
    for (index_t i = 0; i < SIZE; i++)
        output[i] = ${function}_one($values);
#endif
}
