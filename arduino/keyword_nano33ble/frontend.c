/* frontend as C, made by tinyml-kit (cortex_m4).
 *
 *   input                    -> 240 int16, frame
 *   SIGNAL_WINDOW            -> 240 int16, weighed
 *   SIGNAL_FFT_AUTO_SCALE    -> 240 int16, scaled
 *   SIGNAL_FFT_AUTO_SCALE    -> 1 int32, bits
 *   SIGNAL_RFFT              -> 258 int16, spectrum
 *   SIGNAL_ENERGY            -> 129 uint32, energies
 *   SIGNAL_FILTER_BANK       -> 40 uint64, sums
 *   SIGNAL_FILTER_BANK_SQUARE_ROOT -> 40 uint32, levels
 *   SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION -> 40 uint32, left
 *   SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION -> 40 uint32, noise
 *   SIGNAL_PCAN              -> 40 uint32, normalized
 *   SIGNAL_FILTER_BANK_LOG   -> 40 int16, logarithms
 *   CAST                     -> 40 int32, wide
 *   MUL                      -> 40 int32, times
 *   ADD                      -> 40 int32, rounded
 *   DIV                      -> 40 int32, divided
 *   ADD                      -> 40 int32, lowered
 *   MINIMUM                  -> 40 int32, limited
 *   CAST                     -> 40 int8, features
 *
 * Each layer is a function below, in this order; frontend_invoke, at the end, calls them. All
 * shapes are constants, all weights lie in flash, and nothing is allocated. */

#include <stdint.h>
#include <string.h>

#include "frontend.h"

typedef int32_t index_t; /* counts elements; no tensor has more than it can hold */

/* Constants lie in flash. Here they are read like any other array: on a computer and on an Arm
 * Cortex-M `const` is enough. Chips with an address space of its own for flash (AVR) bring
 * their version of these names, and the kernels stay as they are. */
#define FLASH
typedef const int8_t *flash_int8; /* the address of an int8_t in flash */
#define AT(array) (array) /* the address of an array's first element */
#define READ8(address) (*(address)) /* the int8_t at an address */
#define READ16(array, i) ((array)[i]) /* element i of an array of int16_t */
#define READ32(array, i) ((array)[i]) /* element i of an array of int32_t */
#define READ64(array, i) ((array)[i])
#define READ_FLOAT(array, i) ((array)[i])

/* The value, but not below `low` and not above `high`. */
static inline int16_t clamp_int16(int32_t value, int16_t low, int16_t high)
{
    return (int16_t)(value < low ? low : value > high ? high : value);
}

