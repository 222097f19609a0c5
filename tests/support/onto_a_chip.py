"""Answers to the exercises of the chapters that bring a network onto a chip, right and wrong."""

from functools import cache

import numpy as np

from tinyml_kit.course.keys import dot_products


def resolver(graph):
    """Right: the words of a name in capitals."""
    names = list(dict.fromkeys(operator.name for operator in graph.operators))
    lines = [f"static tflite::MicroMutableOpResolver<{len(names)}> resolver;"]
    for name in names:
        word = "".join(part.capitalize() for part in name.split("_")).replace("2d", "2D")
        lines.append(f"resolver.Add{word}();")
    return "\n".join(lines)


def resolver_by_hand(graph):
    """Right, with other spaces, in another order, with remarks."""
    first, *rest = resolver(graph).splitlines()
    calls = [line.replace(".", " . ").replace(";", " ; // a kernel;") for line in rest[::-1]]
    first = first.removeprefix("static ").replace("<", "  < ").replace(">", " >\n")
    return "/* all;\nkernels */\n" + first + "\n\t" + "\n\t".join(calls)


def resolver_from_its_end(graph):
    """Wrong: what is declared last is called before."""
    first, *rest = resolver(graph).splitlines()
    return "\n".join([*rest, first])


def resolver_in_remarks(graph):
    """Wrong: the calls are remarks."""
    return resolver(graph).replace("resolver.", "// resolver.")


def resolver_without_its_last_semicolon(graph):
    """Wrong."""
    return resolver(graph).removesuffix(";")


def resolver_among_words(graph):
    """Wrong: no compiler takes it."""
    return resolver(graph).replace("resolver.", "and so resolver.")


def resolver_of_another_name(graph):
    """Wrong: what is called is not what is declared."""
    return resolver(graph).replace("> resolver", "> made")


def every_operator(graph):
    """Wrong: an operator for each layer."""
    calls = [f"resolver.Add{one.name.title().replace('_', '')}();" for one in graph.operators]
    return "\n".join([f"static tflite::MicroMutableOpResolver<{len(calls)}> resolver;", *calls])


def two_d(graph):
    """Wrong: Conv2d."""
    return resolver(graph).replace("2D", "2d")


def no_room(graph):
    """Wrong: room for one."""
    first, *rest = resolver(graph).splitlines()
    return "\n".join(["static tflite::MicroMutableOpResolver<1> resolver;", *rest])


REQUANTISE = """
static int32_t requantise(int32_t sum, int32_t multiplier, int32_t shift)
{
    int32_t high = (int32_t)(((int64_t)sum * multiplier + (1LL << 30)) >> 31);
    int32_t mask = (1 << -shift) - 1;
    int32_t left = high & mask;
    return (high >> -shift) + (left > (mask >> 1) + (high < 0));
}
"""
REQUANTISE_AS_PYTHON = """
int32_t requantise(int32_t sum, int32_t multiplier, int shift)
{
    int64_t high = ((int64_t)sum * multiplier + (1 << 30)) >> 31;
    int64_t half = (1 << -shift) >> 1;
    return high >= 0 ? (high + half) >> -shift : -((-high + half) >> -shift);
}
"""
IN_32_BITS = REQUANTISE.replace("(int64_t)", "").replace("1LL", "1")
IN_FLOATS = """
int32_t requantise(int32_t sum, int32_t multiplier, int shift)
{
    const double high = __builtin_floor((double)sum * multiplier / (1LL << 31) + .5);
    return (int32_t)__builtin_round(high / (1 << -shift));
}
"""
ROUNDS_ONCE = """
int32_t requantise(int32_t sum, int32_t multiplier, int shift)
{
    return (int32_t)(((int64_t)sum * multiplier + (1LL << (30 - shift))) >> (31 - shift));
}
"""
TRUNCATES = """
int32_t requantise(int32_t sum, int32_t multiplier, int shift)
{
    return (int32_t)((int64_t)sum * multiplier / (1LL << (31 - shift)));
}
"""


