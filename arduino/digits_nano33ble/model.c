/* digits_article_int8 as C, made by tinyml-kit (cortex_m4).
 *
 *   input                    -> 1 x 8 x 8 x 1 int8, serving_default_input:0
 *   CONV_2D and MAX_POOL_2D  -> 1 x 3 x 3 x 8 int8, pool/MaxPool
 *   RESHAPE                  -> 1 x 72 int8, flatten/Reshape
 *   FULLY_CONNECTED          -> 1 x 10 int8, StatefulPartitionedCall:0
 *
 * Each layer is a function below, in this order; model_invoke, at the end, calls them. All
 * shapes are constants, all weights lie in flash, and nothing is allocated. */

#include <stdint.h>
#include <string.h>

#include "model.h"

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

/* sum + low half of a * low half of b + high half of a * high half of b: two products and two
 * additions in one instruction and one cycle, which is what makes this core fast. */
static inline int32_t smlad(uint32_t a, uint32_t b, int32_t sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    __asm("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
#else
    const int32_t low = (int16_t)a * (int16_t)b;
    const int32_t high = (int16_t)(a >> 16) * (int16_t)(b >> 16);
    /* Unsigned numbers wrap around, as the instruction does; signed ones must not in C. */
    return (int32_t)((uint32_t)sum + (uint32_t)low + (uint32_t)high);
#endif
}

/* sum + the dot product of four inputs, unpacked into pairs, and four weights, pairs already;
 * moves on to the next weights. Three instructions: two words are loaded at once (LDRD). */
static inline int32_t add_four_products(
    uint32_t even, uint32_t odd, const int32_t **weight, int32_t sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    uint32_t first, second;
    __asm("ldrd %[first], %[second], [%[weight]], #8\n\t"
          "smlad %[sum], %[even], %[first], %[sum]\n\t"
          "smlad %[sum], %[odd], %[second], %[sum]"
          : [sum] "+r"(sum), [weight] "+r"(*weight), [first] "=&r"(first),
            [second] "=&r"(second)
          : [even] "r"(even), [odd] "r"(odd), "m"(*(const int32_t(*)[2]) * weight));
    return sum;
#else
    sum = smlad(even, (uint32_t)(*weight)[0], sum);
    sum = smlad(odd, (uint32_t)(*weight)[1], sum);
    *weight += 2;
    return sum;
#endif
}

/* The value, but not below `low` and not above `high`. */
static inline int8_t clamp(int32_t value, int8_t low, int8_t high)
{
    return (int8_t)(value < low ? low : value > high ? high : value);
}

/* Bytes 0 and 2 of a word as two numbers of 16 bits: SXTB16, sign extend two bytes. */
static inline uint32_t even_bytes(uint32_t four)
{
#if defined(__ARM_FEATURE_SIMD32)
    uint32_t pair;
    __asm("sxtb16 %0, %1" : "=r"(pair) : "r"(four));
    return pair;
#else
    const int8_t low = (int8_t)four, high = (int8_t)(four >> 16);
    return (uint16_t)low | (uint32_t)(uint16_t)high << 16;
#endif
}

/* Four numbers that lie side by side, in one word; the first is its lowest byte (LDR, which
 * this core takes at any address). */
static inline uint32_t load_four(const int8_t *x)
{
    uint32_t four;
    memcpy(&four, x, sizeof four);
    return four;
}

/* Bytes 1 and 3 of a word as two numbers of 16 bits: the same instruction turns the word first. */
static inline uint32_t odd_bytes(uint32_t four)
{
#if defined(__ARM_FEATURE_SIMD32)
    uint32_t pair;
    __asm("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(four));
    return pair;
#else
    const int8_t low = (int8_t)(four >> 8), high = (int8_t)(four >> 24);
    return (uint16_t)low | (uint32_t)(uint16_t)high << 16;
#endif
}

/* Adds to four sums the dot products of the same inputs with four rows of weights, of which
 * four numbers each lie in turn in memory; `quads` is a quarter of the length.
 *
 * 23 instructions for 16 products. As C the compiler made 26 to 30 of them, because it loads
 * too early and runs out of registers; so here they are chosen by hand:
 *
 *   four inputs        in one word, then unpacked into two pairs, once for all lanes
 *   weights            two words in one instruction (LDRD), each four numbers of one lane
 *   pair               unpacked from a word of weights and used at once, twice a lane */
static inline void dot_four_lanes(
    const int8_t *input, const int32_t *weights, int32_t quads, int32_t *sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    int32_t sum_0 = sum[0], sum_1 = sum[1], sum_2 = sum[2], sum_3 = sum[3];
    uint32_t even, odd, first, second, pair;

    __asm("1:\n\t"
          "ldr    %[pair], [%[input]], #4\n\t"
          "sxtb16 %[even], %[pair]\n\t"
          "sxtb16 %[odd], %[pair], ror #8\n\t"
          "ldrd   %[first], %[second], [%[weights]], #8\n\t"
          "sxtb16 %[pair], %[first]\n\t"
          "smlad  %[sum_0], %[even], %[pair], %[sum_0]\n\t"
          "sxtb16 %[pair], %[first], ror #8\n\t"
          "smlad  %[sum_0], %[odd], %[pair], %[sum_0]\n\t"
          "sxtb16 %[pair], %[second]\n\t"
          "smlad  %[sum_1], %[even], %[pair], %[sum_1]\n\t"
          "sxtb16 %[pair], %[second], ror #8\n\t"
          "smlad  %[sum_1], %[odd], %[pair], %[sum_1]\n\t"
          "ldrd   %[first], %[second], [%[weights]], #8\n\t"
          "sxtb16 %[pair], %[first]\n\t"
          "smlad  %[sum_2], %[even], %[pair], %[sum_2]\n\t"
          "sxtb16 %[pair], %[first], ror #8\n\t"
          "smlad  %[sum_2], %[odd], %[pair], %[sum_2]\n\t"
          "sxtb16 %[pair], %[second]\n\t"
          "smlad  %[sum_3], %[even], %[pair], %[sum_3]\n\t"
          "sxtb16 %[pair], %[second], ror #8\n\t"
          "smlad  %[sum_3], %[odd], %[pair], %[sum_3]\n\t"
          "subs   %[quads], #1\n\t"
          "bne    1b"
          : [input] "+r"(input), [weights] "+r"(weights), [quads] "+r"(quads),
            [sum_0] "+r"(sum_0), [sum_1] "+r"(sum_1), [sum_2] "+r"(sum_2), [sum_3] "+r"(sum_3),
            [even] "=&r"(even), [odd] "=&r"(odd), [first] "=&r"(first),
            [second] "=&r"(second), [pair] "=&r"(pair)
          :
          : "cc", "memory");
    sum[0] = sum_0, sum[1] = sum_1, sum[2] = sum_2, sum[3] = sum_3;
#else
    for (; quads; quads--, input += 4)
        for (int32_t lane = 0; lane < 4; lane++) {
            const uint32_t four = load_four(input), weight = (uint32_t)*weights++;
            sum[lane] = smlad(even_bytes(four), even_bytes(weight), sum[lane]);
            sum[lane] = smlad(odd_bytes(four), odd_bytes(weight), sum[lane]);
        }
#endif
}

/* From the scale of an accumulator to the scale of an output.
 *
 * As on any other chip: two roundings, which for a shift of at least 1 are one addition in
 * front of one division by 2^(31 + shift). The product lies in two registers (SMULL), and 32 of
 * the places are got rid of by forgetting the lower one. */
static inline int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    const int64_t product = (int64_t)sum * multiplier;
    const int64_t first_half = (int64_t)1 << 30;
    const int64_t halves = (first_half << shift) + (product < 0 ? -first_half : first_half);

    return (int32_t)((product + halves) >> 32) >> (shift - 1);
}

/* The memory of all tensors; those never needed at the same time share it. */
static int8_t arena[MODEL_ARENA_BYTES];
#define TENSOR_0 (arena + 72) /* 1 x 8 x 8 x 1 int8, serving_default_input:0 */
#define TENSOR_7 (arena + 0) /* 1 x 3 x 3 x 8 int8, pool/MaxPool */
#define TENSOR_8 (arena + 0) /* 1 x 72 int8, flatten/Reshape */
#define TENSOR_9 (arena + 72) /* 1 x 10 int8, StatefulPartitionedCall:0 */

/* CONV_2D and MAX_POOL_2D together, several output channels side by side.
 *
 * The sums are made as in CONV_2D alone: four inputs are unpacked into two pairs, which meet
 * pairs of weights in SMLAD. At every place of the pooled image this is done for all places
 * that the pooling looks at, and the largest sum of each channel is kept; only that one is
 * brought to the scale of the output, and the image between the two needs no memory. */

/* each channel's factor from its accumulator to the output, times 2^31 and 2^shift */
static const int32_t conv_2d_0_multipliers[8] FLASH = {
    1087498654, 1935362092, 1075716351, 1468280356, 1359157526, 1985158057, 2019878245,
    1079474324,
};

/* each channel's shift to the right */
static const int8_t conv_2d_0_shifts[8] FLASH = {
    8, 9, 8, 9, 8, 9, 9, 8,
};

/* bias, less the input's zero point times all weights */
static const int32_t conv_2d_0_bias[8] FLASH = {
    18286, 54610, 56059, 39954, 14628, 12405, 52903, 40510,
};

/* pairs of weights for 4 filters at a time: even bytes, odd bytes, filter by filter */
static const int32_t conv_2d_0_weights[48] FLASH = {
     1900556, -8323031, -1769422,  5767278,   196678,  3473500, -2162705,  7471035, -5767150,
     4849772,  5963903,  -851945, -4652929,  -393136,  7536758,  8388550,       73,        0,
       65500,        0,       89,        0,    65494,        0, -5505090,  2293633,  5832579,
    -5111843,  6357003, -6946819,  3211251, -3670009,  6946758,  7274498,  8323174,  3407879,
     3080311,  8323106,  4390948,  8323088,       83,        0,    65441,        0,       64,
           0,       74,        0,
};

/* Copies the window whose corner is at (top, left) into one run of numbers. What lies outside
 * the image is 0, which is stored as ZERO_POINT. */
static void conv_2d_0_window(const int8_t *input, index_t top, index_t left, int8_t *window)
{
    enum { IN_WIDTH = 8, IN_CHANNELS = 1, FILTER_HEIGHT = 3, FILTER_WIDTH = 3 };

    input += (top * IN_WIDTH + left) * IN_CHANNELS;
    for (index_t row = 0; row < FILTER_HEIGHT; row++) {
        memcpy(window, input, FILTER_WIDTH * IN_CHANNELS);
        window += FILTER_WIDTH * IN_CHANNELS;
        input += IN_WIDTH * IN_CHANNELS;
    }
}

/* CONV_2D and MAX_POOL_2D, pool/MaxPool: 1 x 8 x 8 x 1 -> 1 x 3 x 3 x 8
 * An output stands for 0.0179345 * (stored + 128). */
static void conv_2d_0(const int8_t *input, int8_t *output)
{
    enum {
        OUT_CHANNELS = 8, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, PAD_TOP = 0, PAD_LEFT = 0,
        OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127, POOLED_HEIGHT = 3, POOLED_WIDTH = 3,
        POOL_HEIGHT = 2, POOL_WIDTH = 2, LANES = 4, SPARE_LANES = 0, ROWS = 1, RUN = 12,
        QUADS = 3, WINDOW_SIZE = 12
    };
    int8_t window[WINDOW_SIZE] = {0};
    int32_t largest[OUT_CHANNELS + SPARE_LANES];

    for (index_t top = 0; top < POOLED_HEIGHT * POOL_HEIGHT; top += POOL_HEIGHT) {
        for (index_t left = 0; left < POOLED_WIDTH * POOL_WIDTH; left += POOL_WIDTH) {
            const index_t bottom = top + POOL_HEIGHT, right = left + POOL_WIDTH;
            for (index_t channel = 0; channel < OUT_CHANNELS + SPARE_LANES; channel++)
                largest[channel] = -2147483647;
            for (index_t y = top; y < bottom; y++)
                for (index_t x = left; x < right; x++) {
                    const int32_t *weight = conv_2d_0_weights;
                    const index_t step = RUN;
                    const int8_t *corner = window;
                    conv_2d_0_window(
                        input,
                        y * STRIDE_HEIGHT - PAD_TOP,
                        x * STRIDE_WIDTH - PAD_LEFT,
                        window);
                    for (index_t first = 0; first < OUT_CHANNELS; first += LANES) {
                        int32_t sum[LANES];
#pragma GCC unroll 4
                        for (index_t lane = 0; lane < LANES; lane++)
                            sum[lane] = READ32(conv_2d_0_bias, first + lane);
                        for (index_t row = 0; row < ROWS; row++) {
                            const int8_t *place = corner + row * step;
                            for (index_t quad = 0; quad < QUADS; quad++) {
                                const uint32_t four = load_four(place);
                                const uint32_t even = even_bytes(four), odd = odd_bytes(four);
#pragma GCC unroll 4
                                for (index_t lane = 0; lane < LANES; lane++)
                                    sum[lane] = add_four_products(even, odd, &weight, sum[lane]);
                                place += 4;
                            }
                        }
#pragma GCC unroll 4
                        for (index_t lane = 0; lane < LANES; lane++)
                            if (sum[lane] > largest[first + lane])
                                largest[first + lane] = sum[lane];
                    }
                }
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const int32_t sum = requantise(
                    largest[channel],
                    READ32(conv_2d_0_multipliers, channel),
                    READ8(AT(conv_2d_0_shifts) + channel));
                *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
            }
        }
    }
}

