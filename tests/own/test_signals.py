"""A chip makes the same inputs of a signal as this computer."""

import subprocess

import numpy as np
import pytest

from tests.own.test_checks import recordings
from tinyml_kit.own import signals
from tinyml_kit.rungs import toolchain


def test_an_input_is_centred_scaled_rounded_to_even_and_limited():
    middle, factor = np.float32([1, 0]), np.float32([2, 0.5])
    samples = np.float32([[1.25, 3], [-200, 5], [200, 1]])
    assert signals.as_input(samples, middle, factor).tolist() == [[0, 2], [-128, 2], [127, 0]]


def test_scales_come_from_the_recordings_to_train_on():
    data = recordings([0, 1] * 3, [0, 4, 0, 4, 1000, 1000])
    task = signals.task(data, np.arange(4))
    assert task.inputs[:, 0, 0, 0].tolist() == [-32, 32, -32, 32, 127, 127]
    assert task.real(task.inputs)[0] == -1


def test_a_signal_that_does_not_move_becomes_zeros():
    data = recordings([0, 1] * 3, [7] * 6)
    assert not signals.task(data, np.arange(6)).inputs.any()


def test_a_varied_recording_is_like_the_first_and_the_same_each_time():
    samples = np.sin(np.arange(64) / 5)[:, np.newaxis].astype(np.float32)
    middle = np.zeros(1, np.float32)
    one, again, other = (
        signals.moved(samples, middle, np.random.default_rng(seed)) for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    assert one.shape == (64, 1) and np.abs(one).max() < 1.4


def test_the_c_gives_the_same_inputs_to_the_bit(tmp_path):
    try:
        toolchain.find("gcc")
    except toolchain.RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    random = np.random.default_rng(0)
    middle, factor = np.float32([0.1, -3]), np.float32([7.7, 0.013])
    samples = (random.normal(size=(4000, 2)) * [20, 9000]).astype(np.float32)
    # Halfway between two steps.
    samples[:100, 0] = ((np.arange(100) + 0.5) / factor[0] + middle[0]).astype(np.float32)
    text = signals.header(("x */ int", "y"), middle, factor, 16)
    (tmp_path / "signal_input.h").write_text(text, encoding="utf-8")
    (tmp_path / "main.c").write_text(
        '#include <stdio.h>\n#include "signal_input.h"\nint main(void) { float x[2];\n'
        "while (fread(x, sizeof x, 1, stdin) == 1)\n"
        "for (int k = 0; k < 2; k++) putchar(signal_input(k, x[k])); return 0; }\n",
        encoding="utf-8",
    )
    program = tmp_path / "main"
    subprocess.run(["gcc", "-O2", "-o", program, tmp_path / "main.c", "-lm"], check=True)
    said = subprocess.run([program], input=samples.tobytes(), capture_output=True, check=True)
    found = np.frombuffer(said.stdout, np.int8).reshape(-1, 2)
    np.testing.assert_array_equal(found, signals.as_input(samples, middle, factor))
