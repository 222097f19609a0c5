"""Answers to the exercises on C, right and wrong."""

MEAN = """
uint8_t mean(const uint8_t *x, int n)
{
    uint16_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i];
    return sum / n;
}
"""
MEAN_BY_ADDRESSES = """
uint8_t mean(const uint8_t *x, int n)
{
    int sum = 0, left = n;
    do sum += *x++; while (--left);
    return (uint8_t)(sum / n);
}
"""
#: The function that the exercise gives.
TWO_FAULTS = MEAN.replace("uint16_t sum", "uint8_t sum").replace("i < n", "i <= n")
RELU = """
int relu(const int8_t *x, int8_t *out, int n)
{
    int negative = 0;
    for (int i = 0; i < n; i++) {
        if (x[i] < 0) negative++;
        out[i] = x[i] < 0 ? 0 : x[i];
    }
    return negative;
}
"""
RELU_BY_ADDRESSES = """
int relu(const int8_t *x, int8_t *out, int n)
{
    int negative = 0;
    while (n--) {
        negative += *x < 0;
        *out++ = *x > 0 ? *x : 0;
        x++;
    }
    return negative;
}
"""
IN_PLACE = RELU.replace("out[i] = x[i] < 0 ? 0 : x[i];", "if (x[i] < 0) ((int8_t *)x)[i] = 0;")
ENDLESS = MEAN.replace("i++", "i += 0")

ON_C = {
    "c-read": (
        [(3, -126, 128, 4, 6, 30, 258), [3.0, -126, 128, 4, 6, 30, 258]],
        [(3.5, -126, 128, 4, 6, 30, 258), (3, 130, 128, 4, 6, 30, 258),
         (3, -126, 80, 4, 6, 30, 258), (3, -126, 128, 260, 6, 30, 258),
         (3, -126, 128, 4, 3, 30, 258), (3, -126, 128, 4, 6, 10, 258),
         (3, -126, 128, 4, 6, 30, 513), (3, -126, 128, 4, 6, 30), 3],
    ),
    "c-mean": (
        [MEAN, MEAN_BY_ADDRESSES, MEAN.replace("uint16_t", "float")],
        [TWO_FAULTS, MEAN.replace("uint16_t sum", "uint8_t sum"), MEAN.replace("i < n", "i <= n"),
         MEAN.replace("i = 0", "i = 1"), MEAN.replace("sum / n", "(sum + n / 2) / n"), ENDLESS,
         MEAN.replace("sum = 0;", "sum = 0; puts(\"7\");"), MEAN.replace("mean", "middle"),
         MEAN.replace("/ n;", "/ n"), "int mean;", ""],
    ),
    "c-relu": (
        [RELU, RELU_BY_ADDRESSES, RELU.replace("int8_t *out", "signed char *out")],
        [RELU.replace("i < n", "i <= n"), RELU.replace("i < n", "i < 12"), IN_PLACE,
         RELU.replace("? 0 : x[i]", "? -x[i] : x[i]"), RELU.replace("negative++", "negative = 1"),
         RELU.replace("x[i] < 0) neg", "x[i] <= 0) neg"),
         RELU.replace("return negative;", "return n;"),
         RELU.replace("out[i]", "out[0]"), ""],
    ),
}  # fmt: skip
