"""A model as a sketch: complete, the same every time, refused where it would be wrong."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import Network, small_network
from tests.support.one_operator import with_many
from tinyml_kit.arduino import qemu_board, sketch
from tinyml_kit.base import resources
from tinyml_kit.codegen.tflm import c_array
from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops.layer import ExportError, TargetTooSmall

API = Path(__file__).parent / "tflm_api"
LIBRARY = {
    f"src/TinymlKit/{path.name}"
    for path in sketch.LIBRARY.iterdir()
    if not path.name.startswith(sketch.STREAM)
}
OWN = {
    "c": {"model.c", "model.h"},
    "tflm": {"model.cpp", "model.h", "model_data.c", "model_data.h"},
}


@pytest.fixture(scope="module")
def network():
    return small_network()


def syntax(sources, *options):
    """Compile C++ without making anything of it."""
    compiler = shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        pytest.skip("toolchain: neither g++ nor clang++ is installed")
    flags = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-std=gnu++14"]
    places = [f"-I{API}", f"-I{qemu_board.SHIM}", *options]
    subprocess.run([compiler, *flags, *places, "-x", "c++", *sources], check=True)


def sketch_of(folder):
    """Return a sketch as the IDE compiles it: with Arduino.h in front."""
    text = (folder / f"{folder.name}.ino").read_text(encoding="utf-8")
    (folder / "as_the_ide_does.cpp").write_text(f"#include <Arduino.h>\n{text}", encoding="utf-8")
    return folder / "as_the_ide_does.cpp"


def test_the_program_that_chapter_13_shows_compiles(network, tmp_path):
    chapter = json.loads(
        (resources.notebooks() / "13_tflm_export.ipynb").read_text(encoding="utf-8")
    )
    texts = ["".join(c["source"]) for c in chapter["cells"] if c["cell_type"] == "markdown"]
    shown = [code for text in texts for code in re.findall(r"```cpp\n(.*?)```", text, re.DOTALL)]
    (program,) = [code for code in shown if "void loop()" in code]
    printed = ["".join(out["text"]) for cell in chapter["cells"] for out in cell.get("outputs", ())
               if out["output_type"] == "stream"]  # fmt: skip
    (resolver,) = [text for text in printed if "resolver.Add" in text]
    assert resolver.rstrip() in program
    yours = "void read_sensor(int8_t *pixels);\nvoid show(const int8_t *scores);\n"
    source = tmp_path / "chapter.cpp"
    source.write_text(
        program.replace("alignas", f"#include <Arduino.h>\n{yours}alignas", 1), encoding="utf-8"
    )
    (tmp_path / "model_data.h").write_text(
        c_array.source(network, "model_data")["model_data.h"], encoding="utf-8"
    )
    syntax([source], f"-I{tmp_path}")


@pytest.mark.parametrize("runtime", sketch.RUNTIMES)
def test_a_sketch_is_complete_and_called_after_its_folder(network, tmp_path, runtime):
    made = sketch.export(network, tmp_path / "hit_or_miss", runtime, "nano33ble")
    assert set(made) == {"hit_or_miss.ino", *OWN[runtime], *LIBRARY}
    included = set()
    for path in made.values():
        assert path.is_file()
        for name in re.findall(r'#include "(.+?)"', path.read_text(encoding="utf-8")):
            included |= {name} if not name.startswith("tensorflow/") else set()
    present = {name.removeprefix("src/TinymlKit/") for name in made} | set(made)
    assert included <= present


@pytest.mark.parametrize("runtime", sketch.RUNTIMES)
def test_a_second_export_gives_the_same_bytes(network, tmp_path, runtime):
    first = sketch.export(network, tmp_path / "net", runtime, "nano33ble", 2000)
    before = {name: path.read_bytes() for name, path in first.items()}
    again = sketch.export(network, tmp_path / "net", runtime, "nano33ble", 2000)
    assert {name: path.read_bytes() for name, path in again.items()} == before


@pytest.mark.parametrize("board", [None, "nano33ble"])
def test_the_kits_c_in_a_sketch_is_what_is_exported_as_c99(network, board):
    from tinyml_kit.codegen.c import c99
    from tinyml_kit.codegen.c.targets import target_of

    made = sketch.source(network, "net", "c", board)
    assert made["model.c"] == c99.source(network, "model", target_of(board))["model.c"]


def test_sketches_for_the_interpreter_compile_against_its_api(tmp_path):
    seen = set()
    models = [random_graphs.make(seed).content for seed in random_graphs.each_first()]
    models.append((resources.data_dir() / "digits_article_float32.tflite").read_bytes())
    for number, model in enumerate(models):
        folder = tmp_path / f"net{number}"
        try:
            sketch.export(model, folder, "tflm", "nano33ble")
        except ExportError as refusal:
            assert re.search("can name 4|different types|has a scale for each", str(refusal))
            continue
        syntax([sketch_of(folder), folder / "model.cpp"])
        header = (folder / "model_data.h").read_text(encoding="utf-8")
        used = c_array.used_operators(model)
        assert re.findall(r"resolver\.(\w+)\(\)", header) == used
        assert f"#define MODEL_DATA_OPERATORS {len(used)}\n" in header
        seen |= set(used)
    assert len(seen) >= 15


def test_a_type_that_python_would_take_for_another_is_refused(tmp_path):
    words = dict(shape=(1, 3), dtype=np.int32)
    content = with_many("MAXIMUM", [words, words], words)
    with pytest.raises(ExportError) as caught:
        sketch.export(content, tmp_path / "net")
    said = "inputs and outputs are int32, and the serial protocol knows int8, int16 and float32"
    assert said in str(caught.value)
    assert not (tmp_path / "net").exists()


def test_the_arena_of_a_sketch_is_what_was_measured_and_a_margin(network):
    text = sketch.source(network, "net", "tflm", "nano33ble", 2000)["model_data.h"]
    assert "2000 (measured) and 10% more" in text and "ARENA_BYTES 2208" in text


def test_a_board_with_the_interpreter_says_how_much_of_the_arena_it_uses(network):
    made = sketch.source(network, "net", "tflm", "nano33ble", 2000)
    assert "interpreter->arena_used_bytes()" in made["model.cpp"]
    assert "  model_report(out);\n" in made["net.ino"]
    assert "model_report" not in "".join(sketch.source(network, "net", "c", "nano33ble").values())


def test_dense_layers_with_several_scales_are_refused_with_the_call_that_converts(tmp_path):
    several = Network((1, 4)).dense(3, scales=[0.01, 0.02, 0.03]).finish()
    with pytest.raises(
        ExportError,
        match=r"^operator 0 FULLY_CONNECTED has a scale for each output, and .* silently; convert "
        r'again by compress\.quantize\.to_tflite\(model, "int8", examples\).* --runtime c',
    ):
        sketch.export(several, tmp_path / "net", "tflm", "nano33ble")
    assert list(tmp_path.iterdir()) == []
    # The kit's C reads every scale.
    assert sketch.export(several, tmp_path / "net", "c", "nano33ble")


@pytest.mark.parametrize("name", ["my net", "-net", "é", "n" * 64, ""])
def test_a_folder_whose_name_is_none_for_a_sketch_is_refused(network, name):
    with pytest.raises(ExportError, match="a sketch has the name of its folder"):
        sketch.source(network, name)


def test_a_sketch_of_the_other_runtime_is_not_mixed_in(network, tmp_path):
    sketch.export(network, tmp_path / "net", "c")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ExportError, match=r"holds model\.c of a sketch with the other runtime"):
        sketch.export(network, tmp_path / "net", "tflm")
    assert sorted(tmp_path.rglob("*")) == before


def test_boards_that_cannot_hold_it_are_refused(network, tmp_path):
    with pytest.raises(ExportError, match="uno: the TFLM interpreter is too large for it"):
        sketch.export(network, tmp_path / "net", "tflm", "uno")
    with pytest.raises(TargetTooSmall, match="RAM are missing .the tensor arena alone: 330000 of"):
        sketch.export(network, tmp_path / "net", "tflm", "nano33ble", 300_000)
    with pytest.raises(ExportError, match="there is no runtime 'forth'; take c or tflm"):
        sketch.export(network, tmp_path / "net", "forth")
    with pytest.raises(GraphError):
        sketch.export(b"no model", tmp_path / "net")
    assert list(tmp_path.iterdir()) == []


def test_more_tensors_than_the_protocol_names_are_refused():
    maker = random_graphs.Maker(0, np.int8)
    values = [maker.output((1, 4), 0.1, 0) for _ in range(5)]
    maker.writer.inputs = [value.index for value in values]
    maker.operator("CONCATENATION", values, [maker.output((1, 20), 0.1, 0)], axis=1)
    maker.writer.outputs = [maker.values[-1].index]
    with pytest.raises(ExportError, match="has 5 inputs, and the serial protocol can name 4"):
        sketch.source(maker.writer.finish(), "net")
