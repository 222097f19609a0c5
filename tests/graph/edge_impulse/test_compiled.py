"""A compiled model becomes a .tflite to the bit; what is damaged is refused by name."""

import contextlib
import random
import time

import numpy as np
import pytest

from tests.support.eon import small
from tinyml_kit.graph.edge_impulse.compiled import is_compiled, model_of
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import reference, tflm


@pytest.mark.parametrize("newer", [False, True])
def test_tensors_operators_and_settings_are_those_of_the_tables(newer):
    text = small(newer)
    assert is_compiled(text)
    graph = read(model_of(text))
    assert [one.name for one in graph.operators] == ["CONV_2D", "MEAN", "FULLY_CONNECTED",
                                                     "SOFTMAX"]  # fmt: skip
    conv = graph.operators[0]
    assert (conv.options["stride"], conv.options["activation"]) == ((2, 1), "RELU")
    kernel = graph.tensors[conv.inputs[1]]
    np.testing.assert_array_equal(kernel.scales, np.float32([0.01, 0.02, 0.03]))
    assert kernel.quantization.axis == 0
    assert graph.tensors[graph.inputs[0]].zero_point == -11


def test_both_forms_give_the_same_file_and_the_interpreters_agree():
    content = model_of(small())
    assert content == model_of(small(newer=True))
    inputs = np.random.default_rng(0).integers(-128, 128, (20, 6, 4, 1), np.int8)
    expected = reference.run(reference.build(content), inputs).outputs[0]
    if tflm.available():
        found = tflm.run(tflm.build(content), inputs).outputs[0]
        np.testing.assert_array_equal(found, expected)
    assert len(np.unique(expected)) > 2


DAMAGES = {
    "several subgraphs": ("const NodeInfo_t", "g1::x const NodeInfo_t", "has several subgraphs"),
    "another operator": ("OP_SOFTMAX", "OP_TreeEnsemble", "none of TFLite's own operators"),
    "unknown settings": ("OP_MEAN", "OP_ROUND", "the operator ROUND are not known in compiled"),
    "damaged settings": ("kTfLitePaddingSame", "kTfLitePaddingOdd", "of the operator CONV_2D are"),
    "no settings": ("&opdata3", "&opdata9", "operator 3 (SOFTMAX): there are no settings opdata9"),
    "no end": ("inTensorIndices", "elsewhere", "does not say which tensors are its inputs"),
    "no table": ("tensorData[]", "otherData[]", "the table tensorData is missing or cut off"),
    "no rows": ("{ kTfLiteArenaRw", "{ kOther", "tensor"),
    "a type": ("kTfLiteInt8, tensor_arena + 0", "kTfLiteComplex, tensor_arena + 0", "of no type"),
    "a place": ("tensor_arena + 0", "elsewhere + 0", "tensor 0 lies at 'elsewhere + 0', which is"),
    "an array": ("tensor_data1[", "tensor_data77[", "tensor 1: there is no array tensor_data1"),
    "a size": (" 9, {kTfLiteAff", " 8, {kTfLiteAff", "tensor_data1 has 9 bytes, and the"),
    "a kind": ("int8_t tensor_data1[", "float tensor_data1[", "the array tensor_data1 is float"),
    "a number": (" 10, -20", " 1e, -20", "tensor_data2 holds something that is no number"),
    "a range": (" 10, -20", " 9999999999, -20", "tensor_data2 holds something that is no numb"),
    "a shape": ("int> tensor_dimension0", "int> tensor_dim0", "tensor 0: there is no tensor_dimen"),
    "a scale": ("&quant0))", "&other0))", "tensor 0 has no scale"),
    "an axis": ("Quantization quant0 =", "Quantization other0 =", "tensor 0: there is no quant0"),
    "an index": ("{ 0,1,2 }", "{ 0,1,99 }", "names tensors that there are not"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGES)
def test_what_is_damaged_is_named(what):
    old, new, words = DAMAGES[what]
    text = small()
    assert old in text
    with pytest.raises(GraphError) as caught:
        read(model_of(text.replace(old, new)))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("used_ops", "other_ops", "it names 0 operators and has 4 nodes"),
        ("OP_MEAN, ", "", "it names 3 operators and has 4 nodes"),
        ("&g0::outputs1", "&g0::other1", "a node (MEAN) has no inputs or outputs"),
    ],
)
def test_what_is_damaged_in_the_newer_layout_is_named(old, new, words):
    text = small(newer=True)
    assert old in text
    with pytest.raises(GraphError) as caught:
        model_of(text.replace(old, new))
    assert words in str(caught.value)


@pytest.mark.parametrize("newer", [False, True])
def test_no_damage_gives_another_exception(newer):
    draw = random.Random(0)
    text = small(newer)
    refused = 0
    for _ in range(400):
        at, length = draw.randrange(len(text)), draw.randrange(1, 40)
        filling = draw.choice(["", "{", "}", "0", ",", "-1", text[:length], "99999999999999"])
        try:
            read(model_of(text[:at] + filling + text[at + length :]))
        except GraphError:
            refused += 1
    assert refused > 100


@pytest.mark.parametrize(
    "piece",
    [
        "/*",
        "//",
        "{ ",
        "tensor_data1[",
        "TfLiteAddParams opdata1 = {",
        "{ kTfLiteInt8, ",
        "  ",
        "TfLiteAffineQuantization quant1 = {",
    ],
)
def test_a_hostile_file_is_refused_soon(piece):
    begin = time.perf_counter()
    for text in (piece * (500_000 // len(piece)), f"{small()}{piece * 50_000}"):
        with contextlib.suppress(GraphError):
            model_of(text)
    assert time.perf_counter() - begin < 20
