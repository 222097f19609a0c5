"""What is just exported, and what just is not; where one kind of code ends and another begins."""

import shutil

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.layers_by_hand import conv, dense, depthwise, mean
from tests.support.networks import Network
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.avr import dense as avr_dense
from tinyml_kit.codegen.c.targets import AVR
from tinyml_kit.ops.layer import ExportError, TargetTooSmall
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.interpreters import reference


def made(*add):
    """Return the file that some functions of a Maker make together."""
    maker = random_graphs.Maker(0, np.int8)
    for one in add:
        one(maker)
    return random_graphs.finished(maker, 0).content


def code(*add, target=AVR, board=None):
    """Return the C of what some functions of a Maker make together."""
    return c99.source(made(*add), target=target, board=board)["model.c"]


def dense_of(bytes_of_constants, units):
    """Return a function that adds a dense layer with so many bytes of weights and biases."""
    inputs, rest = divmod(bytes_of_constants, units)
    assert not rest
    return lambda m: dense(m, m.input((1, inputs - 4)), units, alike=True)


# --- on every chip ---


@pytest.mark.parametrize(("zero_point", "most"), [(-128, 2**23 - 1), (127, 8_421_504)])
def test_a_mean_is_over_as_many_as_32_bits_hold(zero_point, most):
    def of(count):
        def add(m):
            x = m.output((1, count), 0.5, zero_point)
            m.writer.inputs.append(x.index)
            mean(m, x, [1], 0.25)

        return c99.source(made(add))

    # 128 and the zero point's amount for each number.
    assert of(most)
    with pytest.raises(ExportError, match=f"the sum of {most + 1} numbers may need more than 32"):
        of(most + 1)


def test_as_many_classes_as_the_interpreter_takes_are_exported():
    assert c99.source(Network((1, 2)).dense(511).softmax().finish())


@pytest.mark.parametrize(
    ("bias", "wraps"),
    [
        (2**31 - 129, False),
        (2**31 - 128, True),
        (-(2**31) + 129, False),
        (-(2**31) + 128, True),
    ],
)
def test_sums_are_unsigned_in_c_from_the_first_one_that_31_bits_do_not_hold(bias, wraps):
    def add(m):
        x = m.output((1, 1), 0.5, 0)
        m.writer.inputs.append(x.index)
        dense(m, x, np.ones((1, 1)), bias=[bias], factor=2.0**-25)

    text = c99.source(made(add))["model.c"]
    assert ("uint32_t sum = " in text) == wraps and ("    int32_t sum = " in text) != wraps
    text = code(add)
    assert ("uint32_t totals[8];" in text) == wraps
    assert ("    int32_t totals[8];" in text) != wraps


# --- memory ---


def test_a_board_is_filled_to_the_last_byte_of_flash():
    assert code(dense_of(32_256, 63), board="uno")
    with pytest.raises(TargetTooSmall, match=r"Uno: 1 B of flash are missing .*: 32257 of 32256"):
        code(dense_of(32_257, 1), board="uno")


def test_a_board_is_filled_to_the_last_byte_of_ram():
    assert c99.source(Network((1, 2047)).dense(1).finish(), target=AVR, board="uno")
    with pytest.raises(TargetTooSmall, match=r"Uno: 1 B of RAM are missing .*: 2049 of 2048"):
        c99.source(Network((1, 2048)).dense(1).finish(), target=AVR, board="uno")


def test_an_avr_counts_bytes_of_tensors_up_to_15_bits():
    assert c99.source(Network((1, 2**15 - 2)).dense(1).finish(), target=AVR)
    with pytest.raises(TargetTooSmall, match="its tensors need 32768 bytes together, more"):
        c99.source(Network((1, 2**15 - 1)).dense(1).finish(), target=AVR)


def test_an_avr_counts_the_weights_of_a_filter_up_to_15_bits():
    def wide(m, width):
        conv(m, m.input((1, 1, 1, 1)), np.ones((1, 1, width, 1)), (1, width), padding="SAME")

    assert code(lambda m: wide(m, 2**15 - 1))
    with pytest.raises(TargetTooSmall, match="FILTER_WIDTH is 32768, more than avr can count"):
        code(lambda m: wide(m, 2**15))


def test_constants_of_62_kb_are_near_and_one_byte_more_is_far():
    assert "elpm" not in code(dense_of(62 * 1024, 62))
    assert "elpm" in code(dense_of(62 * 1024 + 1, 3))