/* The value, but not below `low` and not above `high`. */
static inline int32_t clamp_int32(int32_t value, int32_t low, int32_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* The number of the highest bit that is set, of a number other than 0. */
static inline uint8_t highest_bit(uint32_t value)
{
    uint8_t bit = 0;

    while (value >>= 1)
        bit++;
    return bit;
}

/* Replaces four complex numbers by their spectrum. */
static inline void join_four(int16_t *a, int16_t *b, int16_t *c, int16_t *d)
{
    const int16_t even[2] = { (int16_t)(a[0] + c[0]), (int16_t)(a[1] + c[1]) };
    const int16_t rest[2] = { (int16_t)(a[0] - c[0]), (int16_t)(a[1] - c[1]) };
    const int16_t odd[2] = { (int16_t)(b[0] + d[0]), (int16_t)(b[1] + d[1]) };
    const int16_t turn[2] = { (int16_t)(b[1] - d[1]), (int16_t)(d[0] - b[0]) };

    for (int8_t i = 0; i < 2; i++) {
        a[i] = (int16_t)(even[i] + odd[i]);
        b[i] = (int16_t)(rest[i] + turn[i]);
        c[i] = (int16_t)(even[i] - odd[i]);
        d[i] = (int16_t)(rest[i] - turn[i]);
    }
}

/* A product of two numbers with 15 bits behind the point, rounded to 15 bits. */
static inline int16_t round_q15(int32_t product)
{
    return (int16_t)((product + ((int32_t)1 << 14)) >> 15);
}

/* The square root, rounded to the nearest integer. It is found digit by digit, in base 2: `rest` is
 * what the square of `root`, its digits so far, leaves. That of a number of 32 bits has 16. */
static inline uint32_t square_root(uint64_t value)
{
    const uint32_t largest = value >> 32 ? 0xffffffff : 0xffff;
    uint64_t rest = value, root = 0, digit = (uint64_t)1 << 62;

    while (digit > rest)
        digit >>= 2;
    for (; digit; digit >>= 2) {
        const uint64_t next = root + digit;
        root >>= 1;
        if (rest >= next) {
            rest -= next;
            root += digit;
        }
    }
    return (uint32_t)(root + (rest > root && root != largest));
}

/* Multiplies the complex number x by one on the unit circle. */
static inline void turned(int16_t *x, int16_t cosine, int16_t sine)
{
    const int32_t real = x[0], imaginary = x[1];
    x[0] = round_q15(real * cosine - imaginary * sine);
    x[1] = round_q15(real * sine + imaginary * cosine);
}

/* The memory of all tensors; those never needed at the same time share it. */
/* As a union, so that its address suits integers and shorts and unsigned_integers and unsigned_longs. */
static union {
    int8_t bytes[FRONTEND_ARENA_BYTES];
    int32_t integers[FRONTEND_ARENA_BYTES / sizeof(int32_t)];
    int16_t shorts[FRONTEND_ARENA_BYTES / sizeof(int16_t)];
    uint32_t unsigned_integers[FRONTEND_ARENA_BYTES / sizeof(uint32_t)];
    uint64_t unsigned_longs[FRONTEND_ARENA_BYTES / sizeof(uint64_t)];
} arena;
#define TENSOR_0 (arena.shorts + 0) /* 240 int16, frame */
#define TENSOR_1 (arena.shorts + 0) /* 240 int16, weighed */
#define TENSOR_2 (arena.shorts + 258) /* 240 int16, scaled */
#define TENSOR_3 (arena.integers + 258) /* 1 int32, bits */
#define TENSOR_4 (arena.shorts + 0) /* 258 int16, spectrum */
#define TENSOR_5 (arena.unsigned_integers + 129) /* 129 uint32, energies */
#define TENSOR_6 (arena.unsigned_longs + 0) /* 40 uint64, sums */
#define TENSOR_7 (arena.unsigned_integers + 80) /* 40 uint32, levels */
#define TENSOR_8 (arena.unsigned_integers + 0) /* 40 uint32, left */
#define TENSOR_10 (arena.unsigned_integers + 40) /* 40 uint32, normalized */
#define TENSOR_11 (arena.shorts + 160) /* 40 int16, logarithms */
#define TENSOR_12 (arena.integers + 0) /* 40 int32, wide */
#define TENSOR_13 (arena.integers + 0) /* 40 int32, times */
#define TENSOR_15 (arena.integers + 0) /* 40 int32, rounded */
#define TENSOR_17 (arena.integers + 0) /* 40 int32, divided */
#define TENSOR_19 (arena.integers + 0) /* 40 int32, lowered */
#define TENSOR_21 (arena.integers + 0) /* 40 int32, limited */
#define TENSOR_23 (arena.bytes + 160) /* 40 int8, features */

/* What is remembered from one inference to the next. */
static uint32_t state_9[40];
#define TENSOR_9 state_9 /* 40 uint32, noise */
static uint8_t begun; /* whether it holds anything yet */

void frontend_reset(void)
{
    memset(state_9, 0, sizeof state_9);
    begun = 1;
}

/* SIGNAL_WINDOW: each sample of a frame times its weight, which is near 0 at both ends. */

/* the weight of each sample of a frame */
static const int16_t signal_window_0_window[240] FLASH = {
       0,    2,    4,    9,   14,   21,   30,   39,   50,   63,   77,   92,  109,  127,  146,
     166,  188,  211,  236,  261,  288,  316,  345,  376,  407,  440,  473,  508,  544,  581,
     619,  658,  698,  738,  780,  823,  866,  910,  955, 1001, 1047, 1094, 1142, 1191, 1240,
    1289, 1339, 1390, 1441, 1492, 1544, 1596, 1648, 1701, 1754, 1807, 1861, 1914, 1968, 2021,
    2075, 2128, 2182, 2235, 2289, 2342, 2395, 2448, 2500, 2552, 2604, 2655, 2706, 2757, 2807,
    2856, 2905, 2954, 3002, 3049, 3095, 3141, 3186, 3230, 3273, 3316, 3358, 3398, 3438, 3477,
    3515, 3552, 3588, 3623, 3656, 3689, 3720, 3751, 3780, 3808, 3835, 3860, 3885, 3908, 3930,
    3950, 3969, 3987, 4004, 4019, 4033, 4046, 4057, 4066, 4075, 4082, 4087, 4092, 4094, 4096,
    4096, 4094, 4092, 4087, 4082, 4075, 4066, 4057, 4046, 4033, 4019, 4004, 3987, 3969, 3950,
    3930, 3908, 3885, 3860, 3835, 3808, 3780, 3751, 3720, 3689, 3656, 3623, 3588, 3552, 3515,
    3477, 3438, 3398, 3358, 3316, 3273, 3230, 3186, 3141, 3095, 3049, 3002, 2954, 2905, 2856,
    2807, 2757, 2706, 2655, 2604, 2552, 2500, 2448, 2395, 2342, 2289, 2235, 2182, 2128, 2075,
    2021, 1968, 1914, 1861, 1807, 1754, 1701, 1648, 1596, 1544, 1492, 1441, 1390, 1339, 1289,
    1240, 1191, 1142, 1094, 1047, 1001,  955,  910,  866,  823,  780,  738,  698,  658,  619,
     581,  544,  508,  473,  440,  407,  376,  345,  316,  288,  261,  236,  211,  188,  166,
     146,  127,  109,   92,   77,   63,   50,   39,   30,   21,   14,    9,    4,    2,    0,
};

/* SIGNAL_WINDOW, weighed: 240 -> 240 */
static void signal_window_0(const int16_t *input, int16_t *output)
{
    enum { FRAMES = 1, SIZE = 240, SHIFT = 12 };

    for (index_t frame = 0; frame < FRAMES; frame++) {
        for (index_t i = 0; i < SIZE; i++) {
            const int32_t weighed = ((int32_t)input[i] * READ16(signal_window_0_window, i)) >> SHIFT;
            output[i] = clamp_int16(weighed, -32767 - 1, 32767);
        }
        input += SIZE;
        output += SIZE;
    }
}

/* SIGNAL_FFT_AUTO_SCALE: a frame times the largest power of two that no sample is too large for,
 * so that the transform loses few bits. The second output is the exponent. */

/* SIGNAL_FFT_AUTO_SCALE, scaled: 240 -> 240 and 1 */
static void signal_fft_auto_scale_1(const int16_t *input, int16_t *output, int32_t *bits)
{
    enum { SIZE = 240 };
    int32_t largest = 0;
    int8_t shift = 0;

    for (index_t i = 0; i < SIZE; i++) {
        if (input[i] > largest)
            largest = input[i];
        else if (-(int32_t)input[i] > largest)
            /* That of -32768 wraps around and is the smallest, as in the interpreter. */
            largest = (int16_t)-input[i];
    }
    while (largest > 0 && largest < 1 << 14) {
        largest *= 2;
        shift++;
    }
    for (index_t i = 0; i < SIZE; i++)
        output[i] = (int16_t)(input[i] * ((int32_t)1 << shift));
    *bits = shift;
}

/* SIGNAL_RFFT: the spectrum of real samples, by a fast Fourier transform. Even samples are the real
 * parts and odd ones the imaginary parts of POINTS complex numbers. These are put into an order in
 * which the transform works in place, four spectra becoming one of four times the length; at the
 * end the spectra of even and odd samples are told apart by symmetry, and joined.
 *
 * Every stage divides by as many spectra as it joins. Sums beyond 16 bits wrap around. */

/* which pair of samples goes to each place */
static const int16_t signal_rfft_2_order[128] FLASH = {
      0,  64,  16,  80,  32,  96,  48, 112,   4,  68,  20,  84,  36, 100,  52, 116,   8,  72,
     24,  88,  40, 104,  56, 120,  12,  76,  28,  92,  44, 108,  60, 124,   1,  65,  17,  81,
     33,  97,  49, 113,   5,  69,  21,  85,  37, 101,  53, 117,   9,  73,  25,  89,  41, 105,
     57, 121,  13,  77,  29,  93,  45, 109,  61, 125,   2,  66,  18,  82,  34,  98,  50, 114,
      6,  70,  22,  86,  38, 102,  54, 118,  10,  74,  26,  90,  42, 106,  58, 122,  14,  78,
     30,  94,  46, 110,  62, 126,   3,  67,  19,  83,  35,  99,  51, 115,   7,  71,  23,  87,
     39, 103,  55, 119,  11,  75,  27,  91,  43, 107,  59, 123,  15,  79,  31,  95,  47, 111,
     63, 127,
};

/* points on the unit circle, times 32767 */
static const int16_t signal_rfft_2_twiddles[256] FLASH = {
     32767,      0,
     32728,  -1608,
     32609,  -3212,
     32412,  -4808,
     32137,  -6393,
     31785,  -7962,
     31356,  -9512,
     30852, -11039,
     30273, -12539,
     29621, -14010,
     28898, -15446,
     28105, -16846,
     27245, -18204,
     26319, -19519,
     25329, -20787,
     24279, -22005,
     23170, -23170,
     22005, -24279,
     20787, -25329,
     19519, -26319,
     18204, -27245,
     16846, -28105,
     15446, -28898,
     14010, -29621,
     12539, -30273,
     11039, -30852,
      9512, -31356,
      7962, -31785,
      6393, -32137,
      4808, -32412,
      3212, -32609,
      1608, -32728,
         0, -32767,
     -1608, -32728,
     -3212, -32609,
     -4808, -32412,
     -6393, -32137,
     -7962, -31785,
     -9512, -31356,
    -11039, -30852,
    -12539, -30273,
    -14010, -29621,
    -15446, -28898,
    -16846, -28105,
    -18204, -27245,
    -19519, -26319,
    -20787, -25329,
    -22005, -24279,
    -23170, -23170,
    -24279, -22005,
    -25329, -20787,
    -26319, -19519,
    -27245, -18204,
    -28105, -16846,
    -28898, -15446,
    -29621, -14010,
    -30273, -12539,
    -30852, -11039,
    -31356,  -9512,
    -31785,  -7962,
    -32137,  -6393,
    -32412,  -4808,
    -32609,  -3212,
    -32728,  -1608,
    -32767,      0,
    -32728,   1608,
    -32609,   3212,
    -32412,   4808,
    -32137,   6393,
    -31785,   7962,
    -31356,   9512,
    -30852,  11039,
    -30273,  12539,
    -29621,  14010,
    -28898,  15446,
    -28105,  16846,
    -27245,  18204,
    -26319,  19519,
    -25329,  20787,
    -24279,  22005,
    -23170,  23170,
    -22005,  24279,
    -20787,  25329,
    -19519,  26319,
    -18204,  27245,
    -16846,  28105,
    -15446,  28898,
    -14010,  29621,
    -12539,  30273,
    -11039,  30852,
     -9512,  31356,
     -7962,  31785,
     -6393,  32137,
     -4808,  32412,
     -3212,  32609,
     -1608,  32728,
         0,  32767,
      1608,  32728,
      3212,  32609,
      4808,  32412,
      6393,  32137,
      7962,  31785,
      9512,  31356,
     11039,  30852,
     12539,  30273,
     14010,  29621,
     15446,  28898,
     16846,  28105,
     18204,  27245,
     19519,  26319,
     20787,  25329,
     22005,  24279,
     23170,  23170,
     24279,  22005,
     25329,  20787,
     26319,  19519,
     27245,  18204,
     28105,  16846,
     28898,  15446,
     29621,  14010,
     30273,  12539,
     30852,  11039,
     31356,   9512,
     31785,   7962,
     32137,   6393,
     32412,   4808,
     32609,   3212,
     32728,   1608,
};

/* points between them, a quarter on */
static const int16_t signal_rfft_2_half_twiddles[128] FLASH = {
      -804, -32757,
     -1608, -32728,
     -2410, -32678,
     -3212, -32609,
     -4011, -32521,
     -4808, -32412,
     -5602, -32285,
     -6393, -32137,
     -7179, -31971,
     -7962, -31785,
     -8739, -31580,
     -9512, -31356,
    -10278, -31113,
    -11039, -30852,
    -11793, -30571,
    -12539, -30273,
    -13279, -29956,
    -14010, -29621,
    -14732, -29268,
    -15446, -28898,
    -16151, -28510,
    -16846, -28105,
    -17530, -27683,
    -18204, -27245,
    -18868, -26790,
    -19519, -26319,
    -20159, -25832,
    -20787, -25329,
    -21403, -24811,
    -22005, -24279,
    -22594, -23731,
    -23170, -23170,
    -23731, -22594,
    -24279, -22005,
    -24811, -21403,
    -25329, -20787,
    -25832, -20159,
    -26319, -19519,
    -26790, -18868,
    -27245, -18204,
    -27683, -17530,
    -28105, -16846,
    -28510, -16151,
    -28898, -15446,
    -29268, -14732,
    -29621, -14010,
    -29956, -13279,
    -30273, -12539,
    -30571, -11793,
    -30852, -11039,
    -31113, -10278,
    -31356,  -9512,
    -31580,  -8739,
    -31785,  -7962,
    -31971,  -7179,
    -32137,  -6393,
    -32285,  -5602,
    -32412,  -4808,
    -32521,  -4011,
    -32609,  -3212,
    -32678,  -2410,
    -32728,  -1608,
    -32757,   -804,
    -32767,      0,
};

/* SIGNAL_RFFT, spectrum: 240 -> 258 */
static void signal_rfft_2(const int16_t *input, int16_t *output)
{
    enum { INPUTS = 240, POINTS = 128, ODD = 1, INVERSE = 0 };

    for (index_t i = 0; i < POINTS; i++) {
        const index_t from = 2 * READ16(signal_rfft_2_order, i);
        output[2 * i] = from < INPUTS ? input[from] : 0;
        output[2 * i + 1] = from + 1 < INPUTS ? input[from + 1] : 0;
    }
    /* Four spectra become one of four times the length, until one is left. */
    for (int16_t *x = output; x < output + 2 * POINTS; x += 4) {
        for (index_t i = 0; i < 4; i++)
            x[i] = round_q15(x[i] * (int32_t)(32767 / 2));
        turned(x + 2, 32767, 0);
        for (index_t i = 0; i < 2; i++) {
            const int16_t one = x[i], other = x[i + 2];
            x[i] = (int16_t)(one + other);
            x[i + 2] = (int16_t)(one - other);
        }
    }
    for (index_t length = 1 + ODD; length < POINTS; length *= 4) {
        const index_t step = POINTS / 4 / length;

        for (index_t k = 0; k < length; k++) {
            /* Of four spectra in a row, the places in the first one stand for all four. */
            for (index_t i = k; i < POINTS; i += 4 * length) {
                int16_t *x[4];

                for (index_t q = 0; q < 4; q++) {
                    const index_t w = 2 * (q * k * step);
                    x[q] = output + 2 * (i + q * length);
                    x[q][0] = round_q15(x[q][0] * (int32_t)(32767 / 4));
                    x[q][1] = round_q15(x[q][1] * (int32_t)(32767 / 4));
                    if (q)
                        turned(
                            x[q],
                            READ16(signal_rfft_2_twiddles, w),
                            READ16(signal_rfft_2_twiddles, w + 1));
                }
                join_four(x[0], x[1], x[2], x[3]);
                /* The inverse transform turns the other way round. */
                for (index_t part = 0; INVERSE && part < 2; part++) {
                    const int16_t second = x[1][part];
                    x[1][part] = x[3][part];
                    x[3][part] = second;
                }
            }
        }
    }
    {
        const int16_t even = round_q15(output[0] * (int32_t)(32767 / 2));
        const int16_t odd = round_q15(output[1] * (int32_t)(32767 / 2));
        output[0] = (int16_t)(even + odd);
        output[1] = 0;
        output[2 * POINTS] = (int16_t)(even - odd);
        output[2 * POINTS + 1] = 0;
    }
    for (index_t k = 1; k <= POINTS / 2; k++) {
        int16_t *one = output + 2 * k, *other = output + 2 * (POINTS - k);
        const int16_t real = round_q15(one[0] * (int32_t)(32767 / 2));
        const int16_t imaginary = round_q15(one[1] * (int32_t)(32767 / 2));
        const int16_t mirrored_real = round_q15(other[0] * (int32_t)(32767 / 2));
        const int16_t mirrored_imaginary = round_q15((int16_t)-other[1] * (int32_t)(32767 / 2));
        const int16_t even_real = (int16_t)(real + mirrored_real);
        const int16_t even_imaginary = (int16_t)(imaginary + mirrored_imaginary);
        int16_t odd[2] = { (int16_t)(real - mirrored_real),
                           (int16_t)(imaginary - mirrored_imaginary) };

        turned(
            odd,
            READ16(signal_rfft_2_half_twiddles, 2 * k - 2),
            READ16(signal_rfft_2_half_twiddles, 2 * k - 1));
        one[0] = (int16_t)(((int32_t)even_real + odd[0]) >> 1);
        one[1] = (int16_t)(((int32_t)even_imaginary + odd[1]) >> 1);
        other[0] = (int16_t)(((int32_t)even_real - odd[0]) >> 1);
        other[1] = (int16_t)(((int32_t)odd[1] - even_imaginary) >> 1);
    }
}

/* SIGNAL_ENERGY: the squares of real and imaginary part of a spectrum, added up; 0 at frequencies
 * that are not asked for. */

/* SIGNAL_ENERGY, energies: 258 -> 129 */
static void signal_energy_3(const int16_t *input, uint32_t *output)
{
    enum { SIZE = 129, START = 5, END = 121 };

    memset(output, 0, SIZE * sizeof *output);
    for (index_t i = START; i < END; i++) {
        const int32_t real = input[2 * i], imaginary = input[2 * i + 1];
        output[i] = (uint32_t)(real * real) + (uint32_t)(imaginary * imaginary);
    }
}

/* SIGNAL_FILTER_BANK: energies summed up in bands that overlap. Each energy counts in the band that
 * begins with it by its weight, and in the one before by its unweight. */

/* each energy's share in the band that begins with it */
static const int16_t signal_filter_bank_4_weights[116] FLASH = {
     391,  915, 1562, 2325, 3196,   72, 1139, 2295, 3536,  760, 2155, 3622, 1060, 2658,  222,
    1939, 3712, 1442, 3319, 1148, 3119, 1039, 3097, 1100, 3238, 1318, 3530, 1681, 3962, 2179,
     428, 2803, 1111, 3544, 1907,  297, 2809, 1250, 3810, 2298,  808, 3437, 1991,  565, 3255,
    1869,  502, 3250, 1920,  607, 3407, 2128,  865, 3713, 2482, 1265,   63, 2971, 1797,  637,
    3587, 2453, 1332,  224, 3223, 2139, 1066,    5, 3051, 2012,  984, 4062, 3054, 2057, 1069,
      91, 3219, 2260, 1310,  369, 3532, 2609, 1694,  787, 3985, 3094, 2211, 1337,  469, 3705,
    2853, 2008, 1170,  339, 3610, 2793, 1982, 1178,  380, 3685, 2899, 2120, 1347,  580, 3915,
    3159, 2409, 1665,  926,  193, 3561, 2839, 2121, 1409,  702,    0,
};

/* each energy's share in the band that ends with it */
static const int16_t signal_filter_bank_4_unweights[116] FLASH = {
    3704, 3180, 2533, 1770,  899, 4023, 2956, 1800,  559, 3335, 1940,  473, 3035, 1437, 3873,
    2156,  383, 2653,  776, 2947,  976, 3056,  998, 2995,  857, 2777,  565, 2414,  133, 1916,
    3667, 1292, 2984,  551, 2188, 3798, 1286, 2845,  285, 1797, 3287,  658, 2104, 3530,  840,
    2226, 3593,  845, 2175, 3488,  688, 1967, 3230,  382, 1613, 2830, 4032, 1124, 2298, 3458,
     508, 1642, 2763, 3871,  872, 1956, 3029, 4090, 1044, 2083, 3111,   33, 1041, 2038, 3026,
    4004,  876, 1835, 2785, 3726,  563, 1486, 2401, 3308,  110, 1001, 1884, 2758, 3626,  390,
    1242, 2087, 2925, 3756,  485, 1302, 2113, 2917, 3715,  410, 1196, 1975, 2748, 3515,  180,
     936, 1686, 2430, 3169, 3902,  534, 1256, 1974, 2686, 3393, 4096,
};

/* the first energy of each band */
static const int16_t signal_filter_bank_4_frequency_starts[41] FLASH = {
      5,   6,   7,   8,   9,  11,  12,  13,  15,  16,  18,  20,  21,  23,  25,  27,  29,  31,
     33,  36,  38,  41,  43,  46,  49,  52,  55,  58,  62,  65,  69,  73,  76,  81,  85,  89,
     94,  99, 104, 109, 115,
};

/* the place of its weight */
static const int16_t signal_filter_bank_4_weight_starts[41] FLASH = {
      0,   1,   2,   3,   4,   6,   7,   8,  10,  11,  13,  15,  16,  18,  20,  22,  24,  26,
     28,  31,  33,  36,  38,  41,  44,  47,  50,  53,  57,  60,  64,  68,  71,  76,  80,  84,
     89,  94,  99, 104, 110,
};

/* how many energies belong to it */
static const int16_t signal_filter_bank_4_widths[41] FLASH = {
    1, 1, 1, 1, 2, 1, 1, 2, 1, 2, 2, 1, 2, 2, 2, 2, 2, 2, 3, 2, 3, 2, 3, 3, 3, 3, 3, 4, 3, 4,
    4, 3, 5, 4, 4, 5, 5, 5, 5, 6, 6,
};

/* SIGNAL_FILTER_BANK, sums: 129 -> 40 */
static void signal_filter_bank_4(const uint32_t *input, uint64_t *output)
{
    enum { CHANNELS = 40 };
    uint64_t carried = 0;

    for (index_t channel = 0; channel <= CHANNELS; channel++) {
        const index_t first = READ16(signal_filter_bank_4_frequency_starts, channel);
        const index_t at = READ16(signal_filter_bank_4_weight_starts, channel);
        const index_t width = READ16(signal_filter_bank_4_widths, channel);
        uint64_t sum = carried;

        carried = 0;
        for (index_t i = 0; i < width; i++) {
            sum += (uint64_t)READ16(signal_filter_bank_4_weights, at + i) * input[first + i];
            carried += (uint64_t)READ16(signal_filter_bank_4_unweights, at + i) * input[first + i];
        }
        /* What rises into the first band belongs to none. */
        if (channel > 0)
            output[channel - 1] = sum;
    }
}

/* SIGNAL_FILTER_BANK_SQUARE_ROOT: the square roots of energies, without the bits by which the
 * samples had been shifted to the left. */

/* SIGNAL_FILTER_BANK_SQUARE_ROOT, levels: 40 and 1 -> 40 */
static void signal_filter_bank_square_root_5(
    const uint64_t *input,
    const int32_t *bits,
    uint32_t *output)
{
    enum { SIZE = 40 };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = square_root(input[i]) >> (*bits & 31);
}

/* SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION: bands without their noise, which is a moving average of
 * what was seen in them. Even and odd bands have paces of their own. */

/* SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION, left: 40 -> 40 and 40 */
static void signal_filter_bank_spectral_subtraction_6(
    const uint32_t *input,
    uint32_t *output,
    uint32_t *noise)
{
    enum { SIZE = 40, SMOOTHING_BITS = 10, BITS = 14 };

    for (index_t i = 0; i < SIZE; i++) {
        const uint32_t share = i % 2 ? 983 : 409;
        const uint32_t rest = i % 2 ? 15401 : 15975;
        const uint32_t raised = input[i] << SMOOTHING_BITS;
        const uint32_t least = (uint32_t)(((uint64_t)input[i] * 819) >> BITS);
        uint32_t taken = (uint32_t)(((uint64_t)raised * share + (uint64_t)noise[i] * rest) >> BITS);

        noise[i] = taken;
        if (taken > raised)
            taken = raised;
        taken = (raised - taken) >> SMOOTHING_BITS;
        output[i] = taken > least ? taken : least;
    }
}

/* SIGNAL_PCAN: each band times a gain that falls with its noise, and compressed: below 2 the square
 * of the product divided by 4, above it the product minus 1. The gains are a parabola between every
 * two powers of two of the noise. */

/* gains, four numbers a power of two */
static const int16_t signal_pcan_7_gains[125] FLASH = {
    32636, 32633, 32630,    -6,
        0,     0, 32624,   -12,
        0,     0, 32612,   -23,
       -2,     0, 32587,   -48,
        0,     0, 32539,   -96,
        0,     0, 32443,  -190,
        0,     0, 32253,  -378,
        4,     0, 31879,  -739,
       18,     0, 31158, -1409,
       62,     0, 29811, -2567,
      202,     0, 27446, -4301,
      562,     0, 23707, -6265,
     1230,     0, 18672, -7458,
     1952,     0, 13166, -7030,
     2212,     0,  8348, -5342,
     1868,     0,  4874, -3459,
     1282,     0,  2697, -2025,
      774,     0,  1446, -1120,
      436,     0,   762,  -596,
      232,     0,   398,  -313,
      122,     0,   207,  -164,
       64,     0,   107,   -85,
       34,     0,    56,   -45,
       18,     0,    29,   -22,
        8,     0,    15,   -13,
        6,     0,     8,    -8,
        4,     0,     4,    -2,
        0,     0,     2,    -3,
        2,     0,     1,     0,
        0,     0,     1,    -3,
        2,     0,     0,     0,
        0,
};

/* SIGNAL_PCAN, normalized: 40 and 40 -> 40 */
static void signal_pcan_7(const uint32_t *input, const uint32_t *noise, uint32_t *output)
{
    enum { SIZE = 40, SNR_SHIFT = 6 };

    for (index_t i = 0; i < SIZE; i++) {
        const uint32_t level = noise[i];
        int16_t gain;
        uint32_t ratio;

        if (level <= 2) {
            gain = READ16(signal_pcan_7_gains, level);
        } else {
            const uint8_t bit = highest_bit(level);
            const index_t at = 4 * bit - 2;
            const int32_t part = (bit < 10 ? level << (10 - bit) : level >> (bit - 10)) & 1023;
            int32_t rise = (READ16(signal_pcan_7_gains, at + 2) * part) >> 5;

            rise = (int32_t)((uint32_t)(rise + READ16(signal_pcan_7_gains, at + 1) * (int32_t)32) * part);
            rise = (int32_t)((uint32_t)rise + ((uint32_t)1 << 14)) >> 15;
            gain = (int16_t)(rise + READ16(signal_pcan_7_gains, at));
        }
        ratio = (uint32_t)(((uint64_t)input[i] * (uint32_t)gain) >> SNR_SHIFT);
        /* The ratio has 12 bits behind the point, the output 6. */
        output[i] = ratio < (uint32_t)2 << 12 ? (ratio * ratio) >> 20 : (ratio >> 6) - 64;
    }
}

/* SIGNAL_FILTER_BANK_LOG: natural logarithms. The highest bit is the integer part of that to base
 * 2; between powers of two it is a straight line plus a correction from a table. */

/* how far log2(1 + k / 128) lies above k / 128, times 65536 */
static const int16_t signal_filter_bank_log_8_curvature[129] FLASH = {
       0,  224,  442,  654,  861, 1063, 1259, 1450, 1636, 1817, 1992, 2163, 2329, 2490, 2646,
    2797, 2944, 3087, 3224, 3358, 3487, 3611, 3732, 3848, 3960, 4068, 4172, 4272, 4368, 4460,
    4549, 4633, 4714, 4791, 4864, 4934, 5001, 5063, 5123, 5178, 5231, 5280, 5326, 5368, 5408,
    5444, 5477, 5507, 5533, 5557, 5578, 5595, 5610, 5622, 5631, 5637, 5640, 5641, 5638, 5633,
    5626, 5615, 5602, 5586, 5568, 5547, 5524, 5498, 5470, 5439, 5406, 5370, 5332, 5291, 5249,
    5203, 5156, 5106, 5054, 5000, 4944, 4885, 4825, 4762, 4697, 4630, 4561, 4490, 4416, 4341,
    4264, 4184, 4103, 4020, 3935, 3848, 3759, 3668, 3575, 3481, 3384, 3286, 3186, 3084, 2981,
    2875, 2768, 2659, 2549, 2437, 2323, 2207, 2090, 1971, 1851, 1729, 1605, 1480, 1353, 1224,
    1094,  963,  830,  695,  559,  421,  282,  142,    0,
};

/* SIGNAL_FILTER_BANK_LOG, logarithms: 40 -> 40 */
static void signal_filter_bank_log_8(const uint32_t *input, int16_t *output)
{
    enum { SIZE = 40, CORRECTION_BITS = 3 };

    for (index_t i = 0; i < SIZE; i++) {
        const uint32_t value = input[i] << CORRECTION_BITS;
        uint32_t fraction, logarithm, segment;
        uint8_t bit;
        int32_t rise;

        output[i] = 0;
        if (value < 2)
            continue;
        bit = highest_bit(value);
        fraction = value - ((uint32_t)1 << bit);
        fraction = bit < 16 ? fraction << (16 - bit) : fraction >> (bit - 16);
        segment = fraction >> 9;
        rise = (
            int32_t)READ16(signal_filter_bank_log_8_curvature,
            segment + 1) - READ16(signal_filter_bank_log_8_curvature,
            segment);
        rise = (rise * (int32_t)(fraction & 511)) >> 16;
        logarithm = ((uint32_t)bit << 16) + fraction;
        logarithm += (uint32_t)(READ16(signal_filter_bank_log_8_curvature, segment) + rise);
        /* 45426 is the logarithm of 2 with 16 bits behind the point. */
        logarithm = (uint32_t)(((uint64_t)logarithm * 45426 + 32768) >> 16);
        logarithm = (logarithm * (uint32_t)64 + 32768) >> 16;
        output[i] = logarithm < 32767 ? (int16_t)logarithm : 32767;
    }
}

/* CAST: numbers as another type. Integers that are too large for it keep their lowest bits. Truth
 * values are 0 and 1. */

/* CAST, wide: 40 -> 40 */
static void cast_9(const int16_t *input, int32_t *output)
{
    enum { SIZE = 40 };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = (int32_t)input[i];
}

/* MUL: the product of two tensors, number by number. What is beyond 32 bits wraps around; in C only
 * unsigned numbers may. */

/* the right operand */
static const int32_t mul_10_right_constant[1] FLASH = {
    256,
};

static inline int32_t mul_10_one(int32_t left, int32_t right)
{
    return clamp_int32((int32_t)((uint32_t)left * (uint32_t)right), (-2147483647 - 1), 2147483647);
}

/* MUL, times: 40 -> 40 */
static void mul_10(const int32_t *left, int32_t *output)
{
    enum { SIZE_0 = 1, SIZE_1 = 1, SIZE_2 = 1, SIZE_3 = 40 };

    /* Where an operand has size 1 along an axis, its step there is 0: the number is used again. */
    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t d = 0; d < SIZE_3; d++) {
                    const index_t l = d;
                    const index_t r = 0;
                    *output++ = mul_10_one(left[l], READ32(mul_10_right_constant, r));
                }
}

