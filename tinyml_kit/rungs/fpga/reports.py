"""What nextpnr says about a circuit: how much of a chip it takes, and how fast it may run."""

import re
from dataclasses import dataclass
from typing import Any

#: What nextpnr calls logic cells, multipliers and block RAMs.
CELLS = {
    "ice40": ("ICESTORM_LC", "ICESTORM_DSP", "ICESTORM_RAM"),
    "ecp5": ("TRELLIS_COMB", "MULT18X18D", "DP16KD"),
}
TITLES = {
    "ICESTORM_LC": "logic cells",
    "ICESTORM_DSP": "multipliers",
    "ICESTORM_RAM": "block RAMs",
    "TRELLIS_COMB": "logic cells",
    "TRELLIS_FF": "flip-flops",
    "MULT18X18D": "multipliers",
    "DP16KD": "block RAMs",
}
_USE = re.compile(r"(\w+):\s+(\d+)/\s*(\d+)\s+\d+%")


@dataclass(frozen=True)
class Used:
    """What a circuit takes of a chip.

    logic_cells, dsps, block_rams : how many of each
    fmax_hz : the clock after routing; nextpnr's estimate for the worst chip
    """

    logic_cells: int
    dsps: int
    block_rams: int
    fmax_hz: float


def used(report: dict[str, Any], family: str) -> Used:
    """Return what a report of nextpnr (--report) says."""
    cells, dsps, rams = (
        report["utilization"].get(cell, {}).get("used", 0) for cell in CELLS[family]
    )
    clocks = [clock["achieved"] for clock in report["fmax"].values()]
    return Used(cells, dsps, rams, fmax_hz=min(clocks) * 1e6)


def no_room(log: str) -> str | None:
    """Return what a circuit needs more of than a chip has, from nextpnr's words, or None."""
    lacks = {
        name: f"{needed} {TITLES.get(name, name)} of {there}"
        for name, needed, there in _USE.findall(log)
        if int(needed) > int(there)
    }
    return ", ".join(lacks.values()) or None
