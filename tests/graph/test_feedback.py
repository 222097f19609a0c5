"""Which outputs are fed back to which inputs."""

import pytest

from tests.support.one_step import adder
from tinyml_kit.graph import feedback
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read


def test_an_output_that_is_stored_like_an_input_is_its_next_state():
    graph = read(adder())
    assert feedback.links(graph) == [(1, 1)]
    assert feedback.entry(graph) == 0
    assert (feedback.zero(graph, 0), feedback.zero(graph, 1)) == (1, -2)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (dict(state_scale=0.5), "0 pairs of an output and an input"),
        (dict(states=2), "2 pairs of an output and an input"),
        (dict(entries=2), "3 inputs, 1 of them states; exactly one has to be left"),
    ],
)
def test_a_model_whose_state_is_not_clear_is_refused(how, said):
    with pytest.raises(GraphError, match=said):
        feedback.links(read(adder(**how)))