/* ADD: the sum of two tensors, number by number. What is beyond 32 bits wraps around; in C only
 * unsigned numbers may. */

/* the right operand */
static const int32_t add_11_right_constant[1] FLASH = {
    333,
};

static inline int32_t add_11_one(int32_t left, int32_t right)
{
    return (int32_t)((uint32_t)left + (uint32_t)right);
}

/* ADD, rounded: 40 -> 40 */
static void add_11(const int32_t *left, int32_t *output)
{
    enum { SIZE_0 = 1, SIZE_1 = 1, SIZE_2 = 1, SIZE_3 = 40 };

    /* Where an operand has size 1 along an axis, its step there is 0: the number is used again. */
    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t d = 0; d < SIZE_3; d++) {
                    const index_t l = d;
                    const index_t r = 0;
                    *output++ = add_11_one(left[l], READ32(add_11_right_constant, r));
                }
}

/* DIV: the quotient of two tensors, number by number, cut off towards 0. A division by 0 gives a
 * limit, or 0 of 0; the lowest number by -1 wraps around. */

/* the right operand */
static const int32_t div_12_right_constant[1] FLASH = {
    666,
};

static inline int32_t div_12_one(int32_t left, int32_t right)
{
    int32_t quotient;

    if (right == 0)
        quotient = left < 0 ? -2147483647 - 1 : left > 0 ? 2147483647 : 0;
    else if (right == -1)
        quotient = (int32_t)(0 - (uint32_t)left);
    else
        quotient = left / right;
    return clamp_int32(quotient, (-2147483647 - 1), 2147483647);
}

