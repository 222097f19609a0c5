"""Models made by hand, for branches of kernels that random models seldom or never reach.

Each function adds operators to a Maker, many beside each other on the same inputs, so that few
programs have to be built. test_coverage.py checks that these and the random models together reach
every branch of every template.
"""

from functools import partial
from itertools import product

import numpy as np

from tests.support import int16_by_hand, maths_by_hand, random_graphs, signals_by_hand
from tests.support.layers_by_hand import ONE, conv, dense, depthwise, mean, pair, pool, transposed
from tests.support.whole_numbers import whole_numbers

DILATIONS = (ONE, (2, 1), (1, 2))
# Sums that are all negative, although the outputs are not the lowest number.
NEGATIVE = {"bias": [-(10**6)] * 4, "zero_point": 120, "factor": 1e-4}


def convolutions(m):
    """Padding, dilation, strides, groups, and rows of every length modulo 4."""
    x, y = m.input((1, 7, 6, 4)), m.input((1, 6, 7, 3))
    for padding, dilation in product(("SAME", "VALID"), DILATIONS):
        conv(m, x, 5, (3, 2), (2, 1), dilation, padding, alike=True)
        conv(m, x, 6, (2, 3), (1, 2), dilation, padding, groups=2, activation="RELU")
    for width in (1, 2, 3, 7):
        conv(m, y, 3, (2, width), activation="RELU6")
        conv(m, y, 2, (3, width), padding="SAME")
    # A whole window is one run of numbers; so it is for a group of channels.
    conv(m, x, 6, (1, 2))
    conv(m, x, 4, ONE, groups=2)
    # Weights of -1, 0 and 1 have instructions of their own.
    conv(m, x, np.resize([0, 1, -1, -128, 127, 2], (4, 2, 2, 4)), (2, 2))


def fused_poolings(m):
    """Convolutions and their poolings in one layer, with and without windows that are cut."""
    x, y = m.input((1, 9, 8, 4)), m.input((1, 8, 9, 1))
    for padding, dilation in product(("SAME", "VALID"), (ONE, (1, 2))):
        cut = {"VALID": "SAME", "SAME": "VALID"}[padding] if dilation == ONE else padding
        pool(m, conv(m, x, 5, (2, 3), ONE, dilation, padding, activation="RELU"), (2, 2), cut)
        made = conv(m, x, 6, (2, 3), ONE, dilation, padding, groups=2, alike=True)
        pool(m, made, (2, 2), cut)
    for kernel in ((3, 1), (2, 5), (2, 2), (3, 3)):
        pool(m, conv(m, y, 4, kernel, alike=True), (2, 1), "SAME")
    pool(m, conv(m, x, 6, ONE), (2, 2))
    pool(m, conv(m, x, 4, ONE, groups=2), (3, 2))
    pool(m, conv(m, x, 4, (3, 3), **NEGATIVE), (2, 2))
    pool(m, conv(m, x, 4, (3, 3), groups=2, **NEGATIVE), (2, 2))


def depthwise_convolutions(m):
    """Channels in fours and others, several filters per channel, windows over each edge alone."""
    x, y, z = m.input((1, 7, 6, 8)), m.input((1, 6, 6, 3)), m.input((1, 7, 7, 1))
    for padding, dilation in product(("SAME", "VALID"), DILATIONS):
        depthwise(m, x, (3, 2), 1, (1, 2), dilation, padding, activation="RELU6")
        depthwise(m, y, (2, 3), 1, (2, 1), dilation, padding, alike=True)
        depthwise(m, y, (2, 2), 2, ONE, dilation, padding, activation="RELU")
    depthwise(m, x, (5, 1), padding="SAME", alike=True)
    depthwise(m, x, (1, 5), padding="SAME")
    depthwise(m, z, (3, 3), 5, padding="SAME")


