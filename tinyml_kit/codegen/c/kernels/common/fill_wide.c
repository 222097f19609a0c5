/* Sets `count` numbers to a value. */
static inline void fill_wide(int16_t *wide, int8_t value, index_t count)
{
    for (index_t i = 0; i < count; i++)
        wide[i] = value;
}
