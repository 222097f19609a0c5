/* Dense layers and convolutions are dot products: of a run of inputs with rows of weights.
 *
 * Numbers are made unsigned, u = input + 128 and w = weight + 128: then a product is one mul,
 * and a sum modulo 2^24 needs no sign. sum(weight * u) is sum(w * u) - 128 * sum(u); the last
 * term, the same for all rows, is in the sums already when they come here. Modulo 2^24 is exact
 * where the true sum fits into 24 bits, which the exporter has proved from weights and bias.
 *
 * The weights of one input lie side by side, one for each row. Registers of the loops below:
 *
 *   r1:r0    a weight, then its product with u     r27:r26  X, the address of the next input
 *   r2-r25   up to eight sums of three bytes       r31:r30  Z, the address of the next weight
 *   r28      u                                     r29      0
 *   on the stack: the rounds of eight inputs that are left; no register is free for them
 *
 * Cycles of an input for n rows: 2 to load it, 1 to make it unsigned; n times 3 (lpm) + 2 (mul) +
 * 3 (add, adc, adc); 8 for a round of eight. If u is 0 (the darkest pixel, or what a ReLU has
 * cut), its weights are skipped, in 10 cycles at most together. To see that it is not 0 takes 2,
 * or 1 where the skipping lies out of the way: a branch reaches 64 instructions, so that there is
 * room in front of the loop for the first two inputs of a round, and behind it for the last. A
 * loop that takes every weight from flash and adds three bytes cannot come below 8 for a
 * product; this one needs 8.7 with eight rows, 9.4 with four, 10.8 with two. */
#ifndef PORTABLE_KERNELS
#define ROW(low, middle, high)                                                                     \
    LOAD("r0") "mul r0, r28\n\tadd " low ", r0\n\tadc " middle ", r1\n\tadc " high ", r29\n\t"
#define INPUT "ld r28, X+\n\tsubi r28, 0x80\n\t"
#define OR_SKIP(n, rows) INPUT "brne 1f\n\t" SKIP(n) "rjmp 2f\n1:\t" rows "2:\t"
#define ROUNDS(n, rows)                                                                            \
    /* Registers that the compiler wants back; the sums' address; count modulo 8 in r1. */         \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,28,29,24,25\n\tpush r\\n\n\t.endr\n\t"        \
    "mov r1, r20\n\t"                                                                              \
    /* Rounds: (count + 7) / 8. X: the inputs. Z: the weights. Y: the sums, for now. */            \
    "subi r20, 0xf9\n\tsbci r21, 0xff\n\t"                                                         \
    "lsr r21\n\tror r20\n\tlsr r21\n\tror r20\n\tlsr r21\n\tror r20\n\tpush r20\n\t"               \
    "movw r26, r22\n\t" FOURTH_TO_Z "movw r28, r24\n\t"                                            \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25\n\t"                  \
    ".if \\n < 2 + 3 * " #n "\n\tldd r\\n, Y+\\n-2\n\t.endif\n\t.endr\n\t"                         \
    "clr r29\n\t"                                                                                  \
    /* The first round starts so late that all inputs are in whole rounds. */                      \
    "sbrc r1, 2\n\trjmp 4f\n\tsbrc r1, 1\n\trjmp 3f\n\t"                                           \
    "sbrc r1, 0\n\trjmp 17f\n\trjmp 10f\n3:\tsbrc r1, 0\n\trjmp 15f\n\trjmp 16f\n"                 \
    "4:\tsbrc r1, 1\n\trjmp 5f\n\tsbrc r1, 0\n\trjmp 13f\n\trjmp 14f\n"                            \
    "5:\tsbrc r1, 0\n\trjmp 11f\n\trjmp 12f\n"                                                     \
    "20:\t" SKIP(n) "rjmp 11f\n21:\t" SKIP(n) "rjmp 12f\n"                                         \
    "10:\t" INPUT "breq 20b\n\t" rows "11:\t" INPUT "breq 21b\n\t" rows                            \
    "12:\t" OR_SKIP(n, rows) "\n13:\t" OR_SKIP(n, rows) "\n14:\t" OR_SKIP(n, rows)                 \
    "\n15:\t" OR_SKIP(n, rows) "\n16:\t" OR_SKIP(n, rows)                                          \
    "\n17:\t" INPUT "breq 27f\n\t" rows                                                            \
    "18:\tpop r0\n\tdec r0\n\tbreq 7f\n\tpush r0\n\trjmp 10b\n27:\t" SKIP(n) "rjmp 18b\n"          \
    /* The sums go back to where they came from. */                                                \
    "7:\tpop r29\n\tpop r28\n\t"                                                     \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25\n\t"                  \
    ".if \\n < 2 + 3 * " #n "\n\tstd Y+\\n-2, r\\n\n\t.endif\n\t.endr\n\t"                         \
    "clr r1\n\t" FLASH_DONE                                                                        \
    ".irp n, 29,28,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2\n\tpop r\\n\n\t.endr\n\t"               \
    "ret"
#else
static void dot_rows(sum24 *sums, const int8_t *input, uint16_t count, flash_int8 weights,
                     uint8_t rows)
{
    while (count--) {
        const uint8_t u = *input++ + 128;
        for (uint8_t row = 0; row < rows; row++)
            sums[row] += (uint16_t)(u * (uint16_t)(uint8_t)READ8(weights + row));
        weights += rows;
    }
}
#endif
