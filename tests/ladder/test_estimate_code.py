"""How the code of several operators of a kind is estimated, in bytes."""

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
    boards.find("uno").core.code, first={"FULLY_CONNECTED": 101, "CONV_2D": 1000}, other=33
)


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ([], 0),
        (["FULLY_CONNECTED"], 101),
        # A further dense layer takes 15 % of the first one's code, rounded up.
        (["FULLY_CONNECTED"] * 2, 101 + 16),
        (["FULLY_CONNECTED"] * 3, 101 + 2 * 16),
        # Loops of any other kind are generated for each layer.
        (["CONV_2D"] * 2, 2000),
        (["RELU", "CONV_2D", "RELU"], 1000 + 2 * 33),
    ],
)
def test_dense_layers_share_their_code_and_others_do_not(kinds, code):
    assert estimate.code_bytes(chain(*kinds), SIZES) == code


def chain(*kinds):
    operators = [SimpleNamespace(index=place, name=kind) for place, kind in enumerate(kinds)]
    return SimpleNamespace(operators=operators)


def test_a_layer_that_calls_the_function_of_an_earlier_one_takes_a_part_of_its_code():
    graph = chain("CONV_2D", "RELU", "CONV_2D", "CONV_2D")
    assert estimate.code_bytes(graph, SIZES, {3}) == 1000 + 33 + 1000 + 150


def test_narrow_convolutions_of_the_same_shape_share_their_function_on_a_cortex_m4():
    graph = read(resources.data_dir() / "bragg_100px_int8.tflite")
    lowered = estimate.count(graph).lowered
    shared = {
        name: laid_out.sharing(laid_out.laid_out(graph, lowered, target))
        for name, target in TARGETS.items()
    }
    # The first of four convolutions sees one channel, the others three.
    convolutions = [one.index for one in graph.operators if one.name == "CONV_2D"]
    assert shared.pop("cortex_m4") == set(convolutions[2:])
    assert not any(shared.values())
