/* Four numbers that lie side by side, in one word; the first is its lowest byte (LDR, which
 * this core takes at any address). */
static inline uint32_t load_four(const int8_t *x)
{
    uint32_t four;
    memcpy(&four, x, sizeof four);
    return four;
}
