"""Scaling on AVR in simulation: rounded as the interpreter rounds, in a time that is known."""

import shutil

import numpy as np
import pytest

from tinyml_kit.codegen.c import templates
from tinyml_kit.codegen.c.avr import scaling
from tinyml_kit.codegen.c.literals import declare
from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.ops.arithmetic import (
    multiply_by_quantized_multiplier,
    saturating_rounding_doubling_high_mul,
)
from tinyml_kit.ops.layer import Scaling
from tinyml_kit.rungs.avr import simavr

if not (shutil.which("avr-gcc") and shutil.which("simavr")):
    pytest.skip("toolchain: avr-gcc or simavr is not installed", allow_module_level=True)

TWINS = ("PORTABLE_KERNELS",)

MODEL_H = """#include <stdint.h>
#define MODEL_INPUTS 1
#define MODEL_OUTPUTS 1
int8_t *model_input(int i);
unsigned long model_input_bytes(int i);
const int8_t *model_output(int i);
unsigned long model_output_bytes(int i);
void model_invoke(void);
"""
MODEL_C = """#include "model.h"
typedef int16_t index_t;
{helpers}
static {given};
static {made};
int8_t *model_input(int i) {{ (void)i; return (int8_t *)given; }}
unsigned long model_input_bytes(int i) {{ (void)i; return sizeof given; }}
const int8_t *model_output(int i) {{ (void)i; return (int8_t *)made; }}
unsigned long model_output_bytes(int i) {{ (void)i; return sizeof made; }}
void model_invoke(void) {{ {body} }}
"""


def program(folder, names, given, made, body, sizes, define, board="atmega1284p", extra="", far=""):
    """Return a program for a simulated chip that calls some of the common functions.

    given, made : declarations of the arrays that are input and output; sizes : their bytes
    """
    folders = (f"avr/kernels{far}", "avr/kernels")
    texts = [templates.with_includes("flash.h", folders)]
    texts += [
        templates.find(f"common/{name}.c", folders).read_text(encoding="utf-8") for name in names
    ]
    graph = Graph(
        "scaler",
        (Tensor(0, "given", (1, sizes[0]), np.dtype(np.int8)),
         Tensor(1, "made", (1, sizes[1]), np.dtype(np.int8))),
        (), (0,), (1,),
    )  # fmt: skip

    def export(model, folder, target, board):
        (folder / "model.h").write_text(MODEL_H, encoding="utf-8")
        helpers = "\n".join([*texts, extra])
        text = MODEL_C.format(given=given, made=made, body=body, helpers=helpers)
        (folder / "model.c").write_text(text, encoding="utf-8")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simavr.c99, "export", export)
        return simavr.build(graph, folder, board, define=define)


EITHER = pytest.mark.parametrize("define", [(), TWINS], ids=["assembly", "twins"])


@pytest.fixture(scope="module", params=[(), TWINS], ids=["assembly", "twins"])
def scaler(request, tmp_path_factory):
    """Return a program that scales 100 sums per run, as a simulated chip does."""
    folder, count = tmp_path_factory.mktemp("scaler"), 100
    built = program(
        folder, ("product_31", "multiply_high", "requantise", "requantise_any"),
        f"struct {{ int32_t sum, multiplier; int8_t shift; }} given[{count}]",
        f"int32_t made[2 * {count}]",
        f"""for (int i = 0; i < {count}; i++) {{
        made[2 * i] = requantise_any(given[i].sum, given[i].multiplier, given[i].shift);
        made[2 * i + 1] = multiply_high(given[i].sum, given[i].multiplier);
    }}""",
        (9 * count, 8 * count), request.param,
    )  # fmt: skip

    def scale(sums, multipliers, shifts):
        cases = np.zeros(len(sums), [("sum", "<i4"), ("multiplier", "<i4"), ("shift", "i1")])
        cases["sum"], cases["multiplier"], cases["shift"] = sums, multipliers, shifts
        run = simavr.run(built, [cases.view(np.int8).reshape(-1, 9 * count)])
        return run.outputs[0].view("<i4").reshape(-1, 2).T

    return scale


