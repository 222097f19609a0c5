static inline $type ${function}_over(const $type *first)
{
    enum { $sizes };
    $type found = $start;

    for (index_t i = 0; i < FIRST; i++)
        for (index_t k = 0; k < SECOND; k++) {
            const $type value = first[(i * MIDDLE * SECOND + k) * INNER];
            if (${function}_beats(value, found))
                found = value;
        }
    return found;
}

#include "common/reduced.c"
