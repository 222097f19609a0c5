/* From sums of 24 bits to outputs: adds the bias, scales, rounds, adds the zero point, clamps.
 *
 * Numbers are as `requantise` gives them: the amount of the sum times the multiplier, plus 2^30
 * (less 1 if the sum is negative), divided by 2^(31 + shift) and rounded to the nearest. `low`,
 * `high` and `zero`, the zero point, are 128 too large, as 0 to 255. If zero is low, as behind a
 * ReLU, a negative sum gives low and needs no multiplication.
 *
 * The amount has three digits in base 256, the multiplier four. Column k of their long
 * multiplication adds up the products of digits i and j with i + j = k; each product has two
 * digits, which go to columns k and k + 1, and the carry goes to k + 2. Columns 0 to 2 only
 * matter for what they carry. Dividing is leaving out more bytes, as many as `place`, and then
 * shifting by 1 to 8 bits: mul by 2^(8 - bits) does this at once for any number of bits, and the
 * bit below, by which is rounded, is the highest of r0.
 *
 * What is needed of the channels lies in flash as it is read: multiplier, place and factor, then
 * the bias of a channel. If `shared` is 1, all channels have the first three in common, which are
 * read once, and only biases follow.
 *
 * Registers:
 *   r4:r2    sum, then its amount            r9       0
 *   r8:r5    multiplier                      r19      0, or 255 for a negative sum
 *   r10, r11 place, factor                   r20      channels left
 *   r25:r22  columns, which take turns       T        whether the multiplier is read once
 *   r14, r16, r18  zero, high, low           X, Y, Z  next sum, output, number in flash
 *
 * Cycles of an output: 144 if one byte is left out, as for most scales, 149 for none, 6 more for
 * each further one; 18 less with a shared multiplier; 17 more for a negative sum. One that is cut
 * takes 54 in all, or 36 with a shared multiplier. Nothing else depends on the sum. To call the
 * function and to return takes 80. */
#ifndef PORTABLE_KERNELS
#define DIGITS(a, b, low, middle, high)                                                            \
    "mul " a ", " b "\n\tadd " low ", r0\n\tadc " middle ", r1\n\tadc " high ", r9\n\t"
