/* Copies numbers and widens them to 16 bits, which many processors multiply in pairs. */
static inline void widen(int16_t *wide, const int8_t *values, index_t count)
{
    for (index_t i = 0; i < count; i++)
        wide[i] = values[i];
}
