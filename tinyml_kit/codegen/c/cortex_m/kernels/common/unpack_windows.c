#if EDGES || GATHERED

#include "common/window.c"
#endif
/* Unpacks the windows of two places, (y, x) and (other_y, other_x), into pairs of 16 bits. */
static void ${function}_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum { $sizes };
    const int8_t *rows[2];
    index_t steps[2];
#if GATHERED
    int8_t windows[2][WINDOW_SIZE] = {{0}};
#elif EDGES
    int8_t windows[2][WINDOW_SIZE];
#endif

    for (index_t place = 0; place < 2; place++, y = other_y, x = other_x) {
#if EDGES || GATHERED
        int8_t *window = windows[place];
#endif
        #include "common/take_corner.c"
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
#if TAIL_OF_ONE
        /* One number is left, and it is the last of the odd bytes. */
        *pairs++ = odd_bytes(load_four(rows[0] + RUN - 4));
        *pairs++ = odd_bytes(load_four(rows[1] + RUN - 4));
#elif TAIL
        /* The last four numbers, of which TAIL are new: the others meet weights of 0. */
        pairs = unpack_fours(rows[0] + RUN - 4, rows[1] + RUN - 4, 1, pairs);
#endif
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}
