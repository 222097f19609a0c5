/* DYNAMIC_UPDATE_SLICE: a tensor, a part of which is replaced by another. */

/* $title */
static void $function($arguments)
{
    enum { $sizes };
    index_t first = 0, at_update = 0;

    for (index_t at_input = 0; at_input < SIZE; at_input++)
        output[at_input] = $input_value;
    for (index_t at_start = 0; at_start < AXES; at_start++) {
        const int32_t room = READ32($room, at_start);
        int32_t place = $start_value;
        /* A start from which the part would stick out counts as the nearest that fits. */
        place = place < 0 ? 0 : place > room ? room : place;
        first += (index_t)(place * READ32($steps, at_start));
    }
    output += first;
    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t d = 0; d < SIZE_3; d++, at_update++)
                    output[a * STEP_0 + b * STEP_1 + c * STEP_2 + d] = $update_value;
}