def first_difference_as_an_array(good, bad):
    """Right."""
    for layer, values in sorted(good.items()):
        wrong = (values != bad[layer]).ravel()
        if wrong.any():
            return np.array([layer, wrong.argmax()])
    return [-1, -1]


def in_the_order_of_the_dictionary(good, bad):
    """Wrong: the layers are not sorted."""
    for layer in good:
        different = np.flatnonzero(good[layer] != bad[layer])
        if len(different):
            return layer, different[0]
    return -1, -1


def the_last(good, bad):
    """Wrong: the last difference of the first layer."""
    for layer in sorted(good):
        different = np.flatnonzero(good[layer] != bad[layer])
        if len(different):
            return layer, different[-1]
    return -1, -1


def in_the_order_of_the_steps(tensors):
    """Wrong: places tensors as they come to life, and so takes too much."""
    order = np.argsort(tensors[:, 1], kind="stable")
    return first_fit(tensors, order, lambda first, last, begins, ends: begins > last)


def dead_at_the_last_step(tensors):
    """Wrong: a tensor is no longer alive in its last step."""
    order = np.argsort(-tensors[:, 0], kind="stable")
    return first_fit(tensors, order, lambda first, last, begins, ends: begins >= last)


def longest_first(tensors):
    """Right: another order, whose plan is a little larger."""
    order = np.lexsort((-tensors[:, 0], tensors[:, 1] - tensors[:, 2]))
    return list(first_fit(tensors, order, lambda first, last, begins, ends: begins > last))


def first_fit(tensors, order, apart):
    """Return places in a given order; apart(first, last, begins, ends): one is over before."""
    places = {}
    for one in order:
        size, *life = tensors[one]
        met = [
            k for k in places
            if not apart(*life, *tensors[k, 1:]) and not apart(*tensors[k, 1:], *life)
        ]  # fmt: skip
        at = 0
        for place, end in sorted((places[k], places[k] + tensors[k, 0]) for k in met):
            if at + size <= place:
                break
            at = max(at, end)
        places[one] = at
    return np.array([places[k] for k in range(len(tensors))])


LAMP = """
void setup() { pinMode(9, OUTPUT); }

void loop() {
  float x = analogRead(A0) / 1023.0f;
  float y = 4.4f * x * (1 - x) - 0.05f;
  analogWrite(9, CLAMPED);
}
"""
CLAMPED = LAMP.replace("CLAMPED", "constrain((int)(255 * y + 0.5f), 0, 255)")
CLAMPED_BY_IF = LAMP.replace("CLAMPED", "y < 0 ? 0 : y > 1 ? 255 : (int)(255 * y)")
UNCLAMPED = LAMP.replace("CLAMPED", "(int)(255 * y)")
ONLY_ABOVE = LAMP.replace("CLAMPED", "y > 1 ? 255 : (int)(255 * y)")
OF_100 = LAMP.replace("CLAMPED", "constrain((int)(100 * y), 0, 100)")

LIGHT = """
bool on = false;

void setup() { pinMode(9, OUTPUT); }

void loop() {
  int light = analogRead(A0);
  if (light < 300) on = true;
  if (light > 500) on = false;
  digitalWrite(9, on ? HIGH : LOW);
}
"""
LIGHT_BY_STATIC = LIGHT.replace("bool on = false;", "").replace(
    "int light", "static int on; int light"
)
ONE_THRESHOLD = LIGHT.replace("500", "300")
AT_THE_THRESHOLD = LIGHT.replace("< 300", "<= 300")
WRITES_TWICE = LIGHT.replace("digitalWrite(9", "digitalWrite(9, LOW);\n  digitalWrite(9")

#: Wrong, though right in a noisy evening: they look at the readings before, not at the lamp.
LAST_READING = """
int before = 1023;

void setup() { pinMode(9, OUTPUT); }

void loop() {
  int light = analogRead(A0);
  digitalWrite(9, light < 300 || (before < 300 && light <= 500) ? HIGH : LOW);
  before = light;
}
"""
A_WHILE = """
int since = 1000;

void setup() { pinMode(9, OUTPUT); }

void loop() {
  int light = analogRead(A0);
  since = light < 300 ? 0 : light > 500 ? 1000 : since + 1;
  digitalWrite(9, since < 200 ? HIGH : LOW);
}
"""
BEGINS_LIT = LIGHT.replace("false", "true")