static __attribute__((naked, noinline)) void scale_24(
    const sum24 *sums, int8_t *output, uint16_t count, uint8_t low, uint8_t high, uint8_t zero,
    uint8_t shared, flash_int8 records)
{
    __asm__ volatile(
        ".irp n, 2,3,4,5,6,7,8,9,10,11,28,29\n\tpush r\\n\n\t.endr\n\t"
        "movw r26, r24\n\t"
        "movw r28, r22\n\t" EIGHTH_TO_Z
        "clr r9\n\t"
        "clt\n\t"
        "rjmp 1f\n"
        /* A negative sum: cut, or its amount. */
        "6:\tcp r18, r14\n\tbrne 7f\n\tmov r25, r18\n\trjmp 10f\n"
        "7:\tcom r19\n\tcom r4\n\tcom r3\n\tneg r2\n\tsbc r3, r19\n\tsbc r4, r19\n\trjmp 2f\n"
        /* Its output: the zero point less the amount, or 0. */
        "8:\tmov r0, r14\n\tsub r0, r25\n\tbrcc .+2\n\tclr r0\n\tmov r25, r0\n\trjmp 9f\n"
        "1:\tbrts 12f\n\t"
        LOAD("r5") LOAD("r6") LOAD("r7") LOAD("r8") LOAD("r10") LOAD("r11")
        "bst r12, 0\n"
        "12:\tclr r19\n\t"
        "ld r2, X+\n\tld r3, X+\n\tld r4, X+\n\t"
        LOAD("r0") "add r2, r0\n\t" LOAD("r0") "adc r3, r0\n\t" LOAD("r0") "adc r4, r0\n\t"
        "brmi 6b\n"
        /* What is added before, 00 00 00 40 or ff ff ff 3f from the lowest byte on: the third gets
         * its ff after column 0, whose carry it would not hold otherwise. */
        "2:\tmov r22, r19\n\tmov r23, r19\n\tclr r24\n\t"
        DIGITS("r2", "r5", "r22", "r23", "r24") /* column 0, in r22 */
        "ldi r25, 0x40\n\tadd r24, r19\n\tadc r25, r19\n\t"
        DIGITS("r2", "r6", "r23", "r24", "r25") /* column 1, in r23 */
        DIGITS("r3", "r5", "r23", "r24", "r25")
        "clr r22\n\t"
        DIGITS("r2", "r7", "r24", "r25", "r22") /* column 2, in r24 */
        DIGITS("r3", "r6", "r24", "r25", "r22")
        DIGITS("r4", "r5", "r24", "r25", "r22")
        "clr r23\n\t"
        DIGITS("r2", "r8", "r25", "r22", "r23") /* column 3, in r25; it stays, and so do the next */
        DIGITS("r3", "r7", "r25", "r22", "r23")
        DIGITS("r4", "r6", "r25", "r22", "r23")
        "clr r24\n\t"
        DIGITS("r3", "r8", "r22", "r23", "r24") /* column 4, in r22 */
        DIGITS("r4", "r7", "r22", "r23", "r24")
        "mul r4, r8\n\tadd r23, r0\n\tadc r24, r1\n\t" /* columns 5 and 6 */
        /* Bytes are left out until r22 is the lowest that is needed. */
        "mov r2, r10\n\tdec r2\n\tbreq 4f\n\tbrpl 3f\n\t"
        "or r24, r23\n\tmov r23, r22\n\tmov r22, r25\n\trjmp 4f\n"
        "3:\tmov r22, r23\n\tmov r23, r24\n\tclr r24\n\tdec r2\n\tbrne 3b\n"
        "4:\tmul r22, r11\n\tmov r3, r0\n\tmov r25, r1\n\t"
        "mul r23, r11\n\tor r25, r0\n\t"
        "lsl r3\n\tadc r25, r9\n\tadc r1, r9\n\t" /* rounded; the amount is r25 */
        "or r1, r24\n\tbreq 5f\n\tldi r25, 0xff\n" /* 255, if it is larger */
        "5:\tsbrc r19, 0\n\trjmp 8b\n\t"
        "add r25, r14\n\tbrcc 9f\n\tldi r25, 0xff\n"
        "9:\tcp r25, r18\n\tbrsh .+2\n\tmov r25, r18\n\t"
        "cp r16, r25\n\tbrsh .+2\n\tmov r25, r16\n"
        "10:\tsubi r25, 0x80\n\tst Y+, r25\n\t"
        "subi r20, 1\n\tsbci r21, 0\n\tbreq 11f\n\trjmp 1b\n"
        "11:\tclr r1\n\t" FLASH_DONE
        ".irp n, 29,28,11,10,9,8,7,6,5,4,3,2\n\tpop r\\n\n\t.endr\n\t"
        "ret");
}
#else
static uint32_t number_at(flash_int8 address, uint8_t bytes)
{
    uint32_t number = 0;
    while (bytes--)
        number = number << 8 | (uint8_t)READ8(address + bytes);
    return number;
}

static void scale_24(const sum24 *sums, int8_t *output, uint16_t count, uint8_t low, uint8_t high,
                     uint8_t zero, uint8_t shared, flash_int8 records)
{
    flash_int8 scale = records;

    for (records += 6; count--; records += shared ? 3 : 9) {
        const int32_t sum = signed24(*sums++ + (sum24)number_at(records, 3));
        uint64_t amount = (uint64_t)(uint32_t)(sum < 0 ? -sum : sum) * number_at(scale, 4);
        amount = ((amount + ((uint32_t)1 << 30) - (sum < 0)) >> 24) >> 8 * READ8(scale + 4);
        /* One bit more than is needed, to round by. */
        amount = (((amount * (uint8_t)READ8(scale + 5)) >> 7) + 1) >> 1;
        if (amount > 255)
            amount = 255;
        const int16_t value = sum < 0 ? zero - (int16_t)amount : zero + (int16_t)amount;
        *output++ = (int8_t)((value < low ? low : value > high ? high : value) - 128);
        if (!shared)
            scale += 9;
    }
}
#endif
