/* CONV_2D on an AVR: the dot products of the window at each place with each filter. A depthwise
 * convolution is one whose filters have weights for one channel only.
 *
 * Few weights stand in the instructions of a function that is made for them (ldi, mul): eight
 * sums of three bytes fill r2-r25, u = input + 128 is in r26, a weight's amount in r27, 0 in
 * r28. A product takes 1 + 2 + 3 cycles, and to load an input, make it unsigned and see that it
 * is not 0 another 4 for eight products: 6.5 a multiply-accumulate. Many weights lie in a table,
 * and the window goes through the loops of a dense layer, at 8.9.
 *
 * With a pooling behind it, the largest sum in each window of the pool is kept and scaled
 * alone: scaling never changes which of two sums of a channel is larger. The bias, which all of
 * them have in common, is added then, too. */
#if COPIED

#include "common/window.c"
#endif
#if IN_CODE

#include "common/in_code.c"

/* Sums of products for each channel; the larger ones are kept unless it is the first time. */
static __attribute__((naked, noinline, unused)) void ${function}_assembly(
    sum24 *sums, const int8_t *input, uint8_t first)
{
    __asm__ volatile(
$assembly
        "");
}

static __attribute__((noinline, unused)) void ${function}_portable(
    sum24 *sums, const int8_t *input, uint8_t first)
{
    enum { $sizes };
    flash_int8 weight = AT($weights);

    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
        int32_t sum = 0;
        for (index_t row = 0; row < ROWS; row++)
            for (index_t i = 0; i < RUN; i++) {
                sum += (int32_t)(uint8_t)(input[row * STEP + i] + 128) * READ8(weight);
                weight += 1;
            }
        if (first || sum > signed24(sums[channel]))
            sums[channel] = sum;
    }
}
#endif

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    sum24 sums[OUT_CHANNELS];
#if POOLED && !IN_CODE
    sum24 largest[OUT_CHANNELS];
#endif
#if COPIED
    int8_t window[FILTER_SIZE];
#endif

    for (index_t y = 0; y < HEIGHT; y++) {
        for (index_t x = 0; x < WIDTH; x++) {
#if POOLED
            const index_t top = y * POOL_HEIGHT, left = x * POOL_WIDTH;
            #include "common/pooled_places.c"
            uint8_t first = 1;
            for (index_t v = top; v < bottom; v++)
                for (index_t h = left; h < right; h++, first = 0) {
#include "common/sums.c"
                }
#else
            const index_t v = y, h = x;
#if IN_CODE
            const uint8_t first = 1;
#endif
#include "common/sums.c"
#endif
#if POOLED && !IN_CODE
            scale_24(largest, output, OUT_CHANNELS, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128,
                     SHARED, AT($records));
#else
            scale_24(sums, output, OUT_CHANNELS, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128,
                     SHARED, AT($records));
#endif
            output += OUT_CHANNELS;
        }
    }
}
