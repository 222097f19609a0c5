"""Every technique on the same network and the same test examples: one row each."""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from tinyml_kit import __version__
from tinyml_kit.base.files import WriteError, cache_dir, write_atomically
from tinyml_kit.base.jobs import ends_with
from tinyml_kit.base.progress import progress
from tinyml_kit.compress import interpret, techniques
from tinyml_kit.compress.checks import (
    CompressError,
    NoEffect,
    as_input,
    require_examples,
    require_model,
)
from tinyml_kit.learning.cost import CostError, cost
from tinyml_kit.learning.decision import decide
from tinyml_kit.learning.evaluation import judge
from tinyml_kit.learning.keras_backend import ThreadsError, keras, one_thread

_PACKAGES = ("tensorflow", "tf_keras", "tensorflow-model-optimization", "ai-edge-litert", "numpy")


@dataclass(frozen=True)
class Examples:
    """What a comparison trains on and judges by.

    train_x, test_x : (n, *shape) arrays in the unit that the network sees
    train_y, test_y : (n,) arrays of int, positions in `names`
    names : tuple of str, the classes
    weights : (k,) array, optional, of the classes; see `decision.decide`
    """

    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    names: tuple[str, ...]
    weights: np.ndarray | None = None


def compare(
    model: keras.Model,
    chosen: Sequence[str] | Mapping[str, techniques.Technique | str],
    data: Examples,
    seeds: Sequence[int] = (0,),
    *,
    jobs: int | None = None,
    cache: bool = True,
    repeats: int = 30,
    **tuning: Any,
) -> pd.DataFrame:
    """Apply techniques to one network and judge what comes out.

    Parameters
    ----------
    model : keras.Model
        Trained; not changed.
    chosen : sequence of str, or dict of str to Technique or str
        Names in `techniques.TECHNIQUES`, or your own names for your own techniques.
    data : Examples
    seeds : sequence of int
        The seed determines the order of training examples, the draw of calibration examples and
        the student's initial weights.
    jobs : int, optional
        Processes at a time, one thread each; -1 for one process per core. By default what
        `joblib.parallel_config` says, and without it this process alone.
    cache : bool
        Keep rows in `files.cache_dir()`, and reuse those that are there. A row is found by a hash
        of the network, the technique, the seed, the data, this package and the versions of the
        tools.
    repeats : int
        Number of timed inferences, of which the shortest counts.
    **tuning
        Options of every training step: epochs, batch, rate, balance.

    Returns
    -------
    DataFrame
        One row per technique and seed, with the columns of `COLUMNS` and a `recall_<class>` for
        each class. A technique that achieved nothing has its reason as `note` and no numbers.

    Raises
    ------
    CompressError, EvaluationError
        If the network, the data or a technique is unfit.
    """
    require_model(model, "compare")
    require_examples(model, data.train_x, data.train_y, "compare, training set")
    test = as_input(model, data.test_x, "compare, test set")
    if not isinstance(chosen, dict):
        chosen = {name: name for name in chosen}
    tasks = [(n, techniques.named(t), seed) for n, t in chosen.items() for seed in seeds]
    if not tasks:
        raise CompressError("compare: there is nothing to compare; give a technique and a seed.")
    basis = _digest(_parts(model), data, tuning, repeats, _surroundings())
    kept = [_kept(_file(basis, task)) if cache else None for task in tasks]
    missing = [task for task, row in zip(tasks, kept, strict=True) if row is None]
    parallel = Parallel(
        n_jobs=jobs, return_as="generator", initializer=ends_with, initargs=(os.getpid(),)
    )
    made = parallel(
        delayed(_row)(_parts(model), technique, data, seed, tuning, os.getpid())
        for _, technique, seed in missing
    )
    fresh = progress(made, desc="compressing", unit="variant", total=len(missing))
    results = dict(zip(map(_name, missing), fresh, strict=True))
    rows = []
    for task, row in zip(tasks, kept, strict=True):
        if row is None:
            row, tflite = results[_name(task)]
            # Timed here, when no other process is running.
            row["latency_us"] = interpret.latency(tflite, test, repeats) if tflite else None
            if cache:
                _keep(_file(basis, task), row)
        rows.append(row)
    names = [{"technique": name, "seed": seed} for name, _, seed in tasks]
    table = pd.DataFrame([a | b for a, b in zip(names, rows, strict=True)])
    recalls = [f"recall_{name}" for name in data.names]
    return table.reindex(columns=["technique", "seed", *COLUMNS, *recalls]).infer_objects()


#: What each column says. Sizes and accuracies are measured; what a chip needs is computed or
#: estimated.
COLUMNS = {
    "mode": "how the file stores numbers",
    "accuracy": "share of the test examples that the file classifies correctly, run by LiteRT",
    "accuracy_low": "lower end of its 95 % bootstrap interval",
    "accuracy_high": "upper end",
    "balanced_accuracy": "mean recall of the classes",
    "balanced_accuracy_low": "lower end of its interval",
    "balanced_accuracy_high": "upper end",
    "parameters": "weights and biases of the network",
    "nonzero": "weights in the file that are not zero (biases left out)",
    "distinct": "different weights in the layer of the file that has the most",
    "tflite_bytes": "the file (measured)",
    "gzip_bytes": "the file after gzip (measured)",
    "macs": "multiply-accumulate operations of one inference",
    "ram_bytes": "largest input and output of a layer together (estimated)",
    "flash_bytes": "weights and biases (computed); a runtime and code come on top",
    "latency_us": "one inference on this computer, best of repeats, one thread (measured)",
    "note": "why there are no numbers, or no costs",
}


