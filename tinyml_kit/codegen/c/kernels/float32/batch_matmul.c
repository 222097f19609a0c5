/* BATCH_MATMUL: products of matrices. Every number of a product is the sum of the products of a row
 * of the left matrix and a column of the right one. Where there is one matrix for many, or one is
 * transposed, only the steps differ. */

static inline float ${function}_product(float left, float right)
{
    return left * right;
}

static inline float ${function}_result(float sum)
{
    return sum;
}

#include "common/matrix_product.c"