def filters_of_every_size(m):
    """Depthwise filters of 1 to 25 taps, on channels of which the last ones make no four."""
    x = m.input((1, 5, 6, 6))
    for kernel in (ONE, (1, 2), (3, 1), (2, 2), (5, 1), (2, 3), (3, 3), (2, 5), (3, 5),
                   (4, 4), (5, 5)):  # fmt: skip
        depthwise(m, x, kernel, padding="SAME", alike=True)
        depthwise(m, x, kernel, 1, (2, 1), activation="RELU6")
    for channels in (4, 5, 7):
        y = m.input((1, 4, 4, channels))
        depthwise(m, y, (3, 3), padding="SAME")
        depthwise(m, y, (3, 3), 1, ONE, (2, 2), "SAME")
    # Weights of -128, and all sums below the lowest output or above the highest.
    lowest = np.full((1, 3, 3, 6), -128)
    for bias in (0, -(10**6), 10**6):
        depthwise(m, x, (3, 3), weights=lowest, bias=[bias] * 6, factor=1e-4)


def long_depthwise_convolutions(m):
    """Windows of so many numbers that an AVR does not put zeros between them."""
    x = m.input((1, 9, 8, 8))
    for padding, dilation in product(("SAME", "VALID"), (ONE, (1, 2))):
        # 9 by 8 by 8 numbers are more than 512; two columns apart, 9 by 4 for twice as many.
        kernel = (9, 8) if padding == "SAME" or dilation == ONE else (9, 4)
        depthwise(m, x, kernel, 1, (4, 4), dilation, padding)
        depthwise(m, x, kernel, 2, (4, 4), dilation, padding, alike=True)
    ones = m.rng.integers(-1, 2, (1, 9, 8, 8))
    depthwise(m, x, (9, 8), weights=ones, bias=[0] * 8, factor=1.7)


def sums_beyond_32_bits(m):
    """Biases at the ends of 32 bits: about half of the sums lose their highest bit."""
    x, three = m.input((1, 5, 5, 4)), m.input((1, 3))
    edges = [2**31 - 1, -(2**31), 2**31 - 9000, -(2**31) + 9000]
    how = {"bias": edges, "factor": 2.0**-25}
    for groups in (1, 2):
        conv(m, x, 4, (2, 2), padding="SAME", groups=groups, **how)
        pool(m, conv(m, x, 4, (2, 2), groups=groups, alike=True, **how), (2, 2))
    depthwise(m, x, (2, 2), padding="SAME", **how)
    depthwise(m, x, (2, 2), 2, bias=edges * 2, factor=2.0**-25)
    dense(m, three, 4, **how)
    dense(m, x, 4, alike=True, **how)


def sums_beyond_24_bits(m):
    """Weights so large and so many that an AVR adds them up in 32 bits."""
    x = m.input((1, 7, 6, 11))
    signs = partial(m.rng.choice, [-127, 127])
    for padding, dilation in product(("SAME", "VALID"), (ONE, (1, 2))):
        kernel = (7, 6) if dilation == ONE or padding == "SAME" else (7, 3)
        conv(m, x, signs((2, *kernel, 11)), kernel, (4, 3), dilation, padding)
    conv(m, x, signs((2, 7, 6, 11)), (7, 6), alike=True)
    for padding in ("SAME", "VALID"):
        pool(m, conv(m, x, signs((2, 6, 5, 11)), (6, 5), padding=padding), (2, 2), "SAME")
        pool(m, conv(m, x, signs((1, 6, 5, 11)), (6, 5), padding=padding), (2, 2))
    dense(m, m.input((1, 1100)), signs((3, 1100)))


