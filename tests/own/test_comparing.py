"""Two models side by side: sizes, boards, accuracy with its interval, equal outputs."""

import json

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.command import call
from tests.support.layers_by_hand import dense
from tinyml_kit.base import resources
from tinyml_kit.own.array_file import DataError
from tinyml_kit.own.comparing import compare

DATA = resources.data_dir()
INT8, FLOAT = DATA / "digits_article_int8.tflite", DATA / "digits_article_float32.tflite"


@pytest.fixture
def digits(tmp_path):
    from tinyml_kit.datasets.images import digits

    images, labels = digits()
    np.save(tmp_path / "x.npy", (images[:60, ..., np.newaxis] / 16).astype(np.float32))
    np.save(tmp_path / "y.npy", labels[:60])
    return tmp_path


def test_a_model_is_equal_to_itself(digits):
    found = compare(INT8, INT8, digits / "x.npy", digits / "y.npy")
    assert (found.inputs, found.equal, found.same, found.largest) == (60, 60, 60, 0)
    share, low, high = found.sides[0].accuracy
    assert low <= share <= high and share > 0.8


def test_int8_against_float32(digits):
    found = compare(INT8, FLOAT, digits / "x.npy")
    assert found.sides[0].weight_bytes < found.sides[1].weight_bytes
    assert found.equal < found.same <= 60
    assert 0 < found.largest < 0.5
    assert "same class; the largest difference is" in str(found)


def test_the_command_prints_a_table_or_json(digits):
    answer = call("compare", INT8, FLOAT)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.splitlines()[0].split() == [INT8.name, FLOAT.name]
    assert "Arduino Uno" in answer.stdout and "(estimated)" in answer.stdout
    given = ("--inputs", digits / "x.npy", "--labels", digits / "y.npy")
    assert "accuracy (measured)" in call("compare", INT8, FLOAT, *given).stdout
    found = json.loads(call("compare", INT8, FLOAT, *given, "--json").stdout)
    assert found["inputs"] == 60
    assert [side["name"] for side in found["sides"]] == [INT8.name, FLOAT.name]


def test_labels_of_one_class_are_judged_too(digits):
    np.save(digits / "y.npy", np.zeros(60, int))
    share, low, high = compare(INT8, INT8, digits / "x.npy", digits / "y.npy").sides[0].accuracy
    assert low < share < high


def test_what_does_not_fit_is_one_sentence(digits):
    x, y = digits / "x.npy", digits / "y.npy"
    with pytest.raises(DataError, match=r"labels need inputs; add --inputs"):
        compare(INT8, INT8, labels=y)
    np.save(y, np.arange(60))
    with pytest.raises(DataError, match="it holds 60 labels of type int64; give 60 integers fro"):
        compare(INT8, INT8, x, y)
    np.save(digits / "flat.npy", np.zeros((3, 5)))
    with pytest.raises(DataError, match=r"an example has shape \(5,\), and digits_article_int8"):
        compare(INT8, INT8, digits / "flat.npy")
    np.save(digits / "short.npy", np.zeros((3, 8, 8, 1), np.int16))
    with pytest.raises(DataError, match="the examples are int16, and a model takes int8; give re"):
        compare(INT8, INT8, digits / "short.npy")
    maker = random_graphs.Maker(0, np.int8)
    dense(maker, maker.input((1, 64)), 7)
    (digits / "other.tflite").write_bytes(random_graphs.finished(maker, 0).content)
    np.save(digits / "x64.npy", np.zeros((3, 64), np.float32))
    with pytest.raises(DataError, match="the outputs have shapes .10,. and .7,.; compare models"):
        compare(INT8, digits / "other.tflite", digits / "x64.npy")
    two = random_graphs.Maker(0, np.int8)
    two.input((1, 4))
    dense(two, two.input((1, 4)), 7)
    (digits / "two.tflite").write_bytes(random_graphs.finished(two, 0).content)
    np.save(digits / "x4.npy", np.zeros((3, 4), np.float32))
    with pytest.raises(DataError, match="it has several inputs or outputs, or state; leave out"):
        compare(digits / "two.tflite", digits / "two.tflite", digits / "x4.npy")
