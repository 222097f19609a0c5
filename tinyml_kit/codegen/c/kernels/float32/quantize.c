/* QUANTIZE: from real numbers to stored integers, real / scale + zero point, rounded to the
 * nearest; halves are rounded away from zero. */

/* $title */
static void $function(const float *input, $type *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++) {
        const float steps = input[i] / $scale;
        /* Far outside, where the conversion to an integer would overflow, the limits are. */
        const float near = steps < -1e6f ? -1e6f : steps > 1e6f ? 1e6f : steps;
        int32_t whole = (int32_t)near; /* cut off towards zero */
        if (near - (float)whole >= 0.5f)
            whole++;
        else if ((float)whole - near >= 0.5f)
            whole--;
        output[i] = $clamp(whole + ZERO_POINT, LOW, HIGH);
    }
}