def filters_two_in_a_halfword(m):
    """Filters, places and rows of even and odd numbers; the limits of two weights in 16 bits."""
    x, y, z = m.input((1, 5, 5, 3)), m.input((1, 3, 4, 7)), m.input((1, 1, 1, 512))
    for number, width, activation in (
        (5, 1, "RELU"),
        (6, 2, "RELU6"),
        (7, 3, None),
        (8, 5, "RELU"),
    ):
        conv(m, x, number, (2, width), alike=number == 6, activation=activation)
        conv(m, x, number, (2, width), (2, 2), padding="SAME", zero_point=-128)
        pool(m, conv(m, x, number, (2, width), activation=activation), (1, 3), "SAME")
        pool(m, conv(m, x, number, (2, width), padding="SAME"), (2, 2))
    conv(m, y, 5, ONE)
    conv(m, y, 9, (2, 1), ONE, (2, 1), "SAME")
    pool(m, conv(m, y, 5, (2, 1)), (2, 2))
    # -128 fits below another weight, but above a negative one it does not.
    lowest = np.full((6, 2, 1, 7), -128)
    for second in (-127, -128):
        lowest[1::2] = second
        conv(m, y, lowest.copy(), (2, 1))
    # Sums that just fit into 24 bits, and sums that do not.
    ends = np.full((6, 1, 1, 512), 127)
    for beyond in (0, 1):
        bias = 127 * 128 * 512 - 2**23 + 1 - beyond + z.zero_point * 127 * 512
        conv(m, z, ends, ONE, bias=[bias] * 6, factor=2.0**-16)
        conv(m, z, -ends, ONE, bias=[-bias] * 6, factor=2.0**-16, alike=True)
    # Pruned filters: their outputs are the same for every input.
    pruned = m.rng.integers(-127, 128, (6, 2, 1, 7))
    pruned[[1, 4, 5]] = 0
    conv(m, y, pruned, (2, 1), bias=[5, 2**30, 0, -9, -(2**30), 77])


def blocks_of_outputs(m):
    """Images, and channels of images, of which an AVR computes 2 x 2 outputs at a time."""
    x, y = m.input((1, 7, 6, 1)), m.input((1, 5, 6, 3))
    for padding in ("SAME", "VALID"):
        for kernel in ((3, 3), (2, 2), (1, 4), (4, 2)):
            conv(m, x, 3, kernel, padding=padding, alike=kernel == (2, 2))
        pool(m, conv(m, x, 4, (3, 3), padding=padding, activation="RELU"), (2, 2))
        depthwise(m, y, (3, 3), padding=padding)
        pool(m, depthwise(m, y, (2, 2), 2, padding=padding), (2, 2))
    # Weights whose products are not added, or not multiplied; filters without a positive one.
    odd = [[0] * 4, [1] * 4, [-1, 0, 0, 1], [-128] * 4, [127, -128, 1, 2], [-1, 2, -2, 127]]
    conv(m, x, np.reshape(odd, (6, 2, 2, 1)), (2, 2))
    pool(m, conv(m, x, np.reshape(odd, (6, 2, 2, 1)), (2, 2), alike=True), (2, 2))
    # A single row or column of outputs is no block, nor is a window of pooling that is cut.
    conv(m, x, 2, (7, 2))
    conv(m, x, 2, (2, 6))
    pool(m, conv(m, x, 2, (3, 2)), (2, 2), "SAME")


def few_filters(m):
    """One to three filters: neighbours, rows of every length, and windows that are copied."""
    x, y = m.input((1, 6, 9, 3)), m.input((1, 5, 9, 1))
    for number, width in ((1, 2), (2, 3), (3, 4), (3, 5)):
        how = {"alike": number == 2}
        conv(m, x, number, (2, width), **how)
        conv(m, x, number, (3, width), (2, 2), activation="RELU6", **how)
        pool(m, conv(m, x, number, (2, width), **how), (2, 2))
        pool(m, conv(m, x, number, (3, width), activation="RELU6", **how), (1, 3))
    pool(m, conv(m, x, 3, (2, 2)), (2, 3), "SAME")
    pool(m, conv(m, x, 2, (2, 2), ONE, (2, 1), activation="RELU"), (2, 2))
    pool(m, conv(m, y, 3, (2, 5), padding="SAME"), (2, 2))
    pool(m, conv(m, y, 1, (2, 4), padding="SAME"), (2, 2), "SAME")
    depthwise(m, y, (2, 5), 3)


def weights_by_table(m):
    """More weights than an Uno takes as instructions, and rows longer than a loop counts."""
    x = m.input((1, 5, 5, 16))
    for padding, dilation in product(("SAME", "VALID"), (ONE, (2, 2))):
        how = {"alike": padding == "SAME", "activation": "RELU" if dilation == ONE else None}
        conv(m, x, 31, (3, 3), ONE, dilation, padding, **how)
    conv(m, x, 31, ONE)
    pool(m, conv(m, x, 31, (3, 3)), (2, 2), activation="RELU")
    pool(m, conv(m, x, 31, (3, 3), padding="SAME"), (3, 3), "SAME")
    conv(m, x, m.rng.integers(-1, 2, (31, 2, 2, 16)), (2, 2), bias=[0] * 31, factor=1.7)
    long = m.input((1, 2041))
    dense(m, long, m.rng.integers(-9, 10, (3, 2041)), activation="RELU")


