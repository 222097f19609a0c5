"""The generated C of many models, compiled with sanitizers once for each program.

Weights and tables are taken out of the text and read from a file when the program starts, and
comments are left out, so that models that differ in them alone share a program. Sanitizers watch
the arrays all the same. What a program said of the same numbers before is not asked again.
"""

import hashlib
import os
import re
import shutil
from collections import OrderedDict
from pathlib import Path

import numpy as np

from tinyml_kit.codegen.c import c99
from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import Run

COMMENT = re.compile(r"/\*.*?\*/", re.S)
CONSTANT = re.compile(r"static const (\w+) (\w+)\[(\d+)\] FLASH = \{\n(.*?)\n\};\n", re.S)
TYPES = {"int8_t": np.int8, "uint8_t": np.uint8, "int16_t": np.int16, "int32_t": np.int32,
         "float": np.float32}  # fmt: skip
#: Numbers for which C has no literal, as `codegen.c.literals.number` writes them, and for NumPy.
ODD = {"(-2147483647 - 1)": "-2147483648", "(0.0f / 0.0f)": "nan", "(1.0f / 0.0f)": "infinity",
       "(-1.0f / 0.0f)": "-infinity"}  # fmt: skip
VARIABLE = "DAMAGED_CONSTANTS"
LOADER = """
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void load_constants(void)
{{
    FILE *file = fopen(getenv("{variable}"), "rb");
    if (!file)
        abort();
{reads}    fclose(file);
}}
"""
READ = "    if (fread({0}, sizeof {0}, 1, file) != 1)\n        abort();\n"
OPTIONS = ("-std=gnu99", "-O0", "-w", "-pipe", *native.SANITIZERS,
           "-fsanitize=float-cast-overflow", "-g0")  # fmt: skip
#: Bench and model in one text are compiled in less time than in two.
WHOLE = '#define _POSIX_C_SOURCE 199309L\n#include "model.c"\n#include "{bench}"\n'
# Programs and results that are kept; what was not used for the longest time goes first.
MOST_PROGRAMS, MOST_RUNS = 1000, 10_000


class Programs:
    """Programs in a folder, by the text that they were compiled from."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.compiled = 0
        self._known: OrderedDict[str, Path] = OrderedDict()
        self._ran: OrderedDict[bytes, Run] = OrderedDict()
        self._compiler = toolchain.find("gcc")
        # This linker takes half the time, where it is installed.
        self._linker = ["-fuse-ld=gold"] if shutil.which("ld.gold") else []

    def run(self, graph: Graph, inputs: list[np.ndarray]) -> Run:
        """Export, compile unless that was done, and run a model.

        Raises
        ------
        DeviceError
            If it does not compile, or a sanitizer or something else ends the program.
        """
        made = {name: COMMENT.sub("", text) for name, text in c99.source(graph).items()}
        constants = CONSTANT.findall(made["model.c"])
        text = CONSTANT.sub(r"static \1 \2[\3];\n", made["model.c"])
        reads = "".join(READ.format(name) for _, name, _, _ in constants)
        text += LOADER.format(variable=VARIABLE, reads=reads)
        values = b"".join(_values(kind, listed) for kind, _, _, listed in constants)
        shapes = [graph.tensors[index].shape for index in (*graph.inputs, *graph.outputs)]
        told = f"{shapes}{made['model.h']}{text}".encode()
        key = _digest(told, values, *inputs)
        if key not in self._ran:
            path = self.folder / "constants.bin"
            path.write_bytes(values)
            program = self._program(text, made["model.h"])
            os.environ[VARIABLE] = str(path)
            built = native.Built(graph, program.parent, program, (), None)
            self._ran[key] = native.run(built, inputs)
            if len(self._ran) > MOST_RUNS:
                self._ran.popitem(last=False)
        self._ran.move_to_end(key)
        return self._ran[key]

    def _program(self, text, header):
        key = _digest(header.encode(), text.encode()).hex()[:24]
        if key not in self._known:
            folder = self.folder / key
            folder.mkdir()
            (folder / "model.c").write_text(text)
            (folder / "model.h").write_text(header)
            self._known[key] = folder / "bench"
            (folder / "whole.c").write_text(WHOLE.format(bench=native.BENCH))
            toolchain.run([self._compiler, *OPTIONS, *self._linker, "-I", folder,
                           folder / "whole.c", "-lm", "-o", folder / "bench"])  # fmt: skip
            self.compiled += 1
            if len(self._known) > MOST_PROGRAMS:
                shutil.rmtree(self._known.popitem(last=False)[1].parent)
        self._known.move_to_end(key)
        return self._known[key]


def _values(kind, listed):
    for text, value in ODD.items():
        listed = listed.replace(text, value)
    words = listed.replace("f,", ",").split(",")
    return np.array([word.strip() for word in words if word.strip()], TYPES[kind]).tobytes()


def _digest(*things):
    """Return the SHA-256 of bytes and arrays, told apart by their lengths."""
    digest = hashlib.sha256()
    for thing in things:
        content = thing if isinstance(thing, bytes) else np.ascontiguousarray(thing).tobytes()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.digest()
