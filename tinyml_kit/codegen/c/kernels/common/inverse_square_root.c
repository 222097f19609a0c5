/* 1 / sqrt(x) as a factor, factor / 2^31 / 2^shift.
 *
 * x is brought between 1/4 and 1, in units of 2^-28, by powers of 4. Newton's method starts at 1;
 * five steps are enough. The last product takes off the root of 2 that is too much. */
static int32_t inverse_square_root(int32_t x, int8_t *shift)
{
    int32_t root = (int32_t)1 << 28;

    *shift = 0;
    if (x <= 1)
        return 2147483647;
    for (*shift = 11; x >= (int32_t)1 << 29; x /= 4)
        ++*shift;
    for (; x < (int32_t)1 << 27; x *= 4)
        --*shift;
    const int32_t half = ((x >> 1) + 1) >> 1;
    for (int8_t i = 0; i < 5; i++) {
        const int32_t cube = 64 * multiply_high(multiply_high(root, root), root);
        root = 8 * (multiply_high(402653184, root) - multiply_high(half, cube));
    }
    root = multiply_high(root, 1518500250);
    for (; *shift < 0; ++*shift)
        root *= 2;
    return root;
}
