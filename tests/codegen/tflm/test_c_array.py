"""A model as an array: the same bytes, and what the interpreter needs to know."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import Network
from tinyml_kit.codegen.tflm import c_array, memory
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError

# A stand-in for the interpreter's headers, with the names that it has there.
API = Path(__file__).parents[2] / "arduino/tflm_api"


def test_a_compiler_reads_the_files_bytes_at_an_aligned_place(network, tmp_path, compiler):
    files = c_array.export(network, tmp_path, "net")
    (tmp_path / "main.c").write_text(
        '#include <stdio.h>\n#include <stdint.h>\n#include "net.h"\n'
        "int main(void) { fwrite(net, sizeof net, 1, stdout);"
        " return (uintptr_t)net % 16 || NET_LENGTH != sizeof net; }\n",
        encoding="utf-8",
    )
    flags = "-std=c99 -Wall -Wextra -Werror -pedantic".split()
    sources = [files["net.c"], tmp_path / "main.c"]
    subprocess.run([compiler, *flags, *sources, "-o", tmp_path / "a"], check=True)
    answer = subprocess.run([tmp_path / "a"], capture_output=True)
    assert (answer.returncode, answer.stdout) == (0, network)


def test_cpp_adds_exactly_the_operators_that_are_used(network, tmp_path):
    compiler = shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        pytest.skip("toolchain: neither g++ nor clang++ is installed")
    c_array.export(network, tmp_path, "net")
    methods = ["AddConv2D", "AddMaxPool2D", "AddReshape", "AddFullyConnected", "AddSoftmax"]
    declared = " ".join(f"void {method}() {{ ++count; }}" for method in methods)
    (tmp_path / "main.cpp").write_text(
        f'#include "net.h"\nstruct Resolver {{ int count = 0; {declared} }};\n'
        "int main() { Resolver r; net_add_operators(r); return r.count - NET_OPERATORS; }\n",
        encoding="utf-8",
    )
    command = [compiler, "-Wall", "-Werror", tmp_path / "main.cpp", "-o", tmp_path / "a"]
    subprocess.run(command, check=True)
    assert subprocess.run([tmp_path / "a"]).returncode == 0


def test_an_operator_that_is_used_twice_is_added_once():
    content = Network((1, 4)).dense(3).dense(2).finish()
    assert c_array.used_operators(content) == ["AddFullyConnected"]


def test_operators_that_the_kit_folds_away_are_still_the_interpreters():
    seed = next(s for s in range(200) if "SHAPE" in random_graphs.make(s).operators)
    used = c_array.used_operators(random_graphs.make(seed).content)
    assert {"AddShape", "AddStridedSlice", "AddPack"} <= set(used)


def test_all_methods_are_written_as_the_resolver_writes_them():
    used = set()
    for seed in random_graphs.each_first():
        used |= set(c_array.used_operators(random_graphs.make(seed).content))
    header = API / "tensorflow/lite/micro/micro_mutable_op_resolver.h"
    resolver = header.read_text(encoding="utf-8")
    # Shapes are known when a file is read; recurrent operators are drawn in models of their own.
    apart = {"AddShape", "AddSvdf", "AddUnidirectionalSequenceLSTM"}
    assert used | apart == set(re.findall(r"TfLiteStatus (Add\w+)\(\);", resolver))


def test_the_arena_has_a_margin_and_says_where_its_size_comes_from(network):
    given = c_array.arena(read(network), 2000)
    assert given == c_array.Arena(2000, 2208, "measured")
    header = c_array.source(network, "net", arena_bytes=2000)["net.h"]
    assert "/* Bytes of the tensor arena: 2000 (measured) and 10% more. */" in header
    assert "#define NET_ARENA_BYTES 2208\n" in header
    assert "(estimated)" in c_array.source(network, "net")["net.h"]


def test_dense_layers_with_several_scales_carry_a_warning():
    several = Network((1, 4)).dense(3, scales=[0.01, 0.02, 0.03]).finish()
    assert (
        "Caution: operator 0 FULLY_CONNECTED has a scale" in c_array.source(several, "net")["net.h"]
    )
    # As quantisation-aware training writes them: three scales, but all the same.
    equal = Network((1, 4)).dense(3, scales=[0.01, 0.01, 0.01]).finish()
    for harmless in (equal, Network((1, 4)).dense(3).finish()):
        assert c_array.warning(read(harmless)) is None


def test_the_name_is_the_files_and_made_an_identifier(network, tmp_path):
    path = tmp_path / "784-32 été.tflite"
    path.write_bytes(network)
    assert list(c_array.export(path, tmp_path)) == ["m784_32_ete.c", "m784_32_ete.h"]
    assert list(c_array.export(path, tmp_path, "int")) == ["int_.c", "int_.h"]


def test_no_interpreter_runs_on_an_avr(network, tmp_path):
    with pytest.raises(ExportError, match="uno: the TFLM interpreter is too large for it"):
        c_array.export(network, tmp_path, board="uno")
    assert list(c_array.source(network, "net", "nano33ble")) == ["net.c", "net.h"]


def test_a_file_that_is_not_a_model_is_refused(tmp_path):
    with pytest.raises(GraphError):
        c_array.export(b"no model", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_every_byte_is_in_the_array(network):
    text = c_array.source(network, "net")["net.c"]
    values = [int(byte, 16) for byte in re.findall(r"0x([0-9a-f]{2}),", text)]
    assert np.array(values, np.uint8).tobytes() == network


def test_the_array_is_written_sixteen_bytes_a_line():
    content = Network((1, 4)).dense(3).finish()
    lines = c_array.source(content, "net")["net.c"].splitlines()
    assert lines[:8] == [
        "/* model.tflite, byte by byte. */", "", '#include "net.h"', "",
        "/* The interpreter reads numbers of up to 16 bytes in place. */",
        "#if defined(__GNUC__)", "__attribute__((aligned(16)))", "#endif",
    ]  # fmt: skip
    assert lines[8] == "const unsigned char net[NET_LENGTH] = {" and lines[-1] == "};"
    rows = [[int(byte, 16) for byte in re.findall("0x(..),", line)] for line in lines[9:-1]]
    assert [len(row) for row in rows[:-1]] == [16] * (len(rows) - 1)
    assert rows[0] == list(content[:16])
    assert lines[9] == "    " + " ".join(f"0x{byte:02x}," for byte in content[:16])


def test_nothing_that_was_measured_is_nothing_known(network):
    graph = read(network)
    assert c_array.arena(graph, 0) == c_array.arena(graph)
    assert c_array.arena(graph).needed == memory.estimate(graph)


@pytest.mark.parametrize(("measured", "given"), [(1454, 1600), (1455, 1616), (1, 16)])
def test_the_arena_is_a_tenth_larger_and_a_multiple_of_sixteen(network, measured, given):
    assert c_array.arena(read(network), measured).given == given
