"""Compare the NumPy reference and the compiled C with TFLM: outputs and all tensors between."""

import pytest

from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder.divergence import Comparison
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import RungMissing


def oracle(model, inputs):
    """Return the Graph of a model and TFLM's Run of it, with intermediates."""
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    return read(model), tflm.run(tflm.build(model), inputs, intermediates=True)


def reference_run(graph, inputs):
    got = reference.run(reference.build(graph), inputs, intermediates=True)
    written = {index for operator in graph.operators for index in operator.outputs}
    assert set(got.intermediates) == written
    return got


def c_run(model, graph, inputs, folder, **options):
    try:
        built = native.build(model, folder, **options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    got = native.run(built, inputs, intermediates=True)
    # Two operators in one loop leave nothing between them; more must not be hidden.
    written = {index for operator in graph.operators for index in operator.outputs}
    assert len(got.intermediates) >= len(written) / 2
    assert set(got.intermediates) <= written
    return got


def everywhere(content, inputs, folder):
    """Fail unless reference and C give TFLM's bits; return the Graph and TFLM's Run."""
    graph, expected = oracle(content, inputs)
    assert_equal(graph, expected, reference_run(graph, inputs))
    assert_equal(graph, expected, c_run(content, graph, inputs, folder, sanitize=True))
    return graph, expected


def assert_equal(graph, expected, got, exact=True):
    """Fail with the first operator, tensor and element that differ; floats may differ slightly."""
    comparison = Comparison(graph)
    comparison.add(0, expected, got)
    same = comparison.equal() if exact else comparison.within(0)
    assert same, f"{comparison.mismatches} inputs differ, first: {comparison.first}"


def require_equal(content, inputs, folder=None, exact=True, optimize="-O1"):
    """Compare the reference, and in a folder the compiled C, with TFLM; return TFLM's outputs."""
    graph, expected = oracle(content, inputs)
    assert_equal(graph, expected, reference_run(graph, inputs), exact)
    if folder is not None:
        got = c_run(content, graph, inputs, folder, optimize=optimize, sanitize=True)
        assert_equal(graph, expected, got, exact)
    return expected.outputs