/* FULLY_CONNECTED, four outputs side by side.
 *
 * A word of the input holds four numbers. Two instructions unpack it into two pairs of 16 bits,
 * the even bytes and the odd ones; a word of weights is unpacked the same way, and SMLAD makes
 * two products and two additions of a pair of each. The unpacked inputs serve four outputs
 * before the next word is loaded. A weight is used once only, so weights stay bytes, in the
 * order in which they are read: four of each of four rows in turn.
 *
 * The zero point's share of each sum, -zero point * sum(weight), is already in the bias. */

/* bias, less the input's zero point times all weights */
static const int32_t fully_connected_3_bias[12] FLASH = {
    -36627, -96243, -41825, -42989, -43137, -37582, -61539, -67823, -32277, -34257,      0,
         0,
};

/* four weights of each of 4 outputs in turn, a word each */
static const int32_t fully_connected_3_weights[216] FLASH = {
      168300543,  -620582883,   267400190,  -151967504,   136189948,   435730209,     -455193,
     -287111194,  -116194302,   569379070,   117698047,  -335487197,  -690227505,   338558779,
     -638919485,   -65270116,   572976433,  -152702270,    83164665,   168560380,  -938682344,
     -589299247,  -622861306,  -941287972,   585441015,  -771234288,  -254158610,  -455348793,
      100729798,   -33287955,    14016038,  -909186061,  -154534665,   153156866,  -103543777,
     -183761131,  -472536582,    17228467,   504770527,   438178761,  -638518754,   284431078,
     -503842853,   519959485,   169017554, -1126118452,  -504106072,  -523625406,   269886968,
    -1209933051,  -334694656,   653788134,  -421007711,  -251339551,   -31452637,   100856107,
      201786355,     2098198,   353118452,   284609553,   317984788,   437380549,   168033802,
          70930,   283248639,   570229707,   804643526,   301997843,   504967643,   267572242,
      554116174,   436609000,   584960789,   336866590,    15979781, -1224011548,   318438423,
      336985053,    69078270,   333780425,   518001910,    14940859,    48831428,    35123750,
      134686977,  -370089950,  -604364784,   235274689,  -372908022,  -701753927,  -522788435,
     -216851700,   -84411337,   149613028,  -185210652,   185984485,   520426770,   -32171783,
     -166989818,    17429766,   387910132,  -134743828,   504170734,  -553122787,  -521077011,
      301729256,   553975761,   149486089,    66777086,  -541803242,  -405541359,   287511822,
      201527007,   118283281,    15715840,   -83558387,   755701003,  -117440965,   236978220,
       52628236,   237189080,   401798646,  -787081221,  -956254700,  -153874493,   100727861,
      370868097,   -50985484,   -48364796,    -2291177,  -351663900,  -118878716,   -33827880,
      505163031,  -370949121,  -133954110,  -302580034,  -204402719,   386797325, -1475937042,
    -1112615487,  -605621043,   504041201, -1431845440,   -98632695,   488562949,           0,
              0,  -184746253,   185662738,           0,           0,  -301079570,  -235274725,
              0,           0,   116131864,   438232572,           0,           0,     1185537,
      602936857,           0,           0,  -134283747,   539497745,           0,           0,
    -1005655518, -1037691912,           0,           0,  -217056810,    15920840,           0,
              0,    84866567,  -385746967,           0,           0,  -116384795,   232982249,
              0,           0,  -302315628,   169484283,           0,           0,  -656729853,
     -119155775,           0,           0,   201980911,    49076716,           0,           0,
      202520033,    49018400,           0,           0,  -671346967,  -406269946,           0,
              0,  -454629414,  -352455397,           0,           0,   436013056,  -387580659,
              0,           0,   117442848,   217642473,           0,           0,
};

