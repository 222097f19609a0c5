/* BATCH_MATMUL: products of matrices. Every number of a product is the sum of the products of a row
 * of the left matrix and a column of the right one. Where there is one matrix for many, or one is
 * transposed, only the steps differ. */

static inline int32_t ${function}_product(int8_t left, int8_t right)
{
    enum { $sizes };

    return (int32_t)(left + LEFT_OFFSET) * (right + RIGHT_OFFSET);
}

static inline int8_t ${function}_result(int32_t sum)
{
    enum { $sizes };

    return clamp($requantise(sum, $multiplier, $shift) + OUTPUT_OFFSET, -128, 127);
}

#include "common/matrix_product.c"
