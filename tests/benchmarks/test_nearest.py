"""Tests are near a file by the mirrored path and by what they import."""

import pytest

from benchmarks.mutants import draw
from benchmarks.mutants.nearest import Project, Stages, distances

NOTHING = "tests/sets/test_nothing.py"


@pytest.mark.parametrize(
    ("file", "own", "folder", "wider"),
    [
        # Named after the module; its folder; who imports it over others.
        (
            "tinyml_kit/sets/sizes.py",
            ["sets/test_sizes.py"],
            ["sets/test_all.py"],
            ["codes/test_arm.py", "codes/test_sketch.py", "test_far.py", "codes/test_write.py"],
        ),
        # No test is named after it: the one that imports it.
        ("tinyml_kit/sets/unnamed.py", ["sets/test_all.py"], [], []),
        # Templates: tests that have a folder of the path in their text, then in their name.
        (
            "tinyml_kit/codes/kernels/arm/dot.c",
            ["codes/test_arm.py", "codes/test_sketch.py", "codes/test_write.py"],
            [],
            ["test_far.py"],
        ),
        # Outside of the package: tests that mention it.
        ("arduino/blink/blink.ino", ["codes/test_sketch.py"], [], []),
    ],
)
def test_stages_go_from_a_files_own_tests_to_those_that_import_it(
    project, file, own, folder, wider
):
    stages = Stages(*([f"tests/{name}" for name in stage] for stage in (own, folder, wider)))
    assert Project(project).stages(file) == stages


def test_a_module_that_is_named_in_a_string_is_imported(project):
    (project / NOTHING).write_text('RUN = ["-m", "tinyml_kit.sets.sizes"]\n', encoding="utf-8")
    assert NOTHING in Project(project).stages("tinyml_kit/sets/sizes.py").folder


def test_a_conftest_is_imported_by_the_tests_below_it(project):
    (project / "tests/sets/conftest.py").write_text(
        "import tinyml_kit.codes.write\n", encoding="utf-8"
    )
    assert NOTHING in Project(project).stages("tinyml_kit/codes/write.py").wider


def test_a_test_that_names_the_folder_of_a_kernel_is_its_own(project):
    (project / "tests/test_boards.py").write_text(
        '"""They reach all of codes/kernels/arm."""\n', encoding="utf-8"
    )
    kit = Project(project)
    assert "tests/test_boards.py" in kit.stages("tinyml_kit/codes/kernels/arm/dot.c").own
    assert "tests/test_boards.py" not in kit.stages("tinyml_kit/codes/kernels/add.S").own


def test_a_test_that_goes_through_all_modules_is_each_ones_own_but_no_cs(project):
    (project / "tests/test_style.py").write_text('FILES = ROOT.rglob("*.py")\n', encoding="utf-8")
    kit = Project(project)
    assert "tests/test_style.py" in kit.stages("tinyml_kit/sets/unnamed.py").own
    assert kit.stages("tinyml_kit/codes/kernels/arm/dot.c").wider == ["tests/test_far.py"]


def test_every_file_of_the_kit_has_tests(request):
    kit = Project(request.config.rootpath)
    files = draw.files(kit.root)
    assert [file for file in files if not any(kit.stages(file))] == []


def test_steps_are_counted_on_the_shortest_way():
    edges = {"a": {"b", "c"}, "b": {"c"}, "c": {"d"}, "d": {"a"}, "e": {"a"}}
    assert distances(["a"], edges) == {"a": 0, "b": 1, "c": 1, "d": 2}