def pareto(table: pd.DataFrame, size: str = "gzip_bytes", score: str = "accuracy") -> pd.DataFrame:
    """Return the rows that no other row beats: none is as small and better, or smaller and as good.

    Rows without numbers are left out; the result is sorted by size.
    """
    known = table.dropna(subset=[size, score]).sort_values([size, score], ascending=[True, False])
    small, good = known[[size, score]].to_numpy(float).T
    smaller, better = small < small[:, None], good > good[:, None]
    beaten = (smaller & ~(good < good[:, None])) | (better & ~(small > small[:, None]))
    return known[~beaten.any(axis=1)]


def _row(parts, technique, data, seed, tuning, parent):
    """Make one variant and judge it: (row, .tflite bytes or None)."""
    if os.getpid() != parent:
        # The processes share the cores; more threads would only get in each other's way.
        with contextlib.suppress(ThreadsError):
            one_thread()
    model = keras.models.model_from_json(parts[0])
    model.set_weights(parts[1])
    row = {"mode": technique.mode}
    try:
        variant = techniques.apply(
            technique, model, data.train_x, data.train_y, seed=seed, **tuning
        )
    except NoEffect as error:
        return row | {"note": str(error)}, None
    probabilities = interpret.outputs(variant.tflite, data.test_x)
    weights = np.ones(len(data.names)) if data.weights is None else data.weights
    predictions = {"": decide(probabilities, weights)}
    row |= judge(predictions, np.asarray(data.test_y), classes=data.names).iloc[0].to_dict()
    arrays = interpret.weights(variant.tflite).values()
    return row | {
        "parameters": variant.network.count_params(),
        "nonzero": int(sum(np.count_nonzero(a) for a in arrays)),
        "distinct": max(len(np.unique(a)) for a in arrays),
        "tflite_bytes": len(variant.tflite),
        "gzip_bytes": interpret.gzip_bytes(variant.tflite),
        **_costs(variant.network, technique.mode),
    }, variant.tflite


def _costs(network, mode):
    """Return the MACs, RAM and flash that the layers need, or a note that says why not."""
    try:
        needed = cost(network)
    except CostError as error:
        return {"note": f"no costs: {error}"}
    biases = (needed.weight_bytes - needed.parameters) // 3
    flash, ram = {
        # A runtime unpacks half precision into RAM before it starts.
        "float16": (2 * needed.parameters,
                    4 * needed.activation_bytes + 4 * needed.parameters),
        "dynamic": (needed.weight_bytes, 4 * needed.activation_bytes),
        "int8": (needed.weight_bytes, needed.activation_bytes),
        # Its biases are int64.
        "int16x8": (needed.weight_bytes + 4 * biases, 2 * needed.activation_bytes),
    }.get(mode, (4 * needed.parameters, 4 * needed.activation_bytes))  # fmt: skip
    return {"macs": needed.macs, "ram_bytes": ram, "flash_bytes": flash, "note": ""}


def _parts(model):
    """Return a network in a form that can be sent to another process: (json, weights)."""
    return model.to_json(), model.get_weights()


def _surroundings():
    """Return what else a result depends on: this package's source and the tools' versions."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return [__version__, *map(version, _PACKAGES), *(path.read_bytes() for path in sources)]


def _name(task):
    name, technique, seed = task
    return _digest(name, technique.steps, technique.mode, technique.export, seed)


def _file(basis, task):
    _, technique, seed = task
    key = _digest(basis, technique.steps, technique.mode, technique.export, seed)
    return cache_dir() / "compress" / f"{key[:32]}.row"


def _digest(*things):
    """Return a SHA-256 of arrays, networks, dataclasses, containers and plain values."""
    digest = hashlib.sha256()
    for thing in things:
        if isinstance(thing, keras.Model):
            thing = _parts(thing)
        if isinstance(thing, Examples):
            thing = list(vars(thing).values())
        if isinstance(thing, np.ndarray):
            content = f"{thing.dtype}{thing.shape}".encode() + np.ascontiguousarray(thing).tobytes()
        elif isinstance(thing, dict):
            content = _digest(*(part for pair in sorted(thing.items()) for part in pair)).encode()
        elif isinstance(thing, (list, tuple)):
            content = _digest(*thing).encode()
        else:
            content = thing if isinstance(thing, bytes) else repr(thing).encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _kept(path):
    """Return a row from the cache, or None if it is missing, damaged, changed or another's."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        known, _, text = path.read_text(encoding="utf-8").partition("\n")
        if known == _digest(path.name, text):
            return json.loads(text)


def _keep(path, row):
    # A cache that cannot be written (a read-only folder of data sets) costs time, not a result.
    with contextlib.suppress(OSError, WriteError), write_atomically(path) as temporary:
        text = json.dumps(row, default=lambda value: value.item())
        temporary.write_text(f"{_digest(path.name, text)}\n{text}", encoding="utf-8")
