/* How far the logistic curve lies above one half at a distance from 0 in units of 1/24 / 2^bits, in
 * units of 2^-(16 + bits): on a straight line between two entries of the table. */
static inline int32_t ${function}_rise(int32_t distance, int8_t bits)
{
    const index_t place = distance >> bits;
    const int32_t low = READ16($heights, place);
    const int32_t step = READ16($heights, place + 1) - low;

    return (low << bits) + (distance & (((int32_t)1 << bits) - 1)) * step;
}
