"""Bytes of generated C on the cores of the kit, for the records in tinyml_kit/boards/cores.

`python benchmarks/code_sizes.py CORE…` compiles random models with -Os for each core, runs them in
its emulator or simulator, and prints the record's table [code]: the bytes of the first layer of
each kernel and of a further one, fitted to the flash of all models; the bytes around the model; the
deepest stack. Below it prints how far the sum of these is from the flash of the models.

The models are those that ship, and those of the tests with seeds that no test of sizes uses. What a
kernel takes depends on its layer's shapes and types, and kernels share functions: errors of a tenth
remain.
"""

import argparse
import importlib
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import lsq_linear

from tests.support import models_by_hand, random_graphs, random_recurrent, signals_by_hand
from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.base.progress import progress
from tinyml_kit.boards import CodeSize
from tinyml_kit.codegen.c.laid_out import functions
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import estimate
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.rungs.protocol import TooLarge

FIRST_SEED = 1000
#: How often a model that ships with the kit counts: random models have few like them.
SHIPPED = 3
TYPES = (np.int8, np.int16, np.float32)
#: How models are drawn: each kind, how many times as often as another, and whether it has state.
KINDS = (
    (random_graphs.make, 3, False),
    (lambda seed: random_graphs.make(random_graphs.LATER + seed), 4, False),
    (random_graphs.network, 1, False),
    (lambda seed: random_graphs.make(seed, np.int16), 3, False),
    (lambda seed: random_graphs.make(seed, np.float32), 2, False),
    (random_graphs.stateful, 1, True),
    (lambda seed: random_recurrent.recurrent(seed, TYPES[seed % 3]), 1, True),
)
#: Weak pulls decide where models do not: of a kernel's first layer towards these bytes, and of its
#: further ones towards the first. They also keep kernels alike that always come together.
USUAL, PULL = 150, 0.003


def models(count):
    """Yield the content of each model and inputs for it, or None for one with state."""
    shares = sum(share for _, share, _ in KINDS)
    for draw, share, state in KINDS:
        for seed in range(FIRST_SEED, FIRST_SEED + count * share // shares):
            made = draw(seed)
            yield made.content, None if state else random_graphs.inputs(made, 6)
    for path in sorted(resources.data_dir().glob("*.tflite")):
        for _ in range(SHIPPED):
            yield path.read_bytes(), None
    for add in signals_by_hand.MODELS:
        made = models_by_hand.make(add, np.int16)
        yield made.content, random_graphs.inputs(made, 6)


def measured(content, inputs, board, device, folder):
    """Return what is counted of a model, its flash, and its stack or 0."""
    built = device.build(content, folder, board=board.name)
    run = None if inputs is None else device.run(built, inputs)
    stack = run.stack_bytes if run else 0
    return estimate.count(built.graph), built.flash_bytes, stack


def row(counted, core, names):
    """Return how often each figure counts: around, reals, first and further layers of a kernel."""
    used = Counter(functions(counted.stored(core.target)))
    first = [used[name, False] for name in names]
    again = [used[name, True] for name in names]
    reals = any(tensor.dtype == np.float32 for tensor in counted.graph.tensors)
    return np.array([1, reals, *first, *again], float)


def fitted(rows, code, flash):
    """Return the figures that come closest to the code, as shares of the flash."""
    kernels = (rows.shape[1] - 2) // 2
    both = np.eye(kernels) * PULL / USUAL
    pulls = np.block([[both, 0 * both], [-both, both]])
    left = np.vstack([rows / flash[:, np.newaxis], np.pad(pulls, ((0, 0), (2, 0)))])
    right = np.concatenate([code / flash, np.full(kernels, PULL), np.zeros(kernels)])
    return np.maximum(2 * np.round(lsq_linear(left, right, (0, np.inf)).x / 2), 0).astype(int)


def regress(name, count):
    """Print the table [code] of a core."""
    known = [one for one in boards.all_boards().values() if one.core.name == name]
    known = [one for one in known if one.core.emulator or one.rung and not one.stands_in]
    board = max(known, key=lambda one: one.flash)
    core = board.core
    device = importlib.import_module(f"tinyml_kit.rungs.{core.rung or 'qemu.emulated'}")
    found = []
    for content, inputs in progress(list(models(count)), desc=name):
        with tempfile.TemporaryDirectory() as folder:
            try:
                read(content)
                found.append(measured(content, inputs, board, device, Path(folder)))
            except (TooLarge, ExportError):
                continue
    counts, flash, stack = zip(*found, strict=True)
    flash = np.array(flash)
    bare = replace(board, core=replace(core, code=None))
    known = [estimate.total(estimate.estimate(one, bare).flash) for one in counts]
    names = sorted({kernel for one in counts for kernel, _ in functions(one.stored(core.target))})
    rows = np.array([row(one, core, names) for one in counts])
    figures = fitted(rows, flash - known, flash).tolist()
    around, reals, *rest = figures
    first, again = rest[: len(names)], rest[len(names) :]
    pairs = dict(zip(names, zip(first, again, strict=True), strict=True))
    usual = tuple(int(np.median(column)) for column in zip(*pairs.values(), strict=True))
    sizes = CodeSize(pairs, usual, around, max(stack), reals)
    print(f"[code] # {name}: fitted by regression to {len(found)} random models, -Os")
    print(f"other = {list(usual)}\naround = {around}\nreals = {reals}\nstack = {sizes.stack}\n")
    print("[code.kernels] # bytes of the first layer of a kernel, and of each further one")
    print("\n".join(f'"{kernel}" = {list(pair)}' for kernel, pair in pairs.items()))
    made = replace(board, core=replace(core, code=sizes))
    guessed = [estimate.total(estimate.estimate(one, made).flash) for one in counts]
    quantiles = np.quantile(np.array(guessed) / flash, [0.05, 0.25, 0.5, 0.75, 0.95])
    print(f"# estimate / flash, of which 5, 25, 50, 75, 95 % are below: {np.round(quantiles, 2)}")
    print(f"# stack, quartiles: {np.quantile(stack, [0.25, 0.5, 0.75])}, most {max(stack)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("core", nargs="+")
    parser.add_argument("--models", type=int, default=500, help="how many")
    arguments = parser.parse_args()
    for name in arguments.core:
        regress(name, arguments.models)
