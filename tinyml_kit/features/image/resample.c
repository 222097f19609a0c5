/* Resample a frame with a triangle filter, eight rows of the result at a time.
 *
 * The same sums as resample.py, which says what is computed; compiled.py calls this. First each
 * column of the eight rows is added up from the frame's rows, then each row from these columns.
 * Between the two the eight rows are interleaved, row 0 to 7 of one column side by side, so that
 * both steps work on eight numbers at once: the first on neighbours in a row, the second on
 * neighbours in a column. A band stays in the core's cache; the whole result is never stored.
 */
#include <stddef.h>
#include <stdint.h>

typedef float eight __attribute__((vector_size(32), aligned(4)));

/* Where the compiler can, it makes the function twice, and the faster one is chosen at the start. */
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define FAST __attribute__((target_clones("avx2", "default")))
#else
#define FAST
#endif

enum { ROWS = 8 };

/* How one axis is resampled: output i is the sum of weights[i * taps + k] * input[first[i] + k]. */
struct axis {
    int size, taps;
    const int32_t *first;
    const float *weights;
};

/* What a pixel of the frame is; the same order as TYPES in compiled.py. */
enum type { UINT8, UINT16, INT16, UINT32, INT32, FLOAT32, FLOAT64 };

#define CONVERT(TYPE)                                                                          \
    for (int x = 0; x < width; x++) {                                                          \
        const float value = (float)((const TYPE *)source)[x];                                  \
        row[x] = value < lowest ? lowest : value;                                              \
    }                                                                                          \
    break

/* Write a row of the frame as float. */
FAST static void convert(const void *source, enum type type, int width, float lowest, float *row)
{
    switch (type) {
    case UINT8: CONVERT(uint8_t);
    case UINT16: CONVERT(uint16_t);
    case INT16: CONVERT(int16_t);
    case UINT32: CONVERT(uint32_t);
    case INT32: CONVERT(int32_t);
    case FLOAT32: CONVERT(float);
    case FLOAT64: CONVERT(double);
    }
}

/* Add up the columns of up to eight rows of the result; interleaved[8 * x + r] is that of row r. */
static inline __attribute__((always_inline)) void
add_columns_of(const float *const *taps_of, const float *weights, int rows, int taps, int width,
               float *interleaved)
{
    for (int x = 0; x < width; x += 8) {
        eight sums[ROWS] = {{0}};
        for (int r = 0; r < rows; r++)
            for (int k = 0; k < taps; k++)
                sums[r] += weights[r * taps + k] * *(const eight *)(taps_of[r * taps + k] + x);
        for (int r = 0; r < ROWS; r++)
            for (int i = 0; i < 8; i++)
                interleaved[8 * (x + i) + r] = sums[r][i];
    }
}

/* The same. For the taps of a CSPAD frame at 960, 480 and 300 pixels the sums are made without a
 * loop, which takes a third less time. */
FAST static void add_columns(const float *const *taps_of, const float *weights, int rows, int taps,
                             int width, float *interleaved)
{
    switch (rows == ROWS ? taps : 0) {
    case 4: add_columns_of(taps_of, weights, ROWS, 4, width, interleaved); break;
    case 8: add_columns_of(taps_of, weights, ROWS, 8, width, interleaved); break;
    case 12: add_columns_of(taps_of, weights, ROWS, 12, width, interleaved); break;
    default: add_columns_of(taps_of, weights, rows, taps, width, interleaved);
    }
}

/* Add up the rows from their columns; return about the mean of all their pixels. */
FAST static float add_rows(const float *interleaved, struct axis across, int rows, float *band)
{
    eight total = {0};
    for (int i = 0; i < across.size; i++) {
        const eight *column = (const eight *)interleaved + across.first[i];
        const float *weight = across.weights + (ptrdiff_t)i * across.taps;
        eight sum = {0};
        for (int k = 0; k < across.taps; k++)
            sum += weight[k] * column[k];
        ((eight *)band)[i] = sum;
        total += sum;
    }
    float mean = 0;
    for (int r = 0; r < rows; r++)
        mean += total[r] / ((float)rows * across.size);
    return mean;
}

/* Compute the mean of a band's pixels, and the sum of their squared distances from it.
 *
 * Sums of distances from a number near the mean lose no digits to a large mean. */
FAST static void moments(const float *band, int size, int rows, float near, double *mean,
                         double *squares)
{
    eight first = {0}, second = {0};
    for (int i = 0; i < size; i++) {
        const eight distance = ((const eight *)band)[i] - near;
        first += distance;
        second += distance * distance;
    }
    double offset = 0;
    *squares = 0;
    for (int r = 0; r < rows; r++) {
        offset += first[r];
        *squares += second[r];
    }
    *mean = near + offset / ((double)rows * size);
    *squares -= offset * offset / ((double)rows * size);
}

/* Resample a frame; keep the rows and columns kept[0] to kept[1] - 1 of the result.
 *
 * frame, row_bytes, type, width: the frame, the distance of its rows, what its pixels are; what is below
 * `lowest` becomes that; down, across: how rows and columns are resampled
 * ring: room for `ring_rows` rows of the frame, each a multiple of eight long, filled with 0
 * interleaved: room for 8 * (one such row); band: room for 8 * across.size
 * part: the pixels that are kept; may be empty
 * means, squares: for every band its mean, and the sum of squared distances from it
 */
void resample(const char *frame, ptrdiff_t row_bytes, int type, int width, float lowest,
              const struct axis *down, const struct axis *across, const int *kept, float *ring,
              int ring_rows, const float **taps_of, float *interleaved, float *band, float *part,
              double *means, double *squares)
{
    const int length = (width + 7) / 8 * 8, kept_side = kept[1] - kept[0];
    int converted = 0; /* rows of the frame that were; the last ring_rows of them are in the ring */

    for (int start = 0; start < down->size; start += ROWS) {
        const int rows = down->size - start < ROWS ? down->size - start : ROWS;
        const int32_t *first = down->first + start;
        for (; converted < first[rows - 1] + down->taps; converted++)
            convert(frame + converted * row_bytes, type, width, lowest,
                    ring + (ptrdiff_t)(converted % ring_rows) * length);
        for (int r = 0; r < rows; r++)
            for (int k = 0; k < down->taps; k++)
                taps_of[r * down->taps + k] =
                    ring + (ptrdiff_t)((first[r] + k) % ring_rows) * length;
        add_columns(taps_of, down->weights + (ptrdiff_t)start * down->taps, rows, down->taps, width,
                    interleaved);
        const float near = add_rows(interleaved, *across, rows, band);
        moments(band, across->size, rows, near, means++, squares++);
        for (int r = 0; r < rows; r++)
            if (kept[0] <= start + r && start + r < kept[1])
                for (int i = 0; i < kept_side; i++)
                    part[(ptrdiff_t)(start + r - kept[0]) * kept_side + i] =
                        band[8 * (kept[0] + i) + r];
    }
}
