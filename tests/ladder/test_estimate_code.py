"""How the code of several layers of a kernel is estimated, in bytes."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.codegen.c import laid_out
from tinyml_kit.codegen.c.targets import TARGETS
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import estimate

SIZES = replace(
    boards.find("uno").core.code,
    kernels={"dense": (101, 16), "conv": (1000, 900), "dot_8": (50, 0)},
    other=(33, 30),
)
NO_TENSORS = SimpleNamespace(tensors=())


def layers(*kinds):
    """Return layers of kernels; "conv/x" shares the C `x`, and "dense+dot_8" calls that loop."""
    found = []
    for kind in kinds:
        kernel, _, loop = kind.partition("+")
        kernel, _, shared = kernel.partition("/")
        loops = (loop,) if loop else ()
        found.append(SimpleNamespace(template=f"{kernel}.c", shared=shared, loops=loops))
    return found


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ([], 0),
        (["dense"], 101),
        (["dense"] * 3, 101 + 2 * 16),
        (["relu", "conv", "relu"], 33 + 1000 + 30),
        # What stands in front of both is not the same.
        (["conv/a", "conv/b", "conv/a"], 2 * 1000 + 900),
        # A loop that layers share comes once.
        (["dense+dot_8", "dense+dot_8"], 101 + 50 + 16),
    ],
)
def test_a_further_layer_of_a_kernel_takes_less(kinds, code):
    assert estimate.code_bytes(NO_TENSORS, layers(*kinds), SIZES) == code


def test_narrow_convolutions_of_the_same_shape_share_their_function_on_a_cortex_m4():
    graph = read(resources.data_dir() / "bragg_100px_int8.tflite")
    counted = estimate.count(graph)
    again = {
        name: [
            shared
            for kernel, shared in laid_out.functions(counted.stored(name))
            if kernel.startswith("conv_2d") and "neighbours" in kernel
        ]
        for name in TARGETS
    }
    # The first of four convolutions sees one channel, the others three; one ends in a pooling.
    assert again.pop("cortex_m4").count(True) > 0
    assert not any(again.values())
