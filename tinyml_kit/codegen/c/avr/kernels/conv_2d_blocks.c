/* CONV_2D on an AVR, four outputs at a time: a block of two by two. (A depthwise convolution is
 * one whose filters have weights for one channel only.)
 *
 * All weights stand in the instructions of a function that is made for them. The inputs that a
 * block looks at, as u = input + 128, are in r2-r17, row by row: for filters of 3 x 3 they are 4 x 4.
 * The four sums of a filter are in r26:r19:r18, r27:r21:r20, r28:r23:r22 and r29:r25:r24. A weight's
 * amount is loaded once (ldi) for its four products, each of which takes 2 + 3 cycles: 5.25 a
 * multiply-accumulate. The time does not depend on the inputs.
 *
 * With a pooling of 2 x 2 behind it, only the largest of the four sums is kept and scaled: scaling
 * never changes which of two sums of a channel is larger. */
#if PADDED

#include "common/window.c"
#endif

#include "common/in_blocks.c"

/* The sums of a block for each channel: four, place by place, or the largest. */
static __attribute__((naked, noinline, unused)) void ${function}_assembly(
    sum24 *sums, const int8_t *input)
{
    __asm__ volatile(
        ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,28,29,22,23,24,25\n\tpush r\\n\n\t.endr\n\t"
$assembly
        "pop r0\n\tpop r0\n\tpop r0\n\tpop r0\n\tclr r1\n\t"
        ".irp n, 29,28,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2\n\tpop r\\n\n\t.endr\n\t"
        "ret");
}

static __attribute__((noinline, unused)) void ${function}_portable(
    sum24 *sums, const int8_t *input)
{
    enum { $sizes };
    flash_int8 weights = AT($weights);

    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
        for (index_t place = 0; place < 4; place++) {
            const int8_t *corner = input + place / 2 * ROW_STEP + place % 2 * IN_CHANNELS;
            flash_int8 weight = weights;
            int32_t sum = 0;
            for (index_t row = 0; row < TAPS_DOWN; row++)
                for (index_t i = 0; i < TAPS_ACROSS * IN_CHANNELS; i++) {
                    sum += (int32_t)(uint8_t)(corner[row * ROW_STEP + i] + 128) * READ8(weight);
                    weight += 1;
                }
#if POOLED
            if (place == 0 || sum > signed24(sums[channel]))
                sums[channel] = sum;
#else
            sums[place * OUT_CHANNELS + channel] = sum;
#endif
        }
        weights += TAPS_DOWN * TAPS_ACROSS * IN_CHANNELS;
    }
}

/* $title */
static void $function(const int8_t *input, int8_t *output)
{
    enum { $sizes };
    sum24 sums[PLACES * OUT_CHANNELS];
#if PADDED
    int8_t window[FILTER_SIZE];
#endif

#if POOLED
    for (index_t y = 0; y < HEIGHT; y++)
        for (index_t x = 0; x < WIDTH; x++) {
            const index_t top = 2 * y, left = 2 * x;
#else
    for (index_t y = 0; y < HEIGHT; y += 2)
        for (index_t x = 0; x < WIDTH; x += 2) {
            /* In a row or column of an odd length the last block overlaps the one before. */
            const index_t top = y < HEIGHT - 1 ? y : HEIGHT - 2;
            const index_t left = x < WIDTH - 1 ? x : WIDTH - 2;
#endif
#if PADDED
            ${function}_window(input, top - PAD_TOP, left - PAD_LEFT, window);
#else
            const int8_t *window = input + (top * IN_WIDTH + left) * IN_CHANNELS;
#endif
            CHOOSE(${function}_assembly, ${function}_portable)(sums, window);
            for (index_t place = 0; place < PLACES; place++) {
#if POOLED
                int8_t *outputs = output + (y * WIDTH + x) * OUT_CHANNELS;
#else
                int8_t *outputs =
                    output + ((top + place / 2) * WIDTH + left + place % 2) * OUT_CHANNELS;
#endif
                scale_24(sums + place * OUT_CHANNELS, outputs, OUT_CHANNELS, LOW + 128, HIGH + 128,
                         OUTPUT_OFFSET + 128, SHARED, AT($records));
            }
        }
}
