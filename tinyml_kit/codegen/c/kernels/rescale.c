/* Integers are brought from one scale to another, number by number: RELU, where what is negative
 * becomes 0, and QUANTIZE between two types. */

/* $title */
static void $function(const $input_type *input, $type *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const int32_t value = $requantise(input[i] + (int32_t)$input_offset, $multiplier, $shift);
#if CLAMPS
        output[i] = $clamp(value + OUTPUT_OFFSET, LOW, HIGH);
#else
        output[i] = value + OUTPUT_OFFSET;
#endif
    }
}
