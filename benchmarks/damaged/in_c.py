"""The generated C of many models, compiled with sanitizers once for each program.

Weights and tables are taken out of the text and read from a file when the program starts, so that
models that differ in them alone share a program. Sanitizers watch the arrays all the same.
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
OPTIONS = ("-std=gnu99", "-O0", "-w", *native.SANITIZERS, "-fsanitize=float-cast-overflow")
# Programs that are kept; the one that was not used for the longest time goes first.
MOST_PROGRAMS = 1000


class Programs:
    """Programs in a folder, by the text that they were compiled from."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.compiled = 0
        self._known: OrderedDict[str, Path] = OrderedDict()
        self._compiler = toolchain.find("gcc")

    def run(self, graph: Graph, inputs: list[np.ndarray]) -> Run:
        """Export, compile unless that was done, and run a model.

        Raises
        ------
        DeviceError
            If it does not compile, or a sanitizer or something else ends the program.
        """
        made = c99.source(graph)
        constants = CONSTANT.findall(made["model.c"])
        text = CONSTANT.sub(r"static \1 \2[\3];\n", made["model.c"])
        reads = "".join(READ.format(name) for _, name, _, _ in constants)
        text += LOADER.format(variable=VARIABLE, reads=reads)
        path = self.folder / "constants.bin"
        path.write_bytes(b"".join(_values(kind, listed) for kind, _, _, listed in constants))
        program = self._program(text, made["model.h"])
        os.environ[VARIABLE] = str(path)
        return native.run(native.Built(graph, program.parent, program, (), None), inputs)

    def _program(self, text, header):
        key = hashlib.sha256((header + text).encode()).hexdigest()[:24]
        if key not in self._known:
            folder = self.folder / key
            folder.mkdir()
            (folder / "model.c").write_text(text)
            (folder / "model.h").write_text(header)
            self._known[key] = folder / "bench"
            sources = [native.BENCH, folder / "model.c"]
            toolchain.run([self._compiler, *OPTIONS, "-I", folder, *sources, "-lm",
                           "-o", folder / "bench"])  # fmt: skip
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
