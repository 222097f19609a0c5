"""How the code of several operators of a kind is estimated, in bytes."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tinyml_kit import boards
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
    graph = SimpleNamespace(operators=[SimpleNamespace(name=kind) for kind in kinds])
    assert estimate.code_bytes(graph, SIZES) == code
