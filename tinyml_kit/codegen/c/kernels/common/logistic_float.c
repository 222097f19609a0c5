/* 1 / (1 + exp(-x)); where the numbers of a float run out of digits, 1 or exp(x). */
static inline float logistic_float(float x)
{
    return x > 16.6190472f ? 1 : x < -9 ? expf(x) : 1 / (1 + expf(-x));
}