def test_weights_become_instructions_while_28_kb_are_not_passed():
    def small(m):
        # Four weights, a bias of four bytes; 4 · 10 + 4 · 6 bytes of instructions.
        conv(m, m.input((1, 3, 3, 1)), np.full((1, 2, 2, 1), 5), (2, 2), alike=True)

    rest = 28 * 1024 - 8 - 64
    assert "ldi r27" in code(small, dense_of(rest, 26))
    assert "ldi r27" not in code(small, dense_of(rest + 1, 37))


# --- kernels of the AVR ---


@pytest.mark.parametrize(
    ("channels", "kernel", "copied"),
    [
        (8, (8, 8), True),  # 512 numbers in a window
        (9, (3, 19), False),  # 513
        (64, (2, 2), True),  # 64 channels of 256 weights, 32 times 512
        (65, (2, 2), False),  # 16,900 weights
    ],
)
def test_a_depthwise_window_is_copied_up_to_512_numbers(channels, kernel, copied):
    def add(m):
        depthwise(m, m.input((1, *kernel, channels)), kernel)

    assert ("_assembly(" in code(add)) == copied


def test_arrays_are_no_larger_than_the_compiler_takes():
    assert avr_dense.groups(8, 4095) == [8]
    assert avr_dense.groups(8, 4096) == [4, 4]
    assert avr_dense.groups(2, 16_383) == [2]
    assert avr_dense.groups(2, 16_384) == [1, 1]
    assert avr_dense.groups(1, 32_767) == [1]
    # 7 · 4681 = 2^15 - 1.
    assert avr_dense.parts(7, 4681) == [(0, 7)]
    assert avr_dense.parts(7, 4682) == [(0, 6), (6, 7)]


def small_dense(m, inputs):
    dense(m, m.input((1, inputs)), m.rng.integers(-9, 10, (3, inputs)))


def test_a_loop_counts_to_2040_inputs():
    assert "first += CHUNK" not in code(lambda m: small_dense(m, 2040))
    assert "first += CHUNK" in code(lambda m: small_dense(m, 2041))


def of_sum(total, sign=1):
    """Return a function that adds a convolution whose weights add up to a total."""
    weights = np.full(261, 127)
    weights[259:] = total - 259 * 127, 0

    def add(m):
        x = m.input((1, 3, 3, 29))
        conv(m, x, sign * weights.reshape(1, 3, 3, 29), (3, 3), bias=[0], factor=1e-5)

    return add


@pytest.mark.parametrize("sign", [1, -1])
def test_a_convolution_adds_up_in_24_bits_if_the_brightest_image_still_fits(sign):
    # Inputs are 128 too large there: 255 · 32,896 = 2^23 - 128.
    assert "sum24 sums[" in code(of_sum(32_896, sign))
    assert "sum24 sums[" not in code(of_sum(32_897, sign))


@pytest.fixture
def equal_on_an_avr(tmp_path):
    """Return a function that asserts that an AVR gives the reference's bits."""
    if not (shutil.which("avr-gcc") and shutil.which("simavr")):
        pytest.skip("toolchain: avr-gcc or simavr is not installed")

    def check(content, x):
        expected = reference.run(reference.build(content), x)
        run = simavr.run(simavr.build(content, tmp_path, "atmega1284p"), x)
        for ours, theirs in zip(run.outputs, expected.outputs, strict=True):
            np.testing.assert_array_equal(ours, theirs)

    return check


def extremes(*shapes):
    """Return the darkest, the brightest and a random input of such shapes."""
    rng = np.random.default_rng(0)
    return [
        np.stack([np.full(shape, -128), np.full(shape, 127), rng.integers(-128, 128, shape)])
        .astype(np.int8)
        for shape in shapes
    ]  # fmt: skip


def test_sums_at_the_limits_of_24_bits_are_right(equal_on_an_avr):
    cases = [of_sum(total, sign) for total in (32_896, 32_897) for sign in (1, -1)]
    equal_on_an_avr(made(*cases), extremes(*[(3, 3, 29)] * 4))


def test_runs_as_long_as_a_loop_counts_are_right(equal_on_an_avr):
    # Rounds start late for what is left of a division by eight.
    lengths = (*range(1, 10), 2039, 2040, 2041, 4080)
    cases = [lambda m, n=n: small_dense(m, n) for n in lengths]
    equal_on_an_avr(made(*cases), extremes(*[(n,) for n in lengths]))
