/* Returns the place in an axis that a place before its first or behind its last element shows. If
 * `edge` is 1, the mirror stands behind the outermost element, which is shown twice, else on it. */
static index_t mirrored(index_t place, index_t size, index_t edge)
{
    if (place < 0)
        return -place - edge;
    return place < size ? place : size - 2 + edge - (place - size);
}
