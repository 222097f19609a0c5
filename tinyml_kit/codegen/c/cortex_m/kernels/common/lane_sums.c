int32_t sum[LANES];
#pragma GCC unroll 4
for (index_t lane = 0; lane < LANES; lane++)
    sum[lane] = READ32($bias, first + lane);
for (index_t row = 0; row < ROWS; row++) {
    const int8_t *place = corner + row * step;
    for (index_t quad = 0; quad < QUADS; quad++) {
        const uint32_t four = load_four(place);
        const uint32_t even = even_bytes(four), odd = odd_bytes(four);
#pragma GCC unroll 4
        for (index_t lane = 0; lane < LANES; lane++)
            sum[lane] = add_four_products(even, odd, &weight, sum[lane]);
        place += 4;
    }
#if TAIL_OF_ONE
    /* One number is left, and it is the last of the odd bytes. */
    const uint32_t last = odd_bytes(load_four(place - 3));
#pragma GCC unroll 4
    for (index_t lane = 0; lane < LANES; lane++)
        sum[lane] = add_two_products(last, &weight, sum[lane]);
#elif TAIL
    const uint32_t last = load_four(place + TAIL - 4);
    const uint32_t even_tail = even_bytes(last), odd_tail = odd_bytes(last);
#pragma GCC unroll 4
    for (index_t lane = 0; lane < LANES; lane++)
        sum[lane] = add_four_products(even_tail, odd_tail, &weight, sum[lane]);
#endif
}
