/* STRIDED_SLICE: a part of a tensor: along each axis, every so manyth element from a first one
 * on. Along an axis whose step is negative it is read from the end. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t d = 0; d < SIZE_3; d++)
                    *output++ = input[FIRST + a * STEP_0 + b * STEP_1 + c * STEP_2 + d * STEP_3];
}
