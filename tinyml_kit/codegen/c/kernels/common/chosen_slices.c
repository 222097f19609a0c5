/* $title */
static void $function($arguments)
{
    enum { $sizes };

    for (index_t batch = 0; batch < BATCHES; batch++)
        for (index_t outer = 0; outer < OUTER; outer++)
            for (index_t i = 0; i < COUNT; i++) {
                const index_t at_indices = batch * COUNT + i;
                int32_t slice = $indices_value;
                /* A number outside the axis counts as the nearest inside. */
                slice = slice < 0 ? 0 : slice >= AXIS ? AXIS - 1 : slice;
                index_t at_input = ((batch * OUTER + outer) * AXIS + (index_t)slice) * RUN;
                for (index_t k = 0; k < RUN; k++, at_input++)
                    *output++ = $input_value;
            }
}
