"""Instructions and bytes of int8 networks on the emulated Cortex-M4, beside portable C.

`python benchmarks/cortex_m4.py` writes results/cortex_m4.csv in one run: the kit's kernels and its
portable C, each with three compiler options. Every output is compared with TFLM's. Rows whose label
is "published" are other people's runtimes, measured elsewhere on networks of the same layers.
Instructions are counted by the emulator: they are not cycles.

`--models` names the folder with kws_ref_int8.tflite (default: models below TINYML_KIT_TESTDATA).
"""

import argparse
import os
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files, resources
from tinyml_kit.base.progress import progress
from tinyml_kit.codegen.c.targets import CORTEX_M4, PORTABLE
from tinyml_kit.datasets import bragg
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget
from tinyml_kit.learning.split import split
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.qemu import emulated

RESULT = Path(__file__).parent / "results" / "cortex_m4.csv"
KINDS = {"kit's kernels": CORTEX_M4, "portable C": PORTABLE}
OPTIONS = ("-Os", "-O2", "-O3")
# Peers: network, code, instructions, flash of the whole image, RAM.
PUBLISHED = (
    ("bragg", "TFLM, reference kernels -O2", 46_700_000, 56_078, 39_396),
    ("bragg", "TFLM + CMSIS-NN -O2", 18_339_950, 67_062, 39_604),
    ("784-32-10", "TFLM, reference kernels -O2", 186_000, None, None),
    ("784-32-10", "TFLM + CMSIS-NN -O2", 56_298, None, None),
)
PUBLISHED_LABEL = "published in the project's facts: measured elsewhere"


def twin_images(graph, count):
    """Return images of the twin as the Bragg network stores them, the test set first."""
    twin = bragg.load()
    part = split(twin.labels)
    order = np.concatenate([part.test, part.validation, part.train])[:count]
    images = twin.images[order, :, :, np.newaxis]
    how = graph.tensors[graph.inputs[0]].quantization
    return np.clip(np.rint(images / how.scale[0]) + how.zero_point[0], -128, 127).astype(np.int8)


def networks(folder, frames, inputs):
    """Yield (name, path of the model, inputs)."""
    for name, file in (
        ("bragg", "bragg_100px_int8"),
        ("784-32-10", "mnist_dense_32_int8"),
        ("digits", "digits_article_int8"),
        ("kws_ref", folder and Path(folder) / "kws_ref_int8.tflite"),
    ):
        if file is None:
            print("kws_ref is left out: name its folder by --models")
            continue
        path = file if isinstance(file, Path) else resources.data_dir() / f"{file}.tflite"
        graph = read(path)
        if name == "bragg":
            yield name, path, twin_images(graph, frames)
            continue
        shape = graph.tensors[graph.inputs[0]].shape[1:]
        yield name, path, np.random.default_rng(0).integers(-128, 128, (inputs, *shape), np.int8)


def rows(name, path, x):
    """Yield one row per kind of code and option.

    The kit's kernels with -Os, as Arduino's tools compile, see all inputs. The others see the first
    20, for which the tensors between the layers are compared too.
    """
    interpreter = tflm.build(path)
    expected = tflm.run(interpreter, x).outputs[0]
    between = tflm.run(interpreter, x[:20], intermediates=True).intermediates
    macs = sum(budget.macs(read(path)).values())
    for kind, target in KINDS.items():
        for option in OPTIONS:
            every = kind == "kit's kernels" and option == "-Os"
            seen = x if every else x[:20]
            with tempfile.TemporaryDirectory() as folder:
                built = emulated.build(path, folder, target=target, optimize=option)
                parts = [seen[start : start + 100] for start in range(0, len(seen), 100)]
                runs = [
                    emulated.run(built, part) for part in progress(parts, desc=f"{name} {option}")
                ]
                inside = emulated.run(built, x[:20], intermediates=True).intermediates
            outputs = np.concatenate([run.outputs[0] for run in runs])
            counts = np.concatenate([run.instructions for run in runs])
            yield {
                "network": name, "code": f"{kind} {option}", "inputs": len(seen),
                "mismatches_to_tflm": int((outputs != expected[: len(seen)]).sum()),
                "mismatches_between_layers": sum(
                    int((array != between[index]).sum()) for index, array in inside.items()
                ),
                "instructions_least": counts.min(), "instructions_median": int(np.median(counts)),
                "instructions_most": counts.max(), "macs": macs,
                "instructions_a_mac": round(float(np.median(counts)) / macs, 3),
                "flash_bytes": built.flash_bytes, "ram_bytes": built.ram_bytes,
                "stack_bytes": max(run.stack_bytes for run in runs), "label": "emulated",
            }  # fmt: skip


def peers(table):
    """Yield the published rows of the networks in a table."""
    macs = table.groupby("network").macs.first()
    for network, code, instructions, flash, ram in PUBLISHED:
        yield {
            "network": network, "code": code, "instructions_median": instructions,
            "macs": macs[network],
            "instructions_a_mac": round(instructions / macs[network], 3),
            "flash_bytes": flash, "ram_bytes": ram, "label": PUBLISHED_LABEL,
        }  # fmt: skip


def main():
    """Measure all, print the table and keep it."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=2000, help="of the twin")
    parser.add_argument("--inputs", type=int, default=1000, help="random, for the others")
    parser.add_argument("--models", type=Path, default=named and Path(named) / "models")
    options = parser.parse_args()
    table = pd.DataFrame()
    for name, path, x in networks(options.models, options.frames, options.inputs):
        table = pd.concat([table, pd.DataFrame(rows(name, path, x))])
        print(table[table.network == name].to_string(index=False), flush=True)
    table = pd.concat([table, pd.DataFrame(peers(table))])
    table = table.sort_values("network", kind="stable")
    whole = [
        column for column in table if table[column].dtype.kind == "f" and "a_mac" not in column
    ]
    with files.write_atomically(RESULT) as path:
        table.astype(dict.fromkeys(whole, "Int64")).to_csv(path, index=False)


if __name__ == "__main__":
    main()