def test_scaling_rounds_twice_as_the_interpreter_does_for_every_shift(scaler):
    rng = np.random.default_rng(0)
    count = 60_000
    sums = (rng.integers(-(2**31) + 1, 2**31, count) >> rng.integers(0, 31, count)).astype(np.int32)
    multipliers = rng.integers(2**30, 2**31, count).astype(np.int32)
    shifts = rng.integers(0, 32, count).astype(np.int8)
    # Halves, which the two roundings treat otherwise: a multiplier of 1/2 exactly, odd sums.
    multipliers[::3] = 2**30
    sums[::9] = np.arange(len(sums[::9])) * 2 - 6001
    scaled, high = scaler(sums, multipliers, shifts)
    np.testing.assert_array_equal(
        scaled, multiply_by_quantized_multiplier(sums, multipliers, -shifts.astype(int))
    )
    np.testing.assert_array_equal(high, saturating_rounding_doubling_high_mul(sums, multipliers))


def test_scaling_doubles_first_where_the_factor_is_above_1(scaler):
    rng = np.random.default_rng(1)
    sums = rng.integers(-(2**15), 2**15, 5000).astype(np.int32)
    multipliers = rng.integers(2**30, 2**31, 5000).astype(np.int32)
    shifts = rng.integers(-16, 1, 5000).astype(np.int8)
    scaled, _ = scaler(sums, multipliers, shifts)
    np.testing.assert_array_equal(
        scaled, multiply_by_quantized_multiplier(sums, multipliers, -shifts.astype(int))
    )


def test_scaling_carries_out_of_sixteen_bits(scaler):
    # A multiplier of 1/2: amounts from 2^16 - 2 to 2^16 + 1, and the same around 2^8.
    amounts = np.array([2**16 - 2, 2**16 - 1, 2**16, 2**16 + 1, 2**8 - 1, 2**8])
    sums = np.outer([2, -2, 2, -2], amounts).astype(np.int32)
    sums[2:] += 1
    sums, shifts = (values.ravel() for values in np.meshgrid(sums, np.arange(1, 32)))
    # A run is a hundred sums.
    sums, shifts = np.resize(sums, 800), np.resize(shifts, 800)
    multipliers = np.full(800, 2**30, np.int32)
    scaled, _ = scaler(sums, multipliers, shifts)
    np.testing.assert_array_equal(
        scaled, multiply_by_quantized_multiplier(sums, multipliers, -shifts.astype(int))
    )


# For each shift, the smallest multiplier, the largest and one between.
SHIFTS = np.repeat(np.arange(1, 32), 3).astype(np.int8)
MULTIPLIERS = np.resize([2**30, 2**31 - 1, 1518500250], len(SHIFTS)).astype(np.int32)
SCALES = (MULTIPLIERS, SHIFTS)
BIAS = np.resize([0, 1, -1, 70_000, -70_000], len(SHIFTS))


def outputs_of(folder, limits, define=(), board="atmega1284p", far="", shared=None, scales=SCALES):
    """Return a function (sums) -> (outputs, cycles) of scale_24, and the same from NumPy.

    limits : (low, high, zero)
    shared : the one of the multipliers that all channels have, or None
    scales : multiplier and shift of each channel
    sums : (n, channels)
    """
    count = len(SHIFTS)
    chosen = slice(None) if shared is None else slice(shared, shared + 1)
    multipliers, shifts = (numbers[chosen] for numbers in scales)
    records = declare("records", scaling.records(BIAS, Scaling(multipliers, shifts), [count]))
    arguments = ", ".join(str(value + 128) for value in limits)
    built = program(
        folder, ("signed24", "scale_24"), f"sum24 given[{count}]", f"int8_t made[{count}]",
        f"scale_24(given, made, {count}, {arguments}, {int(shared is not None)}, AT(records));",
        (3 * count, count), define, board, records, far,
    )  # fmt: skip

    def scale(sums):
        words = np.asarray(sums, "<i4")[..., None].view(np.int8)[..., :3]
        run = simavr.run(built, [np.ascontiguousarray(words).reshape(len(sums), -1)])
        return run.outputs[0].reshape(len(sums), count), run.cycles

    def expected(sums):
        scaled = multiply_by_quantized_multiplier(
            (sums + BIAS).astype(np.int32), multipliers, -shifts.astype(int)
        )
        return np.clip(scaled.astype(np.int64) + limits[2], *limits[:2])

    return scale, expected


def barely(shift, direction, rng, tries=200_000):
    """Return an amount, a multiplier, and how far their product is from being rounded otherwise.

    direction : 1 for a product that is only just rounded up, -1 for one that only just is not

    Only the lowest digits of such a product tell how it is rounded: at 2^30, and then at
    2^(30 + shift).
    """
    q = rng.integers(0, 100, tries)
    edge = ((2 * q + 1) << (30 + shift)) - 2**30
    lowest, highest = edge // 2**31 + 1, np.minimum(edge // 2**30, 2**23 - 1)
    possible = lowest < highest
    edge, lowest, highest = edge[possible], lowest[possible], highest[possible]
    amounts = rng.integers(lowest, highest + 1)
    multipliers = edge // amounts + (direction > 0)
    beyond = np.abs(amounts * multipliers - edge + (direction < 0))
    usable = (multipliers >= 2**30) & (multipliers < 2**31)
    best = np.flatnonzero(usable)[beyond[usable].argmin()]
    return amounts[best], multipliers[best], beyond[best]


