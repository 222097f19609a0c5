#if EDGES || GATHERED

#include "common/window.c"
#endif
/* Writes the window of a place, as pairs of 16 bits, to every second word of `pairs`. */
static void ${function}_unpack(const int8_t *input, index_t y, index_t x, uint32_t *pairs)
{
    enum { $sizes };
#if EDGES || GATHERED
    int8_t window[WINDOW_SIZE] = {0};
#endif

    #include "common/take_corner.c"
    for (index_t row = 0; row < ROWS; row++, corner += step) {
        pairs = unpack_fours(corner, QUADS, pairs);
#if TAIL
        /* The last four numbers, of which TAIL are new: the others meet weights of 0. */
        const uint32_t last = load_four(corner + RUN - 4);
#endif
#if TAIL_OF_ONE
        *pairs = odd_bytes(last);
        pairs += 2;
#elif TAIL
        pairs[0] = even_bytes(last);
        pairs[2] = odd_bytes(last);
        pairs += 4;
#endif
    }
}
