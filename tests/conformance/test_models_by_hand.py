"""Models made by hand: every tensor as in TFLM, in NumPy and in compiled C.

They reach every branch of codegen/c/kernels, and all of tinyml_kit/ops.
"""

from tests.support import comparing
from tests.support.agreeing import every_model, prepared


@every_model
def test_the_reference_and_compiled_c_agree_with_the_interpreter(add, dtype, tmp_path):
    content, inputs, graph, expected, exact = prepared(add, dtype)
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs), exact)
    got = comparing.c_run(content, graph, inputs, tmp_path, optimize="-O0")
    comparing.assert_equal(graph, expected, got, exact)