/* DIV, divided: 40 -> 40 */
static void div_12(const int32_t *left, int32_t *output)
{
    enum { SIZE_0 = 1, SIZE_1 = 1, SIZE_2 = 1, SIZE_3 = 40 };

    /* Where an operand has size 1 along an axis, its step there is 0: the number is used again. */
    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t d = 0; d < SIZE_3; d++) {
                    const index_t l = d;
                    const index_t r = 0;
                    *output++ = div_12_one(left[l], READ32(div_12_right_constant, r));
                }
}

/* the right operand */
static const int32_t add_13_right_constant[1] FLASH = {
    -128,
};

static inline int32_t add_13_one(int32_t left, int32_t right)
{
    return (int32_t)((uint32_t)left + (uint32_t)right);
}

/* ADD, lowered: 40 -> 40 */
static void add_13(const int32_t *left, int32_t *output)
{
    enum { SIZE_0 = 1, SIZE_1 = 1, SIZE_2 = 1, SIZE_3 = 40 };

    /* Where an operand has size 1 along an axis, its step there is 0: the number is used again. */
    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t d = 0; d < SIZE_3; d++) {
                    const index_t l = d;
                    const index_t r = 0;
                    *output++ = add_13_one(left[l], READ32(add_13_right_constant, r));
                }
}

