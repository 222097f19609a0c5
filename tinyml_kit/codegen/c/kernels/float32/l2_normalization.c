/* L2_NORMALIZATION: every vector along the last axis is divided by its length, the root of the sum
 * of its squares; a very short one counts as longer. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t row = 0; row < ROWS; row++) {
        float length = 0;
        for (index_t i = 0; i < DEPTH; i++)
            length += input[i] * input[i];
        length = sqrtf(length);
        if (length < $shortest)
            length = $shortest;
        for (index_t i = 0; i < DEPTH; i++)
            output[i] = input[i] / length;
        input += DEPTH;
        output += DEPTH;
    }
}
