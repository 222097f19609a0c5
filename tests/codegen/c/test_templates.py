"""Templates: what is put in, what is left out, and what every template promises."""

import re

import pytest

from tinyml_kit.codegen.c import layer_text, templates
from tinyml_kit.codegen.c.c_layer import template
from tinyml_kit.codegen.c.templates import TemplateError
from tinyml_kit.ops.operators import OPERATORS


@pytest.fixture
def fill(tmp_path, monkeypatch):
    monkeypatch.setattr(templates, "HERE", tmp_path)

    def fill(text, sizes=(), substitutions=(), **files):
        for name, content in files.items():
            (tmp_path / f"{name}.c").write_text(content, encoding="utf-8")
        (tmp_path / "main.c").write_text(text, encoding="utf-8")
        return templates.fill(tmp_path / "main.c", dict(sizes), dict(substitutions), folders=("",))

    return fill


BRANCHES = """#if ONE
one
#elif OTHER
other
#else
none
#endif
"""


@pytest.mark.parametrize(
    "sizes, left",
    [
        ({"ONE": 1, "OTHER": 0}, "one"),
        ({"ONE": 1, "OTHER": 1}, "one"),
        ({"ONE": 0, "OTHER": 2}, "other"),
        ({"ONE": 0, "OTHER": 0}, "none"),
    ],
)
def test_the_branch_that_applies_is_left(fill, sizes, left):
    assert fill(BRANCHES, sizes) == f"{left}\n"


@pytest.mark.parametrize(
    "condition, holds",
    [("A && B", False), ("A || B", True), ("!B", True), ("!A", False), ("A && !B", True)],
)
def test_conditions_are_joined_as_in_c(fill, condition, holds):
    text = f"#if {condition}\nyes\n#endif\nend\n"
    assert fill(text, {"A": 1, "B": 0}) == ("yes\nend\n" if holds else "end\n")


def test_branches_may_lie_in_branches(fill):
    text = "#if A\n#if B\nboth\n#else\na\n#endif\n#endif\nend\n"
    assert fill(text, {"A": 1, "B": 0}) == "a\nend\n"
    assert fill(text, {"A": 0, "B": 1}) == "end\n"


def test_a_branch_that_is_not_closed_is_a_fault(fill):
    with pytest.raises(TemplateError, match="^main.c: an #if without an #endif"):
        fill("#if A\n", {"A": 1})


def test_a_branch_that_was_not_opened_is_a_fault(fill):
    with pytest.raises(TemplateError, match="^main.c: #endif without an #if"):
        fill("#endif\n")


def test_a_text_that_no_layer_gives_is_a_fault(fill):
    with pytest.raises(TemplateError, match=r"^main.c: no layer gives \$wieghts"):
        fill("$wieghts $bias\n", substitutions={"bias": "b"})


@pytest.mark.parametrize("line", ["#if WRAPPS", "#if WRAPS && !WRAPPS", "#if WRAPS\n#elif WRAPPS"])
def test_a_condition_on_a_size_that_no_layer_gives_is_a_fault(fill, line):
    with pytest.raises(TemplateError, match="^main.c: no layer gives WRAPPS, which #(el)?if asks"):
        fill(f"{line}\n#endif\n", {"WRAPS": 1})


def test_what_is_misspelt_is_a_fault_even_where_it_is_left_out(fill):
    with pytest.raises(TemplateError, match="no layer gives WRAPPS"):
        fill("#if WRAPS\n#if WRAPPS\n#endif\n#endif\n", {"WRAPS": 0})
    with pytest.raises(TemplateError, match=r"no layer gives \$wieghts"):
        fill("#if WRAPS\n${wieghts}\n#endif\n", {"WRAPS": 0})


def test_a_lone_dollar_is_a_fault(fill):
    with pytest.raises(TemplateError, match="^main.c: Invalid placeholder"):
        fill("$ 5\n")


def test_a_part_that_is_not_there_is_a_fault(fill):
    with pytest.raises(TemplateError, match="^main.c: there is no common/windov.c to include"):
        fill('#include "common/windov.c"\n')
    with pytest.raises(TemplateError, match="^there is no template flush.h$"):
        templates.with_includes("flush.h")


def test_each_function_lists_the_numbers_that_it_uses(fill):
    text = "f\n    enum { $sizes };\nx = A + B;\ng\n    enum { $sizes };\ny = B;\n"
    filled = fill(text, {"A": 1, "B": 2, "C": 3})
    assert filled == "f\n    enum { A = 1, B = 2 };\nx = A + B;\ng\n    enum { B = 2 };\ny = B;\n"


def test_a_function_without_numbers_has_no_list(fill):
    assert fill("{\n    enum { $sizes };\n\n    f();\n}\n", {"A": 1}) == "{\n    f();\n}\n"


def test_long_lists_are_broken_between_numbers(fill):
    numbers = {f"NUMBER_{i}": i for i in range(20)}
    filled = fill("    enum { $sizes };\n" + " ".join(numbers) + "\n", numbers)
    lines = filled.splitlines()
    assert lines[0] == "    enum {" and "    };" in lines
    listed = lines[1 : lines.index("    };")]
    assert all(re.fullmatch(r" {8}(NUMBER_\d+ = \d+,? ?)+", f"{line} ") for line in listed)


def test_an_included_template_is_indented_like_its_include(fill):
    filled = fill('    #include "part.c"\n', {"A": 1}, part="#if A\nx;\n\n    y;\n#endif\n")
    assert filled == "    x;\n\n        y;\n"


def test_arguments_of_a_long_call_get_lines_of_their_own(fill):
    call = f"    sum = f({'a' * 50}, g(b, c), {'d' * 50});\n"
    assert (
        fill(call) == f"    sum = f(\n        {'a' * 50},\n        g(b, c),\n        {'d' * 50});\n"
    )


def test_a_targets_own_template_comes_first():
    own = templates.find("flash.h", ("avr/kernels", "kernels"))
    assert own == templates.HERE / "avr" / "kernels" / "flash.h"
    assert (
        templates.find("softmax.c", ("avr/kernels", "kernels"))
        == templates.HERE / "kernels" / "softmax.c"
    )
    assert templates.find("no.c", ("avr/kernels", "kernels")) is None


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_has_a_template_that_starts_by_explaining_it(name):
    paths = [template(name.lower(), kind) for kind in ("int8", "int16", "int32", "float32")]
    found = [path for path in paths if templates.find(path)]
    spec = OPERATORS[name]
    assert (
        paths[0 if spec.int8 or spec.boolean or spec.unsigned else 1 if spec.int16 else -1] in found
    )
    for path in found:
        explanation, _ = templates.split_explanation(templates.with_includes(path))
        assert explanation.startswith(f"/* {name}: ")


def test_functions_that_templates_call_are_found_and_those_they_call_come_first():
    class Anywhere:
        folders = ("kernels",)

    texts = layer_text.helpers("x = requantise_any(sum, 1, 2);", Anywhere)
    found = [re.search(r"static inline \w+ (\w+)\(", text)[1] for text in texts]
    assert found == ["requantise", "requantise_any"]
