/* MUL: the product of two tensors, number by number. The scale of a product is the product of
 * the scales; from there it is brought to the scale of the output. */

/* One product: left * right in the scale of the output. */
static inline $type ${function}_one($type left, $type right)
{
    enum { $sizes };
    const int32_t product = (int32_t)(left + LEFT_OFFSET) * (right + RIGHT_OFFSET);

    return $clamp($requantise(product, $multiplier, $shift) + OUTPUT_OFFSET, LOW, HIGH);
}

#include "common/pairwise.c"
