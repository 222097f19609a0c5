"""The front end as a Graph: the same features on the reference, in C and on emulated boards."""

import subprocess
from shutil import which

import numpy as np
import pytest

from tinyml_kit.base.files import WriteError
from tinyml_kit.features import audio
from tinyml_kit.features.audio import framing
from tinyml_kit.graph import reference
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import RungMissing

BOARDS = ("atmega1284p", "cortex-m4", "cortex-m0plus", "riscv32")
both_rates = pytest.mark.parametrize(
    "settings", [audio.AT_16_KHZ, audio.AT_8_KHZ], ids=["16kHz", "8kHz"]
)
#: Reads samples from standard input and writes the features of every frame; forgets after half.
PROGRAM = """
#include <stdio.h>
#include "ears_ring.h"
int main(void)
{
    int16_t sample;
    for (long i = 0; fread(&sample, 2, 1, stdin); i++) {
        if (i == 3000)
            ears_restart();
        if (ears_push(sample))
            fwrite(ears_output(0), 1, ears_output_bytes(0), stdout);
    }
    return 0;
}
"""


def sounds(count, frames, settings, seed=0):
    """Return random sounds that begin loud and end quiet, (count, samples)."""
    rng = np.random.default_rng(seed)
    size = settings.window + settings.step * (frames - 1)
    fading = np.exp(-np.arange(size) / size * 6)
    return (rng.integers(-(2**15), 2**15, (count, size)) * fading).astype(np.int16)


@both_rates
def test_the_graph_computes_the_features_in_numpy_and_in_c(settings, tmp_path):
    given = sounds(3, 20, settings)
    expected = audio.features(given, settings)
    frames = framing.frames(given, settings)
    graph = audio.graph(settings)
    (found,) = reference.run(graph, frames)
    np.testing.assert_array_equal(found, expected)
    try:
        built = native.build(graph, tmp_path, optimize="-O1", sanitize=True)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    np.testing.assert_array_equal(native.run(built, frames).outputs[0], expected)


@pytest.mark.parametrize("board", BOARDS)
def test_the_graph_computes_the_features_on_a_board(board, tmp_path):
    settings = audio.AT_8_KHZ if board == "atmega1284p" else audio.AT_16_KHZ
    given = sounds(2, 4, settings, seed=1)
    device = registry.device(board)
    try:
        built = device.build(audio.graph(settings), tmp_path, **registry.rung(board).options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    run = device.run(built, framing.frames(given, settings))
    np.testing.assert_array_equal(run.outputs[0], audio.features(given, settings))


@both_rates
def test_the_ring_buffer_in_c_gives_the_features_of_the_stream(settings, tmp_path):
    compiler = which("gcc") or which("clang")
    if compiler is None:
        pytest.skip("toolchain: gcc or clang is not installed")
    written = audio.export(tmp_path, settings, "ears")
    assert set(written) == {"ears.c", "ears.h", "ears_ring.h"}
    (tmp_path / "main.c").write_text(PROGRAM, encoding="utf-8")
    command = [compiler, "-std=c99", "-Wall", "-Wextra", "-Werror", "-fsanitize=undefined"]
    subprocess.run(
        [*command, "main.c", "ears.c", "-lm", "-o", "main"], cwd=tmp_path, check=True, timeout=60
    )
    given = np.random.default_rng(3).integers(-(2**15), 2**15, 7000).astype(np.int16)
    answer = subprocess.run(
        [tmp_path / "main"], input=given.tobytes(), stdout=subprocess.PIPE, check=True, timeout=60
    )
    found = np.frombuffer(answer.stdout, np.int8).reshape(-1, settings.bands)
    stream = audio.Stream(settings)
    before = stream.push(given[:3000])
    stream.reset()
    np.testing.assert_array_equal(found, np.concatenate([before, stream.push(given[3000:])]))


def test_an_export_that_would_replace_files_writes_none(tmp_path):
    (tmp_path / "frontend.h").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match=r"frontend\.h: this file exists and would change"):
        audio.export(tmp_path, replace=False)
    assert [path.name for path in tmp_path.iterdir()] == ["frontend.h"]


def test_bands_without_a_frequency_of_their_own_are_silent_everywhere(tmp_path):
    # Below 1 kHz, 60 bands lie closer together than the frequencies of so short a spectrum.
    settings = audio.Settings(rate=8000, window_ms=16, step_ms=8, bands=60, high_hz=4000, low_hz=0)
    given = sounds(1, 8, settings, seed=4)
    expected = audio.features(given, settings)
    silent = (expected == -128).all(axis=(0, 1))
    assert 0 < silent.sum() < 30 and not silent[-1]
    try:
        built = native.build(audio.graph(settings), tmp_path, optimize="-O1", sanitize=True)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    found = native.run(built, framing.frames(given, settings)).outputs[0]
    np.testing.assert_array_equal(found, expected)