def sums_of_24_bits(count=300):
    """Return sums of every size that fit into 24 bits with their bias, both limits included."""
    rng = np.random.default_rng(0)
    shape = (count, len(SHIFTS))
    totals = rng.integers(-(2**23) + 1, 2**23, shape) >> rng.integers(0, 23, shape)
    totals[:3] = [[0], [2**23 - 1], [1 - 2**23]]
    # Halves: 2^shift sums are a step, whose multiplier is 1/2 exactly; and their neighbours.
    for row, (steps, beside) in enumerate([(s, b) for s in range(-9, 10) for b in (-1, 0, 1)]):
        halves = (2 * steps + 1) * 2.0 ** np.minimum(SHIFTS, 18) + beside
        totals[3 + row] = np.clip(halves, 1 - 2**23, 2**23 - 1)
    return totals - BIAS


@pytest.mark.parametrize(
    "limits", [(-128, 127, -5), (-128, 127, 127), (-128, -100, -128), (3, 90, 3)]
)
@EITHER
def test_outputs_are_rounded_and_clamped_as_the_interpreters_are(limits, define, tmp_path):
    scale, expected = outputs_of(tmp_path, limits, define)
    sums = sums_of_24_bits()
    np.testing.assert_array_equal(scale(sums)[0], expected(sums))


@pytest.mark.parametrize("direction", [1, -1])
@EITHER
def test_the_lowest_digits_of_a_product_decide_how_it_is_rounded(direction, define, tmp_path):
    rng = np.random.default_rng(2)
    # With a greater shift, sums of 24 bits give few steps.
    shifts = np.resize(np.arange(1, 19), len(SHIFTS)).astype(np.int8)
    cases = np.array([barely(int(shift), direction, rng) for shift in shifts])
    amounts, multipliers, beyond = cases.T
    assert (beyond < 2**10).all()
    scale, expected = outputs_of(
        tmp_path, (-128, 127, -5), define, scales=(multipliers.astype(np.int32), shifts)
    )
    sums = np.outer([1, -1], amounts) - BIAS
    np.testing.assert_array_equal(scale(sums)[0], expected(sums))


@pytest.mark.parametrize("shared", [0, 4, 25, 28, 50, 92])
@EITHER
def test_channels_may_share_a_multiplier(shared, define, tmp_path):
    scale, expected = outputs_of(tmp_path, (-128, 127, -5), define, shared=shared)
    sums = sums_of_24_bits(100)
    np.testing.assert_array_equal(scale(sums)[0], expected(sums))


def test_outputs_are_scaled_alike_where_constants_lie_beyond_64_kb(tmp_path):
    scale, expected = outputs_of(tmp_path, (-128, 127, 9), board="mega2560", far="_far")
    sums = sums_of_24_bits(60)
    np.testing.assert_array_equal(scale(sums)[0], expected(sums))


def test_scaling_takes_the_same_time_for_all_numbers_of_one_sign(tmp_path):
    scale, _ = outputs_of(tmp_path, (-128, 127, -5))
    totals = np.abs(sums_of_24_bits() + BIAS)
    positive = scale(totals - BIAS)[1]
    negative = scale(-np.maximum(totals, 1) - BIAS)[1]
    assert len({*positive}) == len({*negative}) == 1
    # As the comment in scale_24.c counts.
    left_out = (SHIFTS.astype(int) + 6) // 8
    each = sum(144 + [5, 0, 6, 12, 18][places] for places in left_out)
    assert each < positive[0] < each + 140
    assert negative[0] - positive[0] == 17 * len(SHIFTS)


def test_a_negative_sum_is_cut_early_where_it_gives_the_lowest_output(tmp_path):
    scale, expected = outputs_of(tmp_path, (-128, 127, -128))
    sums = np.stack([np.full(len(SHIFTS), sign * 1000) - BIAS for sign in (-1, 1)])
    outputs, cycles = scale(sums)
    np.testing.assert_array_equal(outputs, expected(sums))
    assert 54 * len(SHIFTS) < cycles[0] < 54 * len(SHIFTS) + 140 < cycles[1]
