"""Settings of operators mean the same as words and as the bytes of a 32-bit chip."""

import struct

import pytest

from tinyml_kit.graph.edge_impulse.options import settings
from tinyml_kit.graph.model import GraphError


def test_words_and_bytes_of_a_pooling_agree():
    words = settings("MAX_POOL_2D", "kTfLitePaddingValid, 1,7, 2,3, kTfLiteActRelu6, { { 0,0 } }")
    numbers = settings("MAX_POOL_2D", struct.pack("<6i", 2, 1, 7, 2, 3, 3))
    for one in (words, numbers):
        assert (one.padding, one.strideW, one.strideH) == (1, 1, 7)
        assert (one.filterWidth, one.filterHeight, one.fusedActivationFunction) == (2, 3, 3)


def test_a_float_follows_its_size_and_a_bool_is_one_byte():
    assert settings("LEAKY_RELU", struct.pack("<f", 0.25)).alpha == 0.25
    assert settings("SOFTMAX", "1.5f").beta == 1.5
    lstm = settings("UNIDIRECTIONAL_SEQUENCE_LSTM", struct.pack("<iff??", 0, 0, 10, True, False))
    assert (lstm.projClip, lstm.timeMajor) == (10, True)


def test_an_operator_without_settings_has_no_table():
    assert settings("RELU", None) is settings("RESHAPE", "{ { 0 }, 0 }") is None
    assert settings("MEAN", None).keepDims is False


@pytest.mark.parametrize(
    "written",
    ["kTfLitePaddingSame", "kTfLitePaddingSame, x,1, kTfLiteActNone, 1,1", b"\1\0", b"\7\0\0\0" * 6,
     "kTfLitePaddingSame, 1,1, kTfLiteActTanh, 1,1"],
)  # fmt: skip
def test_damaged_settings_are_refused(written):
    with pytest.raises(GraphError, match="the settings of the operator CONV_2D are damaged"):
        settings("CONV_2D", written)


def test_unknown_settings_are_refused_with_the_way_around():
    with pytest.raises(GraphError, match="WHILE are not known .* without the EON compiler"):
        settings("WHILE", b"\0")