SMLAD = """
static inline int32_t smlad(uint32_t a, uint32_t b, int32_t sum)
{
    __asm("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

int32_t dot(const int16_t *x, const int16_t *w, int count)
{
    const uint32_t *a = (const uint32_t *)x, *b = (const uint32_t *)w;
    int32_t sum = 0;
    for (int i = 0; i < count / 2; i++)
        sum = smlad(a[i], b[i], sum);
    return sum;
}
"""
SMLAD_BY_MEMCPY = SMLAD.replace(
    "sum = smlad(a[i], b[i], sum);",
    """{
        uint32_t one, other;
        memcpy(&one, x + 2 * i, 4);
        memcpy(&other, w + 2 * i, 4);
        sum = smlad(one, other, sum);
    }""",
).replace("    const uint32_t *a = (const uint32_t *)x, *b = (const uint32_t *)w;\n", "")
EVERY_SECOND = SMLAD.replace("i++", "i += 2")
ALWAYS_64 = SMLAD.replace("count / 2", "32")
TWO_SUMS = SMLAD.replace("int32_t sum = 0;", "int32_t sum = 0, other = 0;").replace(
    "    for (int i = 0; i < count / 2; i++)\n        sum = smlad(a[i], b[i], sum);\n",
    """    int i = count / 2;
    for (; i >= 2; i -= 2) {
        sum = smlad(a[i - 1], b[i - 1], sum);
        other = smlad(a[i - 2], b[i - 2], other);
    }
    if (i)
        sum = smlad(a[0], b[0], sum);
    sum += other;
""",
)
#: Wrong: few instructions, but not by SMLAD.
UNROLLED = """
int32_t dot(const int16_t *x, const int16_t *w, int count)
{
    int32_t sum = 0;
    for (; count >= 8; count -= 8, x += 8, w += 8)
        sum += x[0] * w[0] + x[1] * w[1] + x[2] * w[2] + x[3] * w[3] + x[4] * w[4] + x[5] * w[5]
            + x[6] * w[6] + x[7] * w[7];
    while (count-- > 0)
        sum += *x++ * *w++;
    return sum;
}
"""
BY_THE_COMPILER = '#pragma GCC optimize("O3,unroll-loops")\n' + dot_products.PLAIN
NO_CLOCK = "#define micros() 0\n" + dot_products.PLAIN


def columns_by_loops(image, side, stride):
    """Right."""
    high, wide, _ = image.shape
    return [
        image[top : top + side, left : left + side].ravel().tolist()
        for top in range(0, high - side + 1, stride)
        for left in range(0, wide - side + 1, stride)
    ]


def columns_by_channels(image, side, stride):
    """Wrong: all numbers of a channel, then those of the next."""
    rows = np.array(columns_by_loops(image, side, stride))
    return rows.reshape(len(rows), side * side, -1).swapaxes(1, 2).reshape(len(rows), -1)


def columns_without_stride(image, side, stride):
    """Wrong."""
    return columns_by_loops(image, side, 1)


def columns_down_first(image, side, stride):
    """Wrong: windows go down first."""
    return columns_by_loops(image.swapaxes(0, 1), side, stride)


@cache
def two_blinks():
    """Right."""
    from tinyml_kit.compress import quantize
    from tinyml_kit.learning.keras_backend import keras

    keras.utils.set_random_seed(1)
    x = np.linspace(0, 1, 1000, dtype=np.float32)[:, np.newaxis]
    dense = keras.layers.Dense
    layers = [dense(24, "relu"), dense(24, "relu"), dense(1)]
    model = keras.Sequential([keras.Input((1,)), *layers])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(x, np.abs(np.sin(2 * np.pi * x)), batch_size=50, epochs=150, verbose=0)
    return quantize.to_tflite(model, "int8", x)[0]
