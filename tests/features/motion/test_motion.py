"""Features of motion: numbers that can be worked out, streams, and C with the same integers."""

import subprocess
from shutil import which

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyml_kit.base.files import WriteError
from tinyml_kit.course import avr_function
from tinyml_kit.features import motion
from tinyml_kit.features.motion import filters, in_c, spectrum, summary, windows
from tinyml_kit.rungs.protocol import RungMissing

SETTINGS = (
    motion.Settings(),
    motion.Settings(axes=6, window=128, step=50, smooth=2, gravity=0, frequencies=4),
    motion.Settings(axes=1, window=8, step=8, smooth=0, gravity=3, frequencies=4),
)
every_setting = pytest.mark.parametrize("how", SETTINGS, ids=["3 axes", "6 axes", "1 axis"])
PLAIN = motion.Settings(axes=1, window=64, step=64, smooth=0, gravity=0)
#: Reads samples from standard input and writes the features of every window.
PROGRAM = """
#include <stdio.h>
#include "wand.h"
int main(void)
{
    int16_t sample[WAND_AXES];
    wand_reset();
    while (fread(sample, sizeof sample, 1, stdin))
        if (wand_push(sample))
            fwrite(wand_features, sizeof wand_features, 1, stdout);
    return 0;
}
"""
ON_AVR = """
void one(const int16_t *sample, int16_t *made)
{
    made[0] = wand_push(sample);
    for (uint8_t i = 0; i < WAND_SIZE; i++)
        made[1 + i] = wand_features[i];
}
"""


