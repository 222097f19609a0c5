/* GATHER_ND: slices of a tensor, each chosen by several numbers, one along each of the first axes.
 */

/* $title */
static void $function($arguments)
{
    enum { $sizes };
    index_t at_indices = 0;

    for (index_t i = 0; i < COUNT; i++) {
        uint32_t place = 0;
        for (index_t axis = 0; axis < DEPTH; axis++, at_indices++)
            place += (uint32_t)$indices_value * (uint32_t)READ32($steps, axis);
        /* A place outside the tensor counts as the nearest inside. */
        const int32_t first = (int32_t)place;
        index_t at_input = (index_t)(first < 0 ? 0 : first > LAST ? LAST : first);
        for (index_t k = 0; k < RUN; k++, at_input++)
            *output++ = $input_value;
    }
}
