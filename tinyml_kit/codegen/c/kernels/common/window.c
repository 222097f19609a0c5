/* Copies the window whose corner is at (top, left) into one run of numbers. What lies outside
 * the image is 0, which is stored as ZERO_POINT. */
static void ${function}_window(const int8_t *input, index_t top, index_t left,
                               $window_type *window)
{
    enum { $sizes };

#if PADDED || DILATED
    for (index_t row = 0; row < FILTER_HEIGHT; row++) {
        const index_t y = top + row * DILATION_HEIGHT;
        for (index_t column = 0; column < FILTER_WIDTH; column++) {
            const index_t x = left + column * DILATION_WIDTH;
            if (y >= 0 && y < IN_HEIGHT && x >= 0 && x < IN_WIDTH)
                $copy(window, input + (y * IN_WIDTH + x) * IN_CHANNELS, IN_CHANNELS);
            else
                $fill(window, ZERO_POINT, IN_CHANNELS);
            window += IN_CHANNELS;
        }
    }
#else
    input += (top * IN_WIDTH + left) * IN_CHANNELS;
    for (index_t row = 0; row < FILTER_HEIGHT; row++) {
        $copy(window, input, FILTER_WIDTH * IN_CHANNELS);
        window += FILTER_WIDTH * IN_CHANNELS;
        input += IN_WIDTH * IN_CHANNELS;
    }
#endif
}
