static inline int32_t ${function}_over(const $input_type *first)
{
    enum { $sizes };
    index_t found = 0;

    for (index_t i = 1; i < FIRST; i++)
        if (${function}_beats(first[i * INNER], first[found * INNER]))
            found = i;
    return found;
}

#include "common/reduced.c"
