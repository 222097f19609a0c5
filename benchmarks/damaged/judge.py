"""Judges a damaged model: refused in a sentence, or computed the same by the reference and by C."""

import contextlib
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tinyml_kit.base.errors import LONGEST
from tinyml_kit.codegen.lowering.layers import lower
from tinyml_kit.graph.model import Graph, GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import estimate
from tinyml_kit.ladder.divergence import Comparison
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import DeviceError

from .in_c import Programs

REFUSED, COMPUTED, LEFT, FAULT = "refused", "computed", "too large to compute", "fault"
#: Sums of real numbers run over, to infinity or nan or not, in the order in which they are added.
BEYOND = "beyond float32"
#: What reading may take: seconds of the processor, and bytes beyond those of the process.
SECONDS, MEMORY = 2.0, 500 * 2**20
#: Larger models are read but not computed, since some would take minutes.
MACS, BYTES = 10_000_000, 4 * 2**20
SAMPLES = 2


class Judge:
    """Judges one model after another.

    Parameters
    ----------
    folder : Path or None
        Where C is compiled; None to compute with the reference alone.
    """

    def __init__(self, folder: Path | None):
        self.programs = Programs(folder) if folder else None

    def judge(self, content: bytes) -> tuple[str, str]:
        """Return a verdict and, for a fault, what happened."""
        start = time.process_time()
        try:
            with limited(MEMORY):
                graph = read(content)
        except GraphError as problem:
            took = time.process_time() - start
            fault = _not_a_sentence(str(problem)) or _slow(took)
            return (FAULT, fault) if fault else (REFUSED, str(problem))
        except (Exception, RecursionError) as problem:
            return FAULT, f"reading raises {type(problem).__name__}: {problem}"
        if fault := _slow(time.process_time() - start):
            return FAULT, fault
        try:
            return self._compute(graph)
        except Exception as problem:
            return FAULT, f"computing raises {type(problem).__name__}: {problem}"

    def _compute(self, graph):
        try:
            layers, places = lower(graph)
        except ExportError as problem:
            fault = _not_a_sentence(str(problem))
            return (FAULT, fault) if fault else (REFUSED, str(problem))
        size = max(places.size, places.state_bytes)
        if sum(estimate.macs(graph).values()) > MACS or size > BYTES:
            return LEFT, f"{sum(estimate.macs(graph).values())} MACs, {size} bytes"
        inputs = inputs_for(graph)
        with np.errstate(all="ignore"):
            expected = reference.run(reference.build(graph), inputs, intermediates=True)
        if self.programs is None:
            return COMPUTED, ""
        try:
            got = self.programs.run(graph, inputs)
        except ExportError as problem:
            fault = _not_a_sentence(str(problem))
            return (FAULT, fault) if fault else (REFUSED, str(problem))
        except DeviceError as problem:
            return FAULT, str(problem)
        comparison = Comparison(graph)
        comparison.add(0, expected, got)
        if comparison.within(0):
            return COMPUTED, ""
        if _runs_over(expected):
            return BEYOND, ""
        return FAULT, f"C differs from the reference: {comparison.first}"


def _runs_over(run):
    """Tell whether a tensor of real numbers came near the end of float32."""
    between = [one for one in run.intermediates.values() if one.dtype.kind == "f"]
    return not all((np.abs(one) < 1e37).all() for one in between)


@contextlib.contextmanager
def limited(memory: int) -> Iterator[None]:
    """Let this process take no more than so many bytes beyond those that it has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def inputs_for(graph: Graph) -> list[np.ndarray]:
    """Return an array for each input, of the ends of its type and of noise; the same each time."""
    rng = np.random.default_rng(0)
    return [_samples(graph.tensors[index], bool(graph.states), rng) for index in graph.inputs]


def _samples(tensor, stateful, rng):
    shape = (SAMPLES, *tensor.shape)
    if tensor.dtype.kind == "f":
        x = rng.normal(0, 10 ** rng.uniform(-1, 2, (SAMPLES, *[1] * len(tensor.shape))), shape)
    else:
        ends = np.iinfo(tensor.dtype)
        x = rng.integers(ends.min, ends.max, shape, endpoint=True)
        x[0] = rng.choice([ends.min, ends.max], tensor.shape)
    x = x.astype(tensor.dtype)
    return x[np.newaxis] if stateful else x


def _not_a_sentence(text):
    """Return what is wrong with a message, or None."""
    if text.isprintable() and text.endswith(".") and len(text) <= 2 * LONGEST:
        return None
    return f"a refusal is not one sentence: {text!r}"


def _slow(seconds):
    return f"reading takes {seconds:.1f} s" if seconds > SECONDS else None
