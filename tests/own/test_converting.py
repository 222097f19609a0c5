"""A network of Keras becomes a .tflite, and it is told how often both say the same."""

import numpy as np
import pytest

from tests.support.command import call
from tinyml_kit.cli import own
from tinyml_kit.compress import quantize
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.own import converting


@pytest.fixture
def folder(tmp_path):
    layers = [keras.Input((4,)), keras.layers.Dense(3, activation="softmax")]
    keras.Sequential(layers).save(tmp_path / "m.keras")
    x = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    return tmp_path


def test_the_command_writes_the_file_and_says_what_it_did(folder):
    out = folder / "m.tflite"
    command = ("convert", folder / "m.keras", "--data", folder / "x.npy", "--out", out)
    answer = call(*command)
    assert (answer.exit_code, answer.stderr) == (0, "")
    first, second, third, last = answer.stdout.splitlines()
    assert first.startswith(f"int8: {out.stat().st_size:,} bytes; weights: ")
    assert second == "ranges of activations: from 50 examples"
    assert third.startswith("against the network in float32, 50 examples: same class ")
    assert last == f"{out}: written"
    assert read(out).tensors[read(out).inputs[0]].dtype == np.int8
    assert "exists and would change" in call(*command).stderr
    assert call(*command, "--force").exit_code == 0


def test_float32_says_the_same(folder):
    made = converting.convert(folder / "m.keras", folder / "x.npy", folder / "f.tflite", "float32")
    assert (made.compared, made.same) == (50, 50)
    assert made.largest < 1e-5


def test_the_modes_of_the_command_are_those_of_the_converter():
    assert own.MODES == quantize.MODES


def test_what_is_refused_is_one_sentence_and_nothing_is_written(folder):
    out = folder / "m.tflite"
    np.save(folder / "few.npy", np.zeros((3, 4)))
    np.save(folder / "wide.npy", np.random.default_rng(0).normal(size=(20, 5)))
    np.save(folder / "text.npy", np.array(["a", "b"]))
    np.savez(folder / "two.npz", a=np.zeros(2), b=np.zeros(2))
    for name, words in (
        ("few.npy", "3 calibration samples of 3 training examples; take at least 10"),
        ("wide.npy", "examples have shape (5,), the network "),
        ("two.npz", "it holds 2 arrays; give one, by numpy.save."),
        ("text.npy", "; give numbers."),
        ("nothing.npy", "there is no such file; name an .npy of examples."),
    ):
        answer = call("convert", folder / "m.keras", "--data", folder / name, "--out", out)
        assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
        assert words in answer.stderr
    assert not out.exists()
