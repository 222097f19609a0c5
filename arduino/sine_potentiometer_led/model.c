/* sine_potentiometer_led as C, made by tinyml-kit (portable).
 *
 *   input                    -> 1 x 1 int8, serving_default_input:0
 *   FULLY_CONNECTED          -> 1 x 8 int8, dense_3/MatMul
 *   FULLY_CONNECTED          -> 1 x 16 int8, dense_4/MatMul
 *   FULLY_CONNECTED          -> 1 x 1 int8, StatefulPartitionedCall:0
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

/* The value, but not below `low` and not above `high`. */
static inline int8_t clamp(int32_t value, int8_t low, int8_t high)
{
    return (int8_t)(value < low ? low : value > high ? high : value);
}

/* From the scale of an accumulator to the scale of an output.
 *
 * The real factor between the two is multiplier / 2^31 / 2^shift. The interpreter rounds twice:
 * after the division by 2^31 (halves go up) and after the division by 2^shift (halves go away
 * from zero). Shifting to the right divides and rounds down, negative numbers too; what the
 * second shift cuts off is then compared with one half. */
static inline int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    const int64_t product = (int64_t)sum * multiplier;
    const int32_t scaled = (int32_t)((uint64_t)(product + ((int64_t)1 << 30)) >> 31);
    const int32_t fraction = (int32_t)(((uint32_t)1 << shift) - 1);
    const int32_t half = (fraction >> 1) + (scaled < 0);

    return (scaled >> shift) + ((scaled & fraction) > half);
}

/* Copies numbers and widens them to 16 bits, which many processors multiply in pairs. */
static inline void widen(int16_t *wide, const int8_t *values, index_t count)
{
    for (index_t i = 0; i < count; i++)
        wide[i] = values[i];
}

/* The memory of all tensors; those never needed at the same time share it. */
static int8_t arena[MODEL_ARENA_BYTES];
#define TENSOR_0 (arena + 0) /* 1 x 1 int8, serving_default_input:0 */
#define TENSOR_7 (arena + 16) /* 1 x 8 int8, dense_3/MatMul */
#define TENSOR_8 (arena + 0) /* 1 x 16 int8, dense_4/MatMul */
#define TENSOR_9 (arena + 16) /* 1 x 1 int8, StatefulPartitionedCall:0 */

/* FULLY_CONNECTED: every output is the dot product of all inputs and a row of weights, plus a
 * bias.
 *
 * PART inputs at a time are made ready for multiplication and added to all sums. Sums are brought
 * to the scale of the output at the end: a compiler can do that for several at once.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share,
 * -zero point * sum(weight), does not depend on the input: it is already in the bias here. */

/* bias, less the input's zero point times all weights */
static const int32_t fully_connected_0_bias[8] FLASH = {
    -4608,  9310, 16162, -3072, -9088, -7552,  8393, -9344,
};

/* weights, a row of inputs for each output */
static const int8_t fully_connected_0_weights[8] FLASH = {
    -36,
     73,
    127,
    -24,
    -71,
    -59,
    -22,
    -73,
};

/* FULLY_CONNECTED, dense_3/MatMul: 1 x 1 -> 1 x 8
 * An output stands for 0.00537414 * (stored + 128). */
static void fully_connected_0(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 1, OUTPUTS = 8, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127 };
    enum { PART = INPUTS < 128 ? INPUTS : 128 };
    int16_t part[PART];
    int32_t sums[OUTPUTS];

    for (index_t channel = 0; channel < OUTPUTS; channel++)
        sums[channel] = READ32(fully_connected_0_bias, channel);
    for (index_t first = 0; first < INPUTS; first += PART) {
        const index_t count = INPUTS - first < PART ? INPUTS - first : PART;
        widen(part, input + first, count);
        for (index_t channel = 0; channel < OUTPUTS; channel++) {
            flash_int8 weight = AT(fully_connected_0_weights) + channel * INPUTS + first;
            int32_t sum = sums[channel];
            for (index_t i = 0; i < count; i++)
                sum += part[i] * READ8(weight + i);
            sums[channel] = sum;
        }
    }
    for (index_t channel = 0; channel < OUTPUTS; channel++) {
        const int32_t scaled = requantise((int32_t)sums[channel], 1085363512, 6);
        output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
    }
}

/* bias, less the input's zero point times all weights */
static const int32_t fully_connected_1_bias[16] FLASH = {
     12940,   3150, -10109,  -4624, -16270,   1536,   4352,  -4480,  -5985, -19840, -18432,
      8499,   -768,  -6594,   -719,  12104,
};

