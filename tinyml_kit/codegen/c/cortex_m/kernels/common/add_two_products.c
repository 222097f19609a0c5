/* sum + the products of a pair of inputs and a pair of weights; moves on to the next weights. */
static inline int32_t add_two_products(uint32_t pair, const int32_t **weight, int32_t sum)
{
    return smlad(pair, (uint32_t)*(*weight)++, sum);
}
