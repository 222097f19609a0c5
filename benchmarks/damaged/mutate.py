"""Damages models: bytes, numbers of the schema, ends, and pieces of other files."""

import importlib
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base import resources

# The generator of random models belongs to the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[2]))
random_graphs = importlib.import_module("tests.support.random_graphs")

# What offsets, lengths and sizes go wrong with.
WORDS = (0, 1, 2, 4, 2**7, 2**15, 2**16, 2**24, 2**30, 2**31 - 1, 2**31, 2**32 - 4, 2**32 - 1)
NUMBERS = (-(2**31), -128, -2, -1, 0, 1, 2, 3, 5, 8, 16, 127, 128, 255, 2**15, 2**24, 2**31 - 1)
REALS = (0.0, -1.0, 1e-45, 1e-38, 1e-10, 0.5, 1.0, 3e38, float("inf"), float("nan"))
# Unpacking a larger file into objects takes longer than reading it.
LARGEST_REWRITTEN = 20_000
MOST_CHANGES = 8


@dataclass(frozen=True)
class Source:
    """A sound model, and where its bytes are that are not weights."""

    name: str
    content: bytes
    structure: np.ndarray


def source(name: str, content: bytes) -> Source:
    """Return the Source of a model."""
    inside = np.ones(len(content), bool)
    try:
        model = schema.Model.GetRootAs(content, 0)
        for number in range(model.BuffersLength()):
            table = model.Buffers(number)._tab
            field = table.Offset(4)
            if field:
                start = table.Vector(field)
                inside[start : start + table.VectorLen(field)] = False
    except (struct.error, ValueError, IndexError, TypeError):
        pass  # damaged as it came
    return Source(name, content, np.flatnonzero(inside))


def sources(shared: Path | None) -> list[Source]:
    """Return the models that ship, random ones of every operator, and those below a folder."""
    paths = [*resources.data_dir().glob("*.tflite")]
    paths += shared.glob("**/*.tflite") if shared else ()
    found = [source(path.name, path.read_bytes()) for path in sorted(paths)]
    random = [random_graphs.make(seed) for seed in random_graphs.each_first()]
    random += [random_graphs.make(seed, np.float32) for seed in range(12)]
    random += [random_graphs.stateful(seed) for seed in range(6)]
    return found + [source(f"random {k}", one.content) for k, one in enumerate(random)]


def mutant(models: Sequence[Source], seed: int, number: int) -> bytes:
    """Return damaged model `number` of a seed; the same two numbers give the same bytes."""
    rng = np.random.default_rng([seed, number])
    model = models[rng.integers(len(models))]
    content = None
    if len(model.content) <= LARGEST_REWRITTEN and rng.random() < 0.4:
        content = _rewritten(model.content, rng)
    if content is None:
        content = _damaged(model, models, rng)
    return content[:4] + b"TFL3" + content[8:]


def _damaged(model, models, rng):
    content = bytearray(model.content)
    for _ in range(rng.integers(1, MOST_CHANGES + 1)):
        at = _place(model, len(content), rng)
        kind = rng.choice(["bit", "byte", "word", "small word", "cut", "splice", "more"],
                          p=[0.25, 0.25, 0.2, 0.2, 0.03, 0.05, 0.02])  # fmt: skip
        if kind == "bit":
            content[at] ^= 1 << rng.integers(8)
        elif kind == "byte":
            content[at] = rng.integers(256)
        elif kind == "word":
            content[at & ~3 : (at & ~3) + 4] = struct.pack("<I", WORDS[rng.integers(len(WORDS))])
        elif kind == "small word":
            content[at & ~3 : (at & ~3) + 4] = struct.pack("<I", rng.integers(2 * len(content)))
        elif kind == "cut":
            del content[max(at, 12) :]
        elif kind == "splice":
            other = models[rng.integers(len(models))].content
            start = rng.integers(len(other))
            content[at : at + 64] = other[start : start + rng.integers(1, 65)]
        else:
            content += rng.bytes(rng.integers(1, 200))
    return bytes(content)


def _place(model, length, rng):
    """Return a place in a file, mostly one that is not a weight."""
    if rng.random() < 0.85:
        at = int(model.structure[rng.integers(len(model.structure))])
        if at < length:
            return at
    return int(rng.integers(length))


def _rewritten(content, rng):
    """Return a well-formed file whose numbers say something else, or None if it cannot be made."""
    try:
        model = schema.ModelT.InitFromPackedBuf(content)
        for _ in range(rng.integers(1, 4)):
            _rewrite(model, rng)
        builder = flatbuffers.Builder(len(content))
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())
    except (TypeError, ValueError, OverflowError, struct.error):
        return None  # a number that a field of the schema cannot hold


def _rewrite(model, rng):
    graph = model.subgraphs[0]
    tables = [*graph.tensors, *graph.operators, *model.operatorCodes, graph]
    tables += [one.builtinOptions for one in graph.operators if one.builtinOptions]
    tables += [one.quantization for one in graph.tensors if one.quantization]
    fields = [
        (table, name)
        for table in tables
        for name, value in vars(table).items()
        if isinstance(value, (int, float, np.ndarray)) and name != "builtinOptionsType"
    ]
    table, name = fields[rng.integers(len(fields))]
    value = getattr(table, name)
    if isinstance(value, np.ndarray):
        setattr(table, name, _other_array(value, rng))
    else:
        setattr(table, name, type(value)(_other_number(isinstance(value, float), rng)))


def _other_array(value, rng):
    if not value.size or rng.random() < 0.3:
        return value[: rng.integers(0, value.size + 1)]
    value = value.copy()
    value[rng.integers(value.size)] = _other_number(value.dtype.kind == "f", rng)
    return value


def _other_number(real, rng):
    if real:
        return REALS[rng.integers(len(REALS))]
    return NUMBERS[rng.integers(len(NUMBERS))] if rng.random() < 0.5 else int(rng.integers(0, 12))
