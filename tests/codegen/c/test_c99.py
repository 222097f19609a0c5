"""The generated C: what it contains, what it does not, and that compilers accept it.

That it computes what the interpreter computes is tested in tests/rungs/host/test_native.py and, on
hundreds of models, in tests/conformance.
"""

import re
import shutil
import subprocess

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import Network
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import AVR
from tinyml_kit.graph.model import Graph, GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.rungs import elf

STRICT = "-std=c99 -Wall -Wextra -Werror -pedantic".split()


def code_of(text):
    """Return C without its comments."""
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_a_second_export_is_the_same_to_the_byte(network, tmp_path):
    first = {name: path.read_bytes() for name, path in c99.export(network, tmp_path).items()}
    second = c99.export(network, tmp_path / "again")
    assert {name: path.read_bytes() for name, path in second.items()} == first
    assert list(first) == ["model.c", "model.h"]


def test_a_graph_gives_the_code_of_its_file_but_no_hash(network):
    of_file, of_graph = c99.source(network), c99.source(read(network))
    assert of_graph["model.c"] == of_file["model.c"]
    assert "MODEL_HASH 0x00000000UL" in of_graph["model.h"]


def test_the_header_says_what_a_caller_needs(network):
    header = c99.source(network)["model.h"]
    assert re.search(r"#define MODEL_HASH 0x[0-9a-f]{8}UL", header)
    for line in (
        "#define MODEL_INPUTS 1",
        "#define MODEL_INPUT0_SIZE 144",
        "#define MODEL_INPUT0_ZERO_POINT 3",
        "#define MODEL_OUTPUT0_SIZE 4",
        "#define MODEL_OUTPUT0_SCALE 0.00390625f",
        "int8_t *model_input(int i);",
        "const int8_t *model_output(int i);",
    ):
        assert line in header


@pytest.mark.parametrize("seed", range(8))
def test_an_int8_model_needs_no_float_no_heap_and_no_library(seed):
    model = random_graphs.make(seed)
    if {"QUANTIZE", "DEQUANTIZE"} & set(model.operators):
        return  # real numbers at the edges
    code = code_of(c99.source(model.content)["model.c"])
    assert re.findall(r"#include (.*)", code) == ["<stdint.h>", "<string.h>", '"model.h"']
    assert not re.search(
        r"\b(float|double|malloc|free|int)\b(?! i\))", code.replace("READ_FLOAT", "")
    )


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_compilers_accept_it_without_a_warning(compiler, tmp_path):
    if shutil.which(compiler) is None:
        pytest.skip(f"toolchain: {compiler} is not installed")
    models = [(seed, np.int8) for seed in random_graphs.each_first()]
    models += [(seed, np.float32) for seed in (5, *random_graphs.later(1))]
    for seed, dtype in models:
        files = c99.export(random_graphs.make(seed, dtype).content, tmp_path)
        trace = "-DMODEL_TRACE" if seed % 2 else "-UMODEL_TRACE"
        command = [compiler, *STRICT, "-O2", trace, "-c", files["model.c"], "-o", tmp_path / "a.o"]
        subprocess.run(command, check=True)


def test_cpp_takes_the_header(network, tmp_path):
    compiler = shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        pytest.skip("toolchain: neither g++ nor clang++ is installed")
    c99.export(network, tmp_path)
    (tmp_path / "a.cpp").write_text(
        '#include "model.h"\nint main() { model_invoke(); }\n', encoding="utf-8"
    )
    command = [compiler, "-Wall", "-Werror", "-fsyntax-only", tmp_path / "a.cpp"]
    subprocess.run(command, check=True)


@pytest.mark.parametrize("name", ["int", "2 nets", "été", "a-b"])
def test_any_name_gives_code_that_compiles(network, name, tmp_path, compiler):
    files = c99.export(network, tmp_path, name)
    source = next(path for path in files.values() if path.suffix == ".c")
    subprocess.run([compiler, *STRICT, "-c", source, "-o", tmp_path / "a.o"], check=True)
    assert f"void {source.stem}_invoke(void)" in source.read_text(encoding="utf-8")


def test_a_hostile_tensor_name_stays_in_its_comment(tmp_path, compiler):
    network = Network((1, 4)).dense(2, name='*/ #error "x" \\\n/* ??/ é')
    files = c99.export(network.finish(), tmp_path)
    subprocess.run([compiler, *STRICT, "-fsyntax-only", files["model.c"]], check=True)


def test_lines_stay_within_a_hundred_columns(network):
    for seed in random_graphs.each_first():
        for text in c99.source(random_graphs.make(seed).content).values():
            assert max(map(len, text.splitlines())) <= 100


def test_each_kind_of_operator_is_explained_once():
    model = Network((1, 8, 8, 1)).conv(2, 3).conv(2, 3).finish()
    text = c99.source(model)["model.c"]
    assert text.count("/* CONV_2D: a window slides") == 1
    assert text.count("static void conv_2d_1(") == 1


def test_a_reshape_that_moves_nothing_is_a_comment():
    text = c99.source(Network((1, 4, 4, 1)).flatten().dense(2).finish())["model.c"]
    assert "/* RESHAPE: the numbers stay where they are. */" in text
    assert "static void reshape" not in text


def test_the_input_shares_its_memory_with_what_comes_after(network):
    header = c99.source(network)["model.h"]
    # 144 for the image and 4 · 3 · 5 = 60 for what the first layer makes of it, nothing else.
    assert "#define MODEL_ARENA_BYTES 204 " in header


def test_a_model_that_is_too_large_to_count_is_refused():
    with pytest.raises(ExportError, match="its tensors need 40001 bytes together, more"):
        c99.source(Network((1, 40_000)).dense(1).finish(), target=AVR)


def test_an_output_that_is_a_constant_is_refused(network):
    graph = read(network)
    weights = graph.operators[0].inputs[1]
    constant = Graph(graph.name, graph.tensors, graph.operators, graph.inputs, (weights,))
    with pytest.raises(ExportError, match=f"output {weights} .* is a constant"):
        c99.source(constant)


def test_what_cannot_be_exported_leaves_nothing_behind(tmp_path):
    with pytest.raises(GraphError):
        c99.export(b"no model", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_the_compiled_code_is_small(network, tmp_path, compiler):
    files = c99.export(network, tmp_path)
    subprocess.run([compiler, "-Os", "-c", files["model.c"], "-o", tmp_path / "a.o"], check=True)
    # 5 filters of 18 weights, 4 rows of 60, a table of 1 KB; the rest is code.
    assert elf.sizes(tmp_path / "a.o").flash < 3500