/* MINIMUM: the smaller of two numbers at a time. */

/* the right operand */
static const int32_t minimum_14_right_constant[1] FLASH = {
    127,
};

static inline int32_t minimum_14_one(int32_t left, int32_t right)
{
    return left < right ? left : right;
}

/* MINIMUM, limited: 40 -> 40 */
static void minimum_14(const int32_t *left, int32_t *output)
{
    enum { SIZE_0 = 1, SIZE_1 = 1, SIZE_2 = 1, SIZE_3 = 40 };

    /* Where an operand has size 1 along an axis, its step there is 0: the number is used again. */
    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t d = 0; d < SIZE_3; d++) {
                    const index_t l = d;
                    const index_t r = 0;
                    *output++ = minimum_14_one(left[l], READ32(minimum_14_right_constant, r));
                }
}

/* CAST, features: 40 -> 40 */
static void cast_15(const int32_t *input, int8_t *output)
{
    enum { SIZE = 40 };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = (int8_t)input[i];
}

int16_t *frontend_input(int i)
{
    (void)i; /* there is only one */
    return TENSOR_0;
}

unsigned long frontend_input_bytes(int i)
{
    (void)i; /* there is only one */
    return 480;
}

const int8_t *frontend_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_23;
}

unsigned long frontend_output_bytes(int i)
{
    (void)i; /* there is only one */
    return 40;
}

