"""The loop around a model of one step: compiled, and fed with a sequence."""

import subprocess
from shutil import which

import numpy as np
import pytest

from tests.support.one_step import adder
from tinyml_kit.codegen.c import c99, steps
from tinyml_kit.graph.model import GraphError
from tinyml_kit.rungs import fed_back

#: Reads two sequences from standard input and writes scores after every step.
PROGRAM = """
#include <stdio.h>
#include "sum_steps.h"
int main(void)
{
    int8_t sample[SUM_INPUT0_SIZE];
    for (int sequence = 0; sequence < 2; sequence++) {
        sum_begin();
        for (int step = 0; step < 20; step++) {
            if (!fread(sample, sizeof sample, 1, stdin)) return 1;
            sum_step(sample);
            fwrite(sum_output(0), SUM_OUTPUT0_SIZE, 1, stdout);
        }
    }
    return 0;
}
"""


def test_the_loop_in_c_is_that_in_python(tmp_path):
    if which("gcc") is None:
        pytest.skip("toolchain: gcc is not installed")
    x = np.random.default_rng(0).integers(-40, 44, (2, 20, 3)).astype(np.int8)
    c99.export(adder(), tmp_path, "sum")
    written = steps.export(adder(), tmp_path, "sum")
    assert list(written) == ["sum_steps.h"]
    (tmp_path / "main.c").write_text(PROGRAM, encoding="utf-8")
    options = "-std=c99 -Wall -Wextra -Werror -O1 -fsanitize=address,undefined".split()
    sources = [tmp_path / "main.c", tmp_path / "sum.c"]
    subprocess.run(["gcc", *options, *sources, "-o", tmp_path / "sums"], check=True)
    said = subprocess.run([tmp_path / "sums"], input=x.tobytes(), capture_output=True, check=True)
    got = np.frombuffer(said.stdout, np.int8).reshape(2, 20, 3)
    expected = fed_back.run(adder(), x).outputs[0]
    np.testing.assert_array_equal(got, expected)
    assert len(np.unique(expected)) > 10


def test_a_model_without_a_state_has_no_loop(tmp_path):
    with pytest.raises(GraphError, match="0 pairs of an output and an input"):
        steps.export(adder(0.5), tmp_path)
    assert list(tmp_path.iterdir()) == []
