"""Instructions, estimated cycles and bytes of int8 networks on the emulated Cortex-M4.

`python benchmarks/cortex_m4.py` writes results/cortex_m4.csv: the kit's kernels and its portable C,
each with three compiler options. Every output is compared with TFLM's. Instructions are counted by
the emulator; `m4_cycles.py` says how cycles are estimated from them.

The authors of this kit also measured TFLM with CMSIS-NN in the kit's own emulated board and timer,
on three random inputs a model, with no mismatch. Those figures are kept here, in PEERS; nobody has
published them.

A network without MACs, `add`, is 16,384 sums of two numbers; these stand in the column `macs`.

`--models` names the folder with kws_ref_int8.tflite and mlperf_tiny (default: models below
TINYML_KIT_TESTDATA). `--only bragg` measures one network; the others keep their rows.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import m4_cycles
import numpy as np
import pandas as pd

from tinyml_kit.base import files, resources
from tinyml_kit.base.progress import progress
from tinyml_kit.codegen.c.targets import CORTEX_M4, PORTABLE
from tinyml_kit.datasets import bragg
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget
from tinyml_kit.learning.split import split
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.qemu import emulated

sys.path.insert(0, str(Path(__file__).parents[1]))
flatbuffer = importlib.import_module("tests.support.flatbuffer")

RESULT = Path(__file__).parent / "results" / "cortex_m4.csv"
KINDS = {"kit's kernels": CORTEX_M4, "portable C": PORTABLE}
OPTIONS = ("-Os", "-O2", "-O3")
# How many inputs all codes but one see, and for how many tensors between layers are compared.
FEW = 5
ASSETS = resources.data_dir()
# The networks, and where they lie below the folder of models.
NETWORKS = {
    "kws_ref": "kws_ref_int8.tflite",
    "vww_96": "mlperf_tiny/vww_96_int8.tflite",
    "resnet-8": "mlperf_tiny/pretrainedResnet_quant.tflite",
    "ad01": "mlperf_tiny/ad01_int8.tflite",
    "str_ww": "mlperf_tiny/str_ww_ref_model.tflite",
    "bragg": ASSETS / "bragg_100px_int8.tflite",
    "784-32-10": ASSETS / "mnist_dense_32_int8.tflite",
    "digits": ASSETS / "digits_article_int8.tflite",
}
# TFLM with CMSIS-NN: network, option, instructions, estimated cycles, flash of the image, RAM.
PEERS = (
    ("kws_ref", "-Os", 9_230_000, None, None, None),
    ("kws_ref", "-O2", 7_700_000, 9_300_000, 108_000, 23_400),
    ("vww_96", "-Os", 28_560_000, None, None, None),
    ("vww_96", "-O2", 24_100_000, 29_400_000, 387_000, 101_000),
    ("resnet-8", "-Os", 41_070_000, None, None, None),
    ("resnet-8", "-O2", 29_860_000, None, 150_000, 56_000),
    ("ad01", "-Os", 843_000, None, None, None),
    ("ad01", "-O2", 583_000, None, 305_000, 2_900),
    ("str_ww", "-Os", 2_560_000, None, None, None),
    ("str_ww", "-O2", 2_230_000, None, 126_000, 17_200),
    ("bragg", "-Os", 22_000_000, None, None, None),
    ("bragg", "-O2", 18_340_000, None, 53_000, 40_000),
    ("784-32-10", "-Os", 78_300, None, None, None),
    ("784-32-10", "-O2", 53_200, None, 63_000, 2_000),
    ("add", "-O2", 82 * 16_384, None, None, None),
)
PEERS_LABEL = "the authors' own measurement"
PEERS_HOW = (
    "TFLM 90b983c and CMSIS-NN 4ab83cc, gcc 12.2 {option}, int8 kernels only, emulated on "
    "2026-11-25"
)


def twin_images(graph, count):
    """Return images of the twin as the Bragg network stores them, the test set first."""
    twin = bragg.load()
    part = split(twin.labels)
    order = np.concatenate([part.test, part.validation, part.train])[:count]
    images = twin.images[order, :, :, np.newaxis]
    how = graph.tensors[graph.inputs[0]].quantization
    return np.clip(np.rint(images / how.scale[0]) + how.zero_point[0], -128, 127).astype(np.int8)


def additions(folder):
    """Write a model of one ADD of two images, with scales of a trained residual network."""
    shape = (1, 32, 32, 16)
    writer = flatbuffer.Writer()
    left = writer.tensor(shape, np.int8, 0.039393552, -128)
    right = writer.tensor(shape, np.int8, 0.10419496, 4)
    out = writer.tensor(shape, np.int8, 0.050945673, -128)
    writer.operator("ADD", [left, right], [out])
    writer.inputs, writer.outputs = [left, right], [out]
    path = Path(folder) / "add.tflite"
    path.write_bytes(writer.finish())
    return path


def networks(folder, only, frames, inputs):
    """Yield (name, path of the model, list of one array per input)."""
    for name, file in NETWORKS.items():
        path = Path(folder or "") / file
        if only in (None, name) and path.exists():
            graph = read(path)
            x = twin_images(graph, frames) if name == "bragg" else noise(graph, inputs)[0]
            yield name, path, [x]
        elif only in (None, name):
            print(f"{name} is left out: name its folder by --models")
    if only in (None, "add"):
        with tempfile.TemporaryDirectory() as made:
            path = additions(made)
            yield "add", path, noise(read(path), inputs)


def noise(graph, count):
    """Return arrays of random numbers, one for each input of a graph."""
    rng = np.random.default_rng(0)
    shapes = [graph.tensors[index].shape[1:] for index in graph.inputs]
    return [rng.integers(-128, 128, (count, *shape), np.int8) for shape in shapes]


def rows(name, path, x):
    """Yield one row per kind of code and option.

    The kit's kernels with -Os, as Arduino's tools compile, see all inputs. The others see a few,
    for which the tensors between the layers are compared too.
    """
    interpreter = tflm.build(path)
    expected = tflm.run(interpreter, x).outputs[0]
    few = [one[:FEW] for one in x]
    between = tflm.run(interpreter, few, intermediates=True).intermediates
    macs = sum(budget.macs(read(path)).values()) or expected[0].size
    for kind, target in KINDS.items():
        for option in OPTIONS:
            every = kind == "kit's kernels" and option == "-Os"
            seen = x if every else few
            with tempfile.TemporaryDirectory() as folder:
                built = emulated.build(path, folder, target=target, optimize=option)
                starts = progress(range(0, len(seen[0]), 100), desc=f"{name} {option}")
                runs = [
                    emulated.run(built, [one[start : start + 100] for one in seen])
                    for start in starts
                ]
                inside = emulated.run(built, few, intermediates=True).intermediates
                cycles = None
                if target is CORTEX_M4:
                    cycles = m4_cycles.estimate(built, [one[:1] for one in x])[1]
            outputs = np.concatenate([run.outputs[0] for run in runs])
            counts = np.concatenate([run.instructions for run in runs])
            yield {
                "network": name, "code": f"{kind} {option}", "inputs": len(seen[0]),
                "mismatches_to_tflm": int((outputs != expected[: len(seen[0])]).sum()),
                "mismatches_between_layers": sum(
                    int((array != between[index]).sum()) for index, array in inside.items()
                ),
                "instructions_least": counts.min(), "instructions_median": int(np.median(counts)),
                "instructions_most": counts.max(), "macs": macs,
                "instructions_a_mac": round(float(np.median(counts)) / macs, 3),
                "cycles_estimated": cycles,
                "flash_bytes": built.flash_bytes, "ram_bytes": built.ram_bytes,
                "stack_bytes": max(run.stack_bytes for run in runs), "label": "emulated",
                "how": f"gcc {gcc_version()}",
            }  # fmt: skip


def gcc_version():
    """Return the version of the compiler for Arm."""
    command = [toolchain.find("arm-none-eabi-gcc"), "-dumpversion"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def peers(table):
    """Yield the rows of the peers for the networks in a table."""
    macs = table.groupby("network").macs.first()
    for network, option, instructions, cycles, flash, ram in PEERS:
        if network in macs:
            yield {
                "network": network, "code": f"TFLM + CMSIS-NN {option}",
                "instructions_median": instructions, "macs": macs[network],
                "instructions_a_mac": round(instructions / macs[network], 3),
                "cycles_estimated": cycles, "flash_bytes": flash, "ram_bytes": ram,
                "label": PEERS_LABEL, "how": PEERS_HOW.format(option=option),
            }  # fmt: skip


def keep(table):
    """Write the table, with the rows of the peers."""
    table = pd.concat([table[table.label != PEERS_LABEL], pd.DataFrame(peers(table))])
    order = {name: place for place, name in enumerate([*NETWORKS, "add"])}
    table = table.sort_values("network", kind="stable", key=lambda names: names.map(order))
    whole = [
        column for column in table if table[column].dtype.kind == "f" and "a_mac" not in column
    ]
    with files.write_atomically(RESULT) as path:
        table.astype(dict.fromkeys(whole, "Int64")).to_csv(path, index=False)


def main():
    """Measure all, print the table and keep it."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=[*NETWORKS, "add"], help="the network to measure")
    parser.add_argument("--frames", type=int, default=1000, help="of the twin")
    parser.add_argument("--inputs", type=int, default=100, help="random, for the others")
    parser.add_argument("--models", type=Path, default=named and Path(named) / "models")
    options = parser.parse_args()
    table = pd.read_csv(RESULT) if options.only else pd.DataFrame()
    for name, path, x in networks(options.models, options.only, options.frames, options.inputs):
        kept = table[table.network != name] if len(table) else table
        table = pd.concat([kept, pd.DataFrame(rows(name, path, x)).dropna(axis=1, how="all")])
        print(table[table.network == name].to_string(index=False), flush=True)
        keep(table)


if __name__ == "__main__":
    main()
