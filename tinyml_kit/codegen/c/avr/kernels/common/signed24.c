/* The signed number that a sum modulo 2^24 stands for. */
static inline int32_t signed24(sum24 sum)
{
    return (__int24)sum;
}
