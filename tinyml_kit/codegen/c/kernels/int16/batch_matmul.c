/* BATCH_MATMUL: products of matrices. Every number of a product is the sum of the products of a row
 * of the left matrix and a column of the right one, counted in 64 bits. Where there is one matrix for
 * many, or one is transposed, only the steps differ. */

static inline int32_t ${function}_product(int16_t left, int16_t right)
{
    return (int32_t)left * right;
}

static inline int16_t ${function}_result(int64_t sum)
{
    return clamp_int16($requantise(sum, $multiplier, $shift), -32768, 32767);
}

#include "common/matrix_product.c"