def wild(how, count=400, seed=0):
    """Return samples with both limits of int16 among them, quiet at the end."""
    rng = np.random.default_rng(seed)
    x = rng.integers(-(2**15), 2**15, (count, how.axes)) * np.linspace(1, 0, count)[:, np.newaxis]
    x[: count // 4] = np.where(rng.random((count // 4, how.axes)) < 0.5, -(2**15), 2**15 - 1)
    return x.astype(np.int16)


def test_a_low_pass_filter_starts_at_rest_and_halves_what_is_missing():
    x = np.array([[800], [800], [0], [0], [0]], np.int16)
    smooth, state = filters.low_pass(x, 1)
    assert smooth.ravel().tolist() == [800, 800, 400, 200, 100]
    assert state.tolist() == [200]
    np.testing.assert_array_equal(filters.low_pass(x, 0)[0], x)


def test_gravity_is_taken_away_and_a_jolt_stays():
    how = motion.Settings(axes=1, window=8, step=8, smooth=0, gravity=6, frequencies=0)
    x = np.full((16, 1), 4096, np.int16)
    x[12] = 9000
    least, most = motion.features(x, how)[:, 2:4].T
    assert least.tolist()[0] == most.tolist()[0] == 0
    assert most[1] == 9000 - (4096 * 64 + 9000 - 4096 >> 6)


def test_five_numbers_of_a_window():
    how = motion.Settings(axes=1, window=8, step=8, smooth=0, gravity=0, frequencies=0)
    x = np.array([-4, 4, -4, 4, 4, 4, -4, -3], np.int16)[:, np.newaxis]
    # The sum is 1: the mean is 0, |x| adds up to 31, and the sign changes four times.
    assert motion.features(x, how).tolist() == [[0, 3, -4, 4, 4]]
    assert len(summary.NAMES) == 5


@pytest.mark.parametrize("k", [1, 3, 8])
def test_a_swing_has_half_its_amplitude_at_its_own_frequency(k):
    turn = 2 * np.pi * k * np.arange(64) / 64
    x = np.rint(1000 * np.sin(turn + 0.7)).astype(np.int16)[np.newaxis, :, np.newaxis]
    levels = spectrum.levels(x, PLAIN)[0, 0]
    # 64 products, and the two sums, are rounded down.
    assert abs(int(levels[k - 1]) - 500) <= 1
    assert (np.delete(levels, k - 1) <= 1).all()


def test_the_loudest_swing_fits():
    x = np.where(np.arange(64) % 64 < 32, 2**15 - 1, -(2**15)).astype(np.int16)
    levels = spectrum.levels(x[np.newaxis, :, np.newaxis], PLAIN)[0, 0]
    assert levels[0] == pytest.approx(32768 * 2 / np.pi, rel=1e-3)


def test_names_go_with_features():
    names = motion.feature_names(motion.Settings(frequencies=2), "xyz")
    assert names[:7] == [
        "x mean", "x spread", "x least", "x most", "x crossings", "x 1 a window", "x 2 a window",
    ]  # fmt: skip
    assert len(names) == 21 and names[7] == "y mean"


@settings(max_examples=20)
@given(st.lists(st.integers(0, 90), max_size=10), st.sampled_from(SETTINGS))
def test_a_stream_gives_the_features_of_the_whole_however_it_is_cut(lengths, how):
    x = wild(how, sum(lengths))
    stream = motion.Stream(how)
    pieces = np.split(x, np.cumsum(lengths)[:-1])
    found = np.concatenate([stream.push(piece) for piece in pieces])
    np.testing.assert_array_equal(found, motion.features(x, how))
    stream.reset()
    np.testing.assert_array_equal(stream.push(x), found)


@every_setting
def test_c_gives_the_same_integers_on_this_computer(how, tmp_path):
    compiler = which("gcc") or which("clang")
    if compiler is None:
        pytest.skip("toolchain: gcc or clang is not installed")
    assert set(motion.export(tmp_path, how, "wand")) == {"wand.h"}
    (tmp_path / "main.c").write_text(PROGRAM, encoding="utf-8")
    flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined"]
    command = [compiler, *flags, "-fno-sanitize-recover=all", "main.c", "-o", "main"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    x = np.concatenate([wild(how, 2000, seed) for seed in range(5)])
    answer = subprocess.run(
        [tmp_path / "main"], input=x.tobytes(), stdout=subprocess.PIPE, check=True, timeout=60
    )
    expected = motion.features(x, how)
    assert len(expected) > 100
    found = np.frombuffer(answer.stdout, np.int16).reshape(expected.shape)
    np.testing.assert_array_equal(found, expected)


@every_setting
def test_c_gives_the_same_integers_on_an_avr(how):
    x = wild(how, 4 * how.window)
    (text,) = in_c.source(how, "wand").values()
    size = len(motion.feature_names(how))
    board = "atmega1284p"
    try:
        made = avr_function.call(
            text + ON_AVR, "one", [x], np.int16, writes=1 + size, board=board
        ).made
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    np.testing.assert_array_equal(made[made[:, 0] == 1, 1:], motion.features(x, how))


@pytest.mark.parametrize(
    ("options", "tool"),
    [
        (["-mcpu=cortex-m0plus", "-mthumb"], "arm-none-eabi-gcc"),
        (["-mcpu=cortex-m4", "-mthumb"], "arm-none-eabi-gcc"),
        (
            ["-march=rv32imc_zicsr", "-mabi=ilp32", "--specs=picolibc.specs"],
            "riscv64-unknown-elf-gcc",
        ),
    ],
)
def test_c_compiles_for_other_chips_without_a_warning(options, tool, tmp_path):
    if which(tool) is None:
        pytest.skip(f"toolchain: {tool} is not installed")
    motion.export(tmp_path, motion.Settings(), "wand")
    (tmp_path / "one.c").write_text('#include "wand.h"\n' + ON_AVR, encoding="utf-8")
    command = [tool, *options, "-std=c99", "-Os", "-Wall", "-Wextra", "-Werror", "-c", "one.c"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (dict(window=100), "a window of 100 samples: take a power of two from 8 to 1024"),
        (dict(step=65), "step is 65; take 1 to 64"),
        (dict(axes=0), "axes is 0; take 1 to 16"),
        (dict(frequencies=33), "frequencies is 33; take 0 to 32"),
    ],
)
def test_settings_that_cannot_be_are_refused(given, message):
    with pytest.raises(motion.MotionError, match=message):
        motion.Settings(**given)


@pytest.mark.parametrize("samples", [np.zeros((9, 3)), np.zeros((9, 2), np.int16)])
def test_other_samples_are_refused(samples):
    with pytest.raises(motion.MotionError, match=r"expected int16 of shape \(n, 3\)"):
        motion.features(samples, motion.Settings())


def test_windows_overlap_and_what_is_left_over_is_left_out():
    how = motion.Settings(axes=1, window=8, step=3, frequencies=4)
    x = np.arange(16, dtype=np.int16)[:, np.newaxis]
    assert windows.windows(x, how)[:, 0, 0].tolist() == [0, 3, 6]
    assert windows.windows(x[:7], how).shape == (0, 8, 1)


def test_an_export_keeps_a_file_that_differs_if_asked_to(tmp_path):
    (tmp_path / "motion.h").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match="this file exists and would change"):
        motion.export(tmp_path, motion.Settings(), replace=False)