/* weights, a row of inputs for each output */
static const int8_t fully_connected_1_weights[128] FLASH = {
      10,    8,   78,   17,   49,   -2,  -18,  -54,
     -11,   32,  -34,   -1,   15,   20,  -20,   28,
      34,    0,   87,  -52,  -28,  -40,   -5,  -33,
       7,   27,   77,    0,   38,   23, -100,  -50,
     -20,   33,   73,   22,  -38,   25, -127,  -13,
       1,  -42,  -54,   33,   42,   45,  -29,   16,
     -28,   15,  -11,   17,   37,   14,  -34,   24,
      47,  -18,  -14,  -48,   47,   -7,  -34,   -8,
     -15,  -24,   24,   37,  -35,   40,  -45,  -20,
     -17,  -47,    5,   -1,  -28,  -45,  -21,   -1,
      -9,  -48,  -15,    8,  -16,   -5,  -47,  -12,
      38,   73,   79,  -27,   -9,  -38,  -38,  -39,
       1,  -54,   21,   33,   34,  -16,  -20,   -5,
      30,   -3,   82,   25,  -45,  -24,  -62,  -21,
     -19,   33,   88,  -18,  -24,  -24,  -13,  -38,
      20,   57,   61,  -49,   11,  -33,  -21,   33,
};

/* FULLY_CONNECTED, dense_4/MatMul: 1 x 8 -> 1 x 16
 * An output stands for 0.00631733 * (stored + 128). */
static void fully_connected_1(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 8, OUTPUTS = 16, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127 };
    enum { PART = INPUTS < 128 ? INPUTS : 128 };
    int16_t part[PART];
    int32_t sums[OUTPUTS];

    for (index_t channel = 0; channel < OUTPUTS; channel++)
        sums[channel] = READ32(fully_connected_1_bias, channel);
    for (index_t first = 0; first < INPUTS; first += PART) {
        const index_t count = INPUTS - first < PART ? INPUTS - first : PART;
        widen(part, input + first, count);
        for (index_t channel = 0; channel < OUTPUTS; channel++) {
            flash_int8 weight = AT(fully_connected_1_weights) + channel * INPUTS + first;
            int32_t sum = sums[channel];
            for (index_t i = 0; i < count; i++)
                sum += part[i] * READ8(weight + i);
            sums[channel] = sum;
        }
    }
    for (index_t channel = 0; channel < OUTPUTS; channel++) {
        const int32_t scaled = requantise((int32_t)sums[channel], 2144116308, 7);
        output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
    }
}

/* bias, less the input's zero point times all weights */
static const int32_t fully_connected_2_bias[1] FLASH = {
    -33414,
};

/* weights, a row of inputs for each output */
static const int8_t fully_connected_2_weights[16] FLASH = {
      24,  -10, -127, -115,  -92,    9,   -1,   26,  -11,  -18,  -36,   52,   15, -111,   56,
      75,
};

/* FULLY_CONNECTED, StatefulPartitionedCall:0: 1 x 16 -> 1 x 1
 * An output stands for 0.00393831 * (stored + 128). */
static void fully_connected_2(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 16, OUTPUTS = 1, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127 };
    enum { PART = INPUTS < 128 ? INPUTS : 128 };
    int16_t part[PART];
    int32_t sums[OUTPUTS];

    for (index_t channel = 0; channel < OUTPUTS; channel++)
        sums[channel] = READ32(fully_connected_2_bias, channel);
    for (index_t first = 0; first < INPUTS; first += PART) {
        const index_t count = INPUTS - first < PART ? INPUTS - first : PART;
        widen(part, input + first, count);
        for (index_t channel = 0; channel < OUTPUTS; channel++) {
            flash_int8 weight = AT(fully_connected_2_weights) + channel * INPUTS + first;
            int32_t sum = sums[channel];
            for (index_t i = 0; i < count; i++)
                sum += part[i] * READ8(weight + i);
            sums[channel] = sum;
        }
    }
    for (index_t channel = 0; channel < OUTPUTS; channel++) {
        const int32_t scaled = requantise((int32_t)sums[channel], 1105596434, 5);
        output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
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
    return 1;
}

const int8_t *model_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_9;
}

unsigned long model_output_bytes(int i)
{
    (void)i; /* there is only one */
    return 1;
}

#ifdef MODEL_TRACE
#define TRACE(tensor, bytes) model_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void model_invoke(void)
{
    fully_connected_0(TENSOR_0, TENSOR_7);
    TRACE(7, 8UL);
    fully_connected_1(TENSOR_7, TENSOR_8);
    TRACE(8, 16UL);
    fully_connected_2(TENSOR_8, TENSOR_9);
    TRACE(9, 1UL);
}
