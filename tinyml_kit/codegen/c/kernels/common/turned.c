/* Multiplies the complex number x by one on the unit circle. */
static inline void turned(int16_t *x, int16_t cosine, int16_t sine)
{
    const int32_t real = x[0], imaginary = x[1];
    x[0] = round_q15(real * cosine - imaginary * sine);
    x[1] = round_q15(real * sine + imaginary * cosine);
}
