/* Replaces four complex numbers by their spectrum. */
static inline void join_four(int16_t *a, int16_t *b, int16_t *c, int16_t *d)
{
    const int16_t even[2] = { (int16_t)(a[0] + c[0]), (int16_t)(a[1] + c[1]) };
    const int16_t rest[2] = { (int16_t)(a[0] - c[0]), (int16_t)(a[1] - c[1]) };
    const int16_t odd[2] = { (int16_t)(b[0] + d[0]), (int16_t)(b[1] + d[1]) };
    const int16_t turn[2] = { (int16_t)(b[1] - d[1]), (int16_t)(d[0] - b[0]) };

    for (int8_t i = 0; i < 2; i++) {
        a[i] = (int16_t)(even[i] + odd[i]);
        b[i] = (int16_t)(rest[i] + turn[i]);
        c[i] = (int16_t)(even[i] - odd[i]);
        d[i] = (int16_t)(rest[i] - turn[i]);
    }
}
