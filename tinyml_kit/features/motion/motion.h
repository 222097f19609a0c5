/* Features of motion: samples go in one at a time, and every $STEP samples the features of the last
 * $WINDOW come out. Include it in one file. tinyml_kit.features.motion computes the same numbers in
 * Python, and explains them. */
#ifndef $NAME_H
#define $NAME_H

#include <stdint.h>
#ifdef __AVR__
#include <avr/pgmspace.h>
#define $NAME_FLASH PROGMEM
#define $NAME_COSINE(i) ((int16_t)pgm_read_word($name_cosines + (i)))
#else
#define $NAME_FLASH
#define $NAME_COSINE(i) ($name_cosines[i])
#endif

enum {
    $NAME_AXES = $AXES,
    $NAME_WINDOW = $WINDOW,
    $NAME_STEP = $STEP,
    $NAME_BITS = $BITS, /* the logarithm of the window */
    $NAME_SMOOTH = $SMOOTH,
    $NAME_GRAVITY = $GRAVITY,
    $NAME_FREQUENCIES = $FREQUENCIES,
    $NAME_EACH = $EACH, /* features of an axis: mean, spread, least, most, crossings, spectrum */
    $NAME_SIZE = $NAME_AXES * $NAME_EACH
};

/* Cosines of a full turn, times 2^14. */
static const int16_t $name_cosines[$NAME_WINDOW] $NAME_FLASH = {
$COSINES
};

static int16_t $name_features[$NAME_SIZE];
static int16_t $name_ring[$NAME_WINDOW][$NAME_AXES];
static uint16_t $name_at; /* where the next sample goes, which is where the oldest one lies */
static uint16_t $name_missing = $NAME_WINDOW; /* samples until the next window is whole */
static uint8_t $name_begun;
static int32_t $name_fast[$NAME_AXES], $name_slow[$NAME_AXES];

/* Forgets everything: a new recording begins. */
static inline void $name_reset(void)
{
    $name_at = 0;
    $name_missing = $NAME_WINDOW;
    $name_begun = 0;
}

static inline int16_t $name_limited(int32_t x)
{
    return x < -32768L ? -32767 - 1 : x > 32767 ? 32767 : (int16_t)x;
}

/* A low-pass filter with a state of one number, which starts at rest. */
static inline int16_t $name_low_pass(int32_t *state, int16_t x, uint8_t shift)
{
    if (!$name_begun)
        *state = (int32_t)x * ((int32_t)1 << shift);
    *state += x - (*state >> shift);
    return (int16_t)(*state >> shift);
}

static inline int16_t $name_filtered(uint8_t axis, int16_t x)
{
    x = $name_low_pass(&$name_fast[axis], x, $NAME_SMOOTH);
    if ($NAME_GRAVITY)
        x = $name_limited((int32_t)x - $name_low_pass(&$name_slow[axis], x, $NAME_GRAVITY));
    return x;
}

/* Sample i of the window, 0 for the oldest. */
static inline int16_t $name_sample(uint16_t i, uint8_t axis)
{
    return $name_ring[($name_at + i) & ($NAME_WINDOW - 1)][axis];
}

/* The square root, rounded down, bit by bit from the highest. */
static inline uint16_t $name_root(uint32_t x)
{
    uint32_t root = 0;

    for (uint32_t bit = (uint32_t)1 << 30; bit; bit >>= 2) {
        if (x >= root + bit) {
            x -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return (uint16_t)root;
}

/* The sum of an axis times a cosine of k turns that begins `from` samples later. */
static inline int32_t $name_sum(uint8_t axis, int16_t mean, uint16_t k, uint16_t from)
{
    uint16_t place = ($NAME_WINDOW - from) & ($NAME_WINDOW - 1);
    int32_t sum = 0;

    for (uint16_t i = 0; i < $NAME_WINDOW; i++) {
        const int32_t x = $name_limited((int32_t)$name_sample(i, axis) - mean);
        sum += x * $NAME_COSINE(place) >> 8;
        place = (place + k) & ($NAME_WINDOW - 1);
    }
    return sum >> (6 + $NAME_BITS);
}

static inline void $name_describe(uint8_t axis, int16_t *features)
{
    int32_t sum = 0, spread = 0;
    int16_t mean, least = 32767, most = -32767 - 1;
    int16_t crossings = 0;
    uint8_t was_above = 0;

    for (uint16_t i = 0; i < $NAME_WINDOW; i++)
        sum += $name_sample(i, axis);
    mean = (int16_t)(sum >> $NAME_BITS);
    for (uint16_t i = 0; i < $NAME_WINDOW; i++) {
        const int16_t x = $name_sample(i, axis);
        const uint8_t above = x >= mean;

        spread += above ? (int32_t)x - mean : (int32_t)mean - x;
        least = x < least ? x : least;
        most = x > most ? x : most;
        crossings += i && above != was_above;
        was_above = above;
    }
    features[0] = mean;
    features[1] = (int16_t)(spread >> $NAME_BITS);
    features[2] = least;
    features[3] = most;
    features[4] = crossings;
    for (uint16_t k = 1; k <= $NAME_FREQUENCIES; k++) {
        const int32_t real = $name_sum(axis, mean, k, 0);
        const int32_t imaginary = $name_sum(axis, mean, k, $NAME_WINDOW / 4);
        const uint16_t level = $name_root((uint32_t)(real * real) + (uint32_t)(imaginary * imaginary));
        features[4 + k] = level > 32767 ? 32767 : (int16_t)level;
    }
}

/* Takes a sample; returns 1 if it completed a window, whose features are in $name_features. */
static inline uint8_t $name_push(const int16_t *sample)
{
    for (uint8_t axis = 0; axis < $NAME_AXES; axis++)
        $name_ring[$name_at][axis] = $name_filtered(axis, sample[axis]);
    $name_begun = 1;
    $name_at = ($name_at + 1) & ($NAME_WINDOW - 1);
    if (--$name_missing)
        return 0;
    $name_missing = $NAME_STEP;
    for (uint8_t axis = 0; axis < $NAME_AXES; axis++)
        $name_describe(axis, $name_features + axis * $NAME_EACH);
    return 1;
}

#endif
