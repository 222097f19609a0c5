/* ADD_N: the sum of several tensors of one scale, number by number, brought to the scale of the
 * output. */

/* $title */
static void $function($arguments)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const int32_t finer = (int32_t)1 << LEFT_SHIFT;
        const int32_t sum = $terms + OFFSET;
        const int32_t part = $requantise(sum * finer, $multiplier, $shift);
        output[i] = clamp(part + OUTPUT_OFFSET, -128, 127);
    }
}