#ifdef FRONTEND_TRACE
#define TRACE(tensor, bytes) frontend_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void frontend_invoke(void)
{
    if (!begun)
        frontend_reset();
    signal_window_0(TENSOR_0, TENSOR_1);
    TRACE(1, 480UL);
    signal_fft_auto_scale_1(TENSOR_1, TENSOR_2, TENSOR_3);
    TRACE(2, 480UL);
    TRACE(3, 4UL);
    signal_rfft_2(TENSOR_2, TENSOR_4);
    TRACE(4, 516UL);
    signal_energy_3(TENSOR_4, TENSOR_5);
    TRACE(5, 516UL);
    signal_filter_bank_4(TENSOR_5, TENSOR_6);
    TRACE(6, 320UL);
    signal_filter_bank_square_root_5(TENSOR_6, TENSOR_3, TENSOR_7);
    TRACE(7, 160UL);
    signal_filter_bank_spectral_subtraction_6(TENSOR_7, TENSOR_8, TENSOR_9);
    TRACE(8, 160UL);
    TRACE(9, 160UL);
    signal_pcan_7(TENSOR_8, TENSOR_9, TENSOR_10);
    TRACE(10, 160UL);
    signal_filter_bank_log_8(TENSOR_10, TENSOR_11);
    TRACE(11, 80UL);
    cast_9(TENSOR_11, TENSOR_12);
    TRACE(12, 160UL);
    mul_10(TENSOR_12, TENSOR_13);
    TRACE(13, 160UL);
    add_11(TENSOR_13, TENSOR_15);
    TRACE(15, 160UL);
    div_12(TENSOR_15, TENSOR_17);
    TRACE(17, 160UL);
    add_13(TENSOR_17, TENSOR_19);
    TRACE(19, 160UL);
    minimum_14(TENSOR_19, TENSOR_21);
    TRACE(21, 160UL);
    cast_15(TENSOR_21, TENSOR_23);
    TRACE(23, 40UL);
}