/* FULLY_CONNECTED, StatefulPartitionedCall:0: 1 x 72 -> 1 x 10
 * An output stands for 0.122222 * (stored - 49). */
static void fully_connected_3(const int8_t *input, int8_t *output)
{
    enum { OUTPUTS = 10, OUTPUT_OFFSET = 49, LOW = -128, HIGH = 127, QUADS = 18 };
    const int32_t *weight = fully_connected_3_weights;

    for (index_t first = 0; first < OUTPUTS; first += 4) {
        int32_t sum[4];
        for (index_t lane = 0; lane < 4; lane++)
            sum[lane] = READ32(fully_connected_3_bias, first + lane);
        dot_four_lanes(input, weight, QUADS, sum);
        weight += 4 * QUADS;
        for (index_t channel = first; channel < first + 4; channel++) {
            if (channel == OUTPUTS)
                break;
            const int32_t scaled = requantise(sum[channel - first], 2098537262, 9);
            output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
        }
    }
}

int8_t *model_input(int i)
{
    (void)i; /* there is only one */
    return TENSOR_0;
}

unsigned long model_input_bytes(int i)
{
    (void)i; /* there is only one */
    return 64;
}

const int8_t *model_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_9;
}

unsigned long model_output_bytes(int i)
{
    (void)i; /* there is only one */
    return 10;
}

#ifdef MODEL_TRACE
#define TRACE(tensor, bytes) model_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void model_invoke(void)
{
    conv_2d_0(TENSOR_0, TENSOR_7);
    TRACE(7, 72UL);
    /* RESHAPE: the numbers stay where they are. */
    TRACE(8, 72UL);
    fully_connected_3(TENSOR_8, TENSOR_9);
    TRACE(9, 10UL);
}