def dense_layers_of_every_size(m):
    """Inputs and outputs in fours and others, two weights in a halfword or each in a byte."""
    for inputs in (4, 5, 6, 7, 8, 16, 35):
        x = m.input((1, inputs))
        for outputs in (1, 4, 6):
            signs = m.rng.choice([-128, 127], (outputs, inputs))
            dense(m, x, m.rng.integers(-127, 128, (outputs, inputs)), alike=outputs == 6)
            if outputs == 6:
                dense(m, x, signs, activation="RELU6")
    # No output is the lowest or the highest number of a byte.
    dense(m, x, 4, activation="RELU", zero_point=-100)
    # So many weights that a Cortex-M4 holds two in a halfword, and those above likewise.
    dense(m, m.input((1, 131)), 8)


def factors_above_one(m):
    """Outputs finer than the sums: the accumulator is shifted to the left."""
    x, y, three = m.input((1, 5, 6, 4)), m.input((1, 5, 6, 4)), m.input((1, 3))
    few = partial(m.rng.integers, -1, 2)
    for alike in (False, True):
        how = {"alike": alike, "factor": 1.7, "activation": "RELU"}
        for groups in (1, 2):
            how["bias"] = [0] * 4
            conv(m, x, few((4, 2, 2, 4 // groups)), (2, 2), groups=groups, **how)
            made = conv(m, x, few((4, 1, 2, 4 // groups)), (1, 2), groups=groups, **how)
            pool(m, made, (2, 2))
        depthwise(m, x, ONE, weights=few((1, 1, 1, 4)), **how)
        depthwise(m, x, ONE, 2, weights=few((1, 1, 1, 8)), **{**how, "bias": [3] * 8})
        how["bias"] = [0] * 2
        dense(m, three, few((2, 3)), **how)
        dense(m, x, few((2, 120)), **how)
    pair(m, "MUL", x, y, x.scale * y.scale / 1.5)
    # As fine as both are brought to before: only where they cancel is the result no limit.
    for name in ("ADD", "SUB"):
        pair(m, name, x, y, max(x.scale, y.scale) * 3 * 2.0**-20)


def sums_finer_than_32_bits(m):
    """Outputs so fine that a Cortex-M4's linear function of both operands is not exact."""
    # Signs that differ, so that many sums of large numbers are small.
    x = m.output((1, 3, 2, 5), 0.05, 0)
    m.operator("QUANTIZE", [m.input(x.shape)], [x])
    # The first shifts to the right in the end, the second does not.
    for name, finer in product(("ADD", "SUB"), (1.1 * 2**-18, 1.5 * 2**-19)):
        for shape in (x.shape, (5,)):
            pair(m, name, x, m.random_constant(shape, x.scale * 0.3, 7), x.scale * finer)


def repeated_operands(m):
    """Operands of other shapes than the output, constant or not, on either side."""
    x, row, column = m.input((1, 3, 4, 5)), m.input((1, 1, 1, 5)), m.input((3, 1, 1))
    zero_points = (0, 0) if m.dtype == np.int16 else (7, -9)
    one = m.random_constant((1,), None if m.float else x.scale, zero_points[0])
    plane = m.random_constant((3, 4, 1), None if m.float else x.scale, zero_points[1])
    for name in ("ADD", "SUB", "MUL"):
        for other in (row, column, one, plane):
            scale = None if m.float else x.scale * other.scale * 40
            pair(m, name, x, other, scale, "RELU")
            pair(m, name, other, x, scale, "RELU_N1_TO_1")
        pair(m, name, row, column, None if m.float else row.scale * column.scale * 70)


def moved_numbers(m):
    """Other shapes of an input that is needed again; sums over axes that lie apart."""
    x, z = m.input((1, 4, 1, 6)), m.input((2, 3, 2, 3, 2))
    m.operator("RESHAPE", [x, m.integers([1, 24])], [m.like(x, (1, 24))])
    m.operator("SQUEEZE", [x], [m.like(x, (4, 6))], squeezeDims=[0, 2])
    m.operator("EXPAND_DIMS", [x, m.integers([1])], [m.like(x, (1, 1, 4, 1, 6))])
    for axes in ([0], [1, 3], [1, 2], [4], [0, 1, 2], [0, 4]):
        mean(m, z, axes, None if m.float else z.scale)
        mean(m, z, axes, None if m.float else z.scale / 3)
    for name in ("MAX_POOL_2D", "AVERAGE_POOL_2D"):
        for padding, activation in product(("SAME", "VALID"), ("RELU6", None)):
            pool(m, x, (3, 1), padding, name, ONE, activation)
    if m.stored == np.int8:
        image = m.input((1, 4, 4, 3))
        m.operator("SPACE_TO_DEPTH", [image], [m.like(image, (1, 2, 2, 12))], blockSize=2)


def floats(m):
    """Images, windows and groups for float32, and its curves."""
    x = m.input((1, 7, 6, 4))
    for padding, dilation in product(("SAME", "VALID"), DILATIONS):
        conv(m, x, 6, (3, 2), (2, 1), dilation, padding, groups=2)
        conv(m, x, 3, (2, 3), (1, 2), dilation, padding, activation="RELU6")
        depthwise(m, x, (3, 2), 2, (1, 2), dilation, padding)
    for name, padding in product(("MAX_POOL_2D", "AVERAGE_POOL_2D"), ("SAME", "VALID")):
        pool(m, x, (3, 2), padding, name, (2, 3), "RELU_N1_TO_1")
    dense(m, x, 3)
    pair(m, "SUB", x, x)
    for name in ("LOGISTIC", "TANH", "RELU", "RELU6"):
        m.operator(name, [x], [m.output(x.shape)])
    m.operator("LEAKY_RELU", [x], [m.output(x.shape)], alpha=0.3)
    m.operator("SOFTMAX", [x], [m.output(x.shape)], beta=1.0)


def transposed_convolutions(m):
    """Images that are spread without gaps, with gaps and overlapping, and finer than the sums."""
    x = m.input((1, 3, 4, 2))
    for stride, kernel in (((2, 1), (2, 3)), ((3, 2), (2, 1)), ((1, 1), (3, 2))):
        transposed(m, x, (5, *kernel, 2), stride)
        transposed(m, x, (5, *kernel, 2), stride, activation="RELU", alike=True)
    if not m.float:
        few = m.rng.integers(-1, 2, (4, 1, 2, 2))
        transposed(m, x, few, (1, 2), factor=1.7, bias=[0] * 4)
        edges = [2**31 - 1, -(2**31), 2**31 - 90, -(2**31) + 90]
        transposed(m, x, (4, 2, 2, 2), (2, 2), factor=2.0**-25, bias=edges)


INT8 = (
    convolutions, fused_poolings, depthwise_convolutions, filters_of_every_size,
    long_depthwise_convolutions, blocks_of_outputs, sums_beyond_32_bits, sums_beyond_24_bits,
    filters_two_in_a_halfword, few_filters, weights_by_table, dense_layers_of_every_size,
    factors_above_one, sums_finer_than_32_bits, repeated_operands, moved_numbers,
    transposed_convolutions, whole_numbers,
    int16_by_hand.probabilities_in_16_bits, int16_by_hand.computed_indices, *maths_by_hand.INT8,
)  # fmt: skip
INT16 = (
    *int16_by_hand.MODELS, repeated_operands, moved_numbers, transposed_convolutions,
    *maths_by_hand.INT16, *signals_by_hand.MODELS, whole_numbers,
)  # fmt: skip
FLOAT = (
    floats, repeated_operands, moved_numbers, transposed_convolutions, *maths_by_hand.FLOAT,
)  # fmt: skip


def make(add, dtype=np.int8):
    """Return the Model that one of these functions makes; what no operator reads is an output."""
    maker = random_graphs.Maker(len(add.__name__), dtype)
    add(maker)
    return random_graphs.finished(maker, len(add.__name__))
