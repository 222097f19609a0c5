"""What headers of an export do not say is left out; nothing in them is an error."""

import pytest

from tinyml_kit.graph.edge_impulse.metadata import metadata_of
from tinyml_kit.graph.edge_impulse.source import without_comments


def test_nothing_is_said_by_nothing():
    found = metadata_of("")
    assert (found.labels, found.frequency, found.engine) == ((), 0.0, "TFLite")


def test_a_label_is_one_line_and_a_frequency_a_number():
    found = metadata_of(
        'const char* ei_classifier_inferencing_categories[2] = { "a\x1b[2J", "b" };\n'
        "#define EI_CLASSIFIER_FREQUENCY fast\n"
    )
    assert found.labels == ("a\\x1b[2J", "b")
    assert found.frequency == 0.0


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a /* b */ c", "a   c"),
        ("a // b\nc", "a  \nc"),
        ("a /* b", "a  "),
        ("a", "a"),
        ("a /*/ b */ c", "a   c"),
    ],
)
def test_comments_become_spaces(text, left):
    assert without_comments(text) == left


def test_settings_whose_structure_is_elsewhere_have_the_names_of_their_comments():
    found = metadata_of(
        "ei_dsp_config_made_t ei_dsp_config_3 = {\n    3, // uint32_t blockId\n"
        '    "0.1, 0.5", // string spectral-power-edges\n    true // boolean do-log\n};\n'
    )
    assert found.processing == {
        "ei_dsp_config_3": {"blockId": "3", "spectral-power-edges": "0.1, 0.5", "do-log": "true"}
    }
