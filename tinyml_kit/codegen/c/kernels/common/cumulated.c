/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t outer = 0; outer < OUTER; outer++)
        for (index_t inner = 0; inner < INNER; inner++) {
            $accumulator sum = ($accumulator)$start;
            for (index_t i = 0; i < COUNT; i++) {
#if REVERSE
                const index_t at = (outer * COUNT + COUNT - 1 - i) * INNER + inner;
#else
                const index_t at = (outer * COUNT + i) * INNER + inner;
#endif
                const $type x = input[at];
#if EXCLUSIVE
                output[at] = ${function}_result(sum);
                sum += ${function}_term(x);
#else
                sum += ${function}_term(x);
                output[at] = ${function}_result(sum);
#endif
            }
        }
}
