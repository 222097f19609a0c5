/* Unpacks fours of numbers into pairs of 16 bits, even bytes and odd bytes, and writes them to
 * every second word; returns the place behind them. */
static inline uint32_t *unpack_fours(const int8_t *x, index_t fours, uint32_t *pairs)
{
    for (; fours; fours--, x += 4, pairs += 4) {
        const uint32_t four = load_four(x);
        pairs[0] = even_bytes(four);
        pairs[2] = odd_bytes(four);
    }
    return pairs;
}
