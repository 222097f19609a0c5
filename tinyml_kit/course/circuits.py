"""The Bragg network as circuits of several sizes, and beside processors.

Cycles are predicted here; what place and route gave, and what processors need, is read from the
tables of `benchmarks/results`.
"""

from functools import cache

import ipywidgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.codegen.rtl.export import circuit_of
from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.timing import cycles
from tinyml_kit.course import widgets
from tinyml_kit.course.pictures import circuits as pictures
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget

#: Frames per second that are asked for, on the largest device: from the smallest circuit on.
RATES = (100, 300, 1000, 3000, 5000, 10_000)
LARGEST = "ecp5-85"
_NAMES = {
    "conv_2d_max_pool_2d": "convolution,\npooling",
    "conv_2d": "convolution",
    "depthwise_conv_2d": "depthwise",
    "fully_connected": "dense",
    "max_pool_2d": "pooling",
    "average_pool_2d": "pooling",
}


def multipliers(circuit: Circuit) -> int:
    """Return how many numbers a circuit multiplies by weights in a cycle, all layers together."""
    return sum(one.taps * one.lanes for one in circuit.stages if isinstance(one, Folding))


def layers(circuit: Circuit) -> list[tuple[str, str]]:
    """Return the layers of a circuit in words: what each computes, and its multiplications."""
    found = []
    for one in circuit.stages:
        if isinstance(one, Folding):
            count = one.taps * one.lanes
            kernel = one.windows.layer.kernel or ""
            products = f"{count} product{'s' * (count > 1)}\nin a cycle"
            found.append((_NAMES.get(kernel, kernel), products))
        else:
            found.append((type(one).__name__.lower(), "one by one"))
    return found


def routed() -> pd.DataFrame:
    """Return what place and route gave for each device (NaN where it was not done)."""
    return pd.read_csv(resources.results() / "fpga.csv")


@cache
def ways() -> pd.DataFrame:
    """Return foldings of the Bragg network with their cycles (predicted), the smallest first."""
    graph = read(resources.shipped_file("bragg_100px_int8.tflite"))
    rows = []
    for rate in RATES:
        circuit = circuit_of(graph, LARGEST, rate)
        took = cycles(circuit)
        rows.append((multipliers(circuit), took.frame, took.latency))
    return pd.DataFrame(rows, columns=["multipliers", "cycles", "latency"])


def explore() -> None:
    """Explore how many cycles a frame takes with more multiplications side by side."""
    found = ways()
    widgets.explore(
        lambda way: figure(way),
        way=ipywidgets.SelectionSlider(
            options=[(f"{count}", row) for row, count in enumerate(found["multipliers"])],
            value=2, description="in a cycle", continuous_update=False,
        ),
    )  # fmt: skip


def figure(way: int) -> Figure:
    """Draw the foldings with one of them marked, beside what they would be without waiting."""
    macs = sum(budget.macs(read(resources.shipped_file("bragg_100px_int8.tflite"))).values())
    return pictures.foldings(ways(), way, macs, f"folded for {boards.find_fpga(LARGEST).title}")


def beside_processors() -> pd.DataFrame:
    """Return the Bragg network on processors and as circuits, one row for each.

    Columns: ms, frames a second, µJ a frame (NaN where nobody knows), label. A processor takes one
    frame after the other; a circuit takes the next one while the last rows are still on their way.
    Times on the Cortex-M4 are estimated: from the cycles of Arm's manual, which are known of the
    kit's kernels alone; the other program's instructions are taken to need as many each.
    """
    nano = boards.find("nano33ble")
    core = pd.read_csv(resources.results() / "cortex_m4.csv").query("network == 'bragg'")
    core = core.set_index("code")
    power = nano.milliamps * nano.volts / 1000
    rows = []
    ours = core.loc["kit's kernels -O2"]
    each = ours["cycles_estimated"] / ours["instructions_median"]
    for code in ("kit's kernels -O2", "TFLM + CMSIS-NN -O2"):
        seconds = each * core.loc[code, "instructions_median"] / nano.clock
        rows.append((f"Cortex-M4, {code}", 1e3 * seconds, 1 / seconds, 1e6 * power * seconds,
                     "estimated"))  # fmt: skip
    host = pd.read_csv(resources.results() / "host_speed.csv").query("model == 'bragg'")
    seconds = host.set_index("runs on").loc["TFLM", "median_us"] / 1e6
    rows.append(("TFLM on a PC, one thread", 1e3 * seconds, 1 / seconds, np.nan, "measured"))
    for row in routed().dropna(subset=["frames_per_second"]).itertuples():
        title = boards.find_fpga(row.device).title
        rows.append((title, row.latency_us / 1e3, row.frames_per_second, np.nan, row.label))
    names = ["runs on", "ms", "frames a second", "µJ a frame", "label"]
    return pd.DataFrame(rows, columns=names).set_index("runs on")
