"""What the deployment chapters show of a model agrees with the model."""

import numpy as np
import pandas as pd
import pytest

from tests.support import random_graphs
from tinyml_kit.base import resources
from tinyml_kit.codegen.c import c99
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import deployment
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read


@pytest.fixture(scope="module")
def graph():
    return read(random_graphs.make(1).content)


def test_the_table_has_a_row_an_operator(graph):
    table = deployment.operators(graph)
    assert list(table["operator"]) == [operator.name for operator in graph.operators]
    for operator, row in zip(graph.operators, table.itertuples(), strict=True):
        sizes = [int(size) for size in row.output.split(" × ")] if row.output else []
        assert np.prod(sizes) * graph.tensors[operator.outputs[0]].shape[0] == np.prod(
            graph.tensors[operator.outputs[0]].shape
        )


def test_no_box_of_memory_reaches_beyond_the_plan(graph):
    figure = deployment.memory(graph)
    boxes = figure.axes[0].patches
    assert boxes
    assert max(box.get_y() + box.get_height() for box in boxes) == plan(graph).size
    assert f"{plan(graph).size:,} bytes" in alt_text(figure)


def test_boxes_too_low_to_be_seen_are_enlarged_with_their_bytes():
    network = resources.data_dir() / "bragg_100px_int8.tflite"
    axes = deployment.memory(network).axes[0]
    (enlarged,) = axes.child_axes
    written = [text.get_text() for text in axes.texts]
    assert "1,452" in written and "972" not in written
    assert [text.get_text() for text in enlarged.texts] == ["972", "243", "75", "3"]
    assert enlarged.get_title() == "the low boxes at the end, enlarged"


def test_a_function_of_a_generated_file_is_cut_out_whole(graph):
    code = c99.source(graph)["model.c"]
    text = deployment.function_of(code, "model_invoke")
    assert text.startswith("void model_invoke(void)\n{") and text.endswith("}\n")
    assert text.count("{") == text.count("}")
    text = "int one() { return 1; }\n\nint two() {\n  return 2;\n}\n"
    assert deployment.function_of(text, "two") == "int two() {\n  return 2;\n}\n"
    with pytest.raises(deployment.ShowError, match=r"no function conv_99; .*\bmodel_invoke\b"):
        deployment.function_of(code, "conv_99")


def test_a_model_is_shown_from_its_bytes_as_from_its_graph(graph):
    content = random_graphs.make(1).content
    assert deployment.operators(content).equals(deployment.operators(graph))
    assert alt_text(deployment.memory(content)) == alt_text(deployment.memory(graph))


def test_words_of_a_table_are_flush_left_in_its_head_too():
    shown = deployment.left_aligned(pd.DataFrame({"what": ["words"]})).to_html()
    assert shown.count("text-align: left") == 2


def test_code_side_by_side_is_shown_as_text_and_not_as_markup():
    shown = deployment.beside("a < b && c", deployment.beside)
    assert "a &lt; b &amp;&amp; c" in shown.data
    assert "def beside(\n    left: str | Callable, right: str | Callable" in shown.data


def test_code_keeps_its_indentation_where_tables_are_flush_right():
    shown = deployment.beside("for x in y:\n    z(x)", "")
    assert "<td" not in shown.data and "\n    z(x)</pre>" in shown.data
    assert "text-align:left" in shown.data and "white-space:pre;" in shown.data
