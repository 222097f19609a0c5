"""Pictures of the chapter on the ATmega: overflowing registers, sums, widths, cycles."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.accumulators import BLOCK, wrap
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE, RED, panels, style

if TYPE_CHECKING:
    from tinyml_kit.course.avr_bench import Count

style()

FLOOR = 8.0
_LOOKS = ((RED, "xxx"), (ORANGE, "///"), (BLUE, ""), (GREEN, "..."))


class RegisterError(BadInput):
    """A register width that cannot be drawn."""


def overflow(bits: int = 8) -> Figure:
    """Draw how a register stores results that are too large: wrapped around, or saturated.

    Raises
    ------
    RegisterError
        If `bits` is not an integer from 2 to 16.
    """
    if bits not in range(2, 17):
        raise RegisterError(f"overflow: {bits} bits; take an integer from 2 to 16.")
    half = 1 << (bits - 1)
    exact = np.arange(-3 * half, 3 * half)
    figure, ((axes,),) = panels(width=6, height=3)
    wrapped = wrap(exact, bits).astype(float)
    # A line must not join the two sides of a jump.
    wrapped[np.abs(np.diff(wrapped, prepend=wrapped[0])) > 1] = np.nan
    axes.plot(exact, wrapped, color=BLUE, lw=2, label="two's complement: wraps")
    axes.plot(exact, np.clip(exact, -half, half - 1), color=ORANGE, ls="--", label="saturates")
    axes.axhline(0, color=GREY, lw=0.5)
    axes.set(xlabel="exact result", ylabel=f"what {bits} bits hold")
    axes.set_yticks([-half, 0, half - 1])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.18), ncols=2)
    return describe(
        figure,
        f"What {bits} bits hold over the exact result. Between {-half} and {half - 1} both curves "
        "are the same straight line. Beyond, the saturated one stays level, while two's complement "
        "jumps to the other end and climbs again, like the teeth of a saw.",
    )


def running_sum(products: np.ndarray, bits: int = 16) -> Figure:
    """Draw a dot product as it grows, exactly and in a register of `bits` bits.

    Parameters
    ----------
    products : (n,) array of int
    bits : int
    """
    half = 1 << (bits - 1)
    exact = np.cumsum(np.asarray(products, np.int64))
    kept = wrap(exact, bits).astype(float)
    jumps = int((np.abs(np.diff(kept)) > half).sum())
    kept[1:][np.abs(np.diff(kept)) > half] = np.nan
    figure, ((axes,),) = panels(width=6, height=3)
    axes.axhspan(-half, half - 1, color="0.93")
    axes.plot(exact, color=GREY, ls="--", label="exact")
    axes.plot(kept, color=RED, label=f"in {bits} bits")
    axes.set(xlabel="products added", ylabel="sum")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="best")
    return describe(
        figure,
        f"A sum over the number of products added. Exactly it ends at {exact[-1]:,}; in {bits} "
        f"bits it leaves the band of {-half:,} to {half - 1:,} {jumps} times, comes back from "
        f"the other side each time, and ends at {int(wrap(exact[-1], bits)):,}.",
    )


def by_width(table: pd.DataFrame, title: str = "") -> Figure:
    """Draw how many points of accuracy sums of 16 bits lose, over the width of the hidden layer.

    The loss is that against sums of 32 bits in the same network. Its axis is logarithmic above one
    point and linear below, so that a loss of 0 has a place.

    Parameters
    ----------
    table : DataFrame
        Columns width, seed, int32, int16: accuracies, one row per network, of one or two seeds.
    """
    table = table.assign(lost=100 * (table["int32"] - table["int16"]))
    whole = table["width"] % BLOCK == 0
    figure, ((axes,),) = panels(width=7, height=3.4)
    bands = table["width"][whole].unique()
    for number, width in enumerate(bands):
        label = {} if number else {"label": "multiple of 4"}
        axes.axvspan(width - 0.5, width + 0.5, color="0.9", lw=0, **label)
    axes.axhline(1, color=GREY, ls="--", lw=1, label="1 point lost")
    # A dot fits into a ring: where both runs lose the same, both are seen.
    looks = ({"ms": 8, "mfc": "none", "mew": 1.5}, {"ms": 4})
    for number, ((_, run), colour) in enumerate(
        zip(table.groupby("seed"), (BLUE, RED), strict=False), start=1
    ):
        look = {"color": colour, "label": f"run {number}", **looks[number - 1]}
        axes.plot(run["width"], run["lost"], "o", clip_on=False, zorder=3, **look)
    axes.set_yscale("symlog", linthresh=1, linscale=0.7)
    axes.set(ylim=(min(0, table["lost"].min()), 100), yticks=[0, 1, 10, 100])
    axes.set_yticklabels(["0", "1", "10", "100"])
    axes.set_xticks(sorted({*bands, table["width"].min(), table["width"].max()}))
    axes.set(xlabel="width of the hidden layer", ylabel="points lost by sums of 16 bits")
    axes.set_title(title, pad=24)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4)
    low, high = table["lost"][~whole].min(), table["lost"][~whole].max()
    return describe(
        figure,
        f"Points of accuracy that sums of 16 bits lose against 32 bits, over widths from "
        f"{table['width'].min()} to {table['width'].max()}: at multiples of four at most "
        f"{table['lost'][whole].abs().max():.2f}; at other widths from {low:.2f} to {high:.2f}, "
        f"more than one point in {(table['lost'][~whole] > 1).sum()} of {(~whole).sum()} networks.",
    )


def cycles_per_mac(counts: "Sequence[Count]") -> Figure:
    """Draw the cycles per MAC of several avr_bench.Counts as bars."""
    values = [count.median / count.macs for count in counts]
    names = [count.code for count in counts]
    figure, ((axes,),) = panels(width=6, height=0.8 + 0.4 * len(counts))
    rows = np.arange(len(counts))[::-1]
    for row, value, (colour, hatch) in zip(rows, values, _LOOKS, strict=False):
        axes.barh(row, value, color=colour, hatch=hatch, edgecolor="white")
        axes.text(value, row, f" {value:.1f}", va="center")
    axes.axvline(FLOOR, color=GREY, ls=":")
    axes.set(yticks=rows, yticklabels=names, xlim=(0, max(values) * 1.12))
    labels = " and ".join(dict.fromkeys(count.label for count in counts))
    axes.set(xlabel=f"cycles per MAC, whole network ({labels}; dotted: 8, the minimum)")
    axes.tick_params(axis="y", length=0)
    told = ", ".join(f"{name} {value:.1f}" for name, value in zip(names, values, strict=True))
    return describe(figure, f"Bars of cycles per MAC, with a minimum of 8: {told}.")


def by_ink(
    shares: np.ndarray, cycles: np.ndarray | None, extremes: Sequence[str] = ()
) -> Figure | None:
    """Draw the cycles of inferences over the share of pixels that are not dark.

    Parameters
    ----------
    shares : (n,) array, 0 to 1
    cycles : (n,) array of int, or None where nothing was simulated; then there is no figure
    extremes : sequence of str
        Names of the first inputs, which are marked: e.g. ("dark", "light").
    """
    if cycles is None:
        return None
    shares, cycles = np.asarray(shares, float), np.asarray(cycles, float)
    figure, ((axes,),) = panels(width=6, height=3.2)
    marked = len(extremes)
    axes.plot(shares[marked:], cycles[marked:] / 1000, ".", color=BLUE, ms=4, label="images")
    for share, spent, name in zip(shares, cycles, extremes, strict=False):
        axes.plot(share, spent / 1000, "D", color=RED, ms=6)
        side = "left" if share < 0.5 else "right"
        axes.annotate(
            name, (share, spent / 1000), (8 if share < 0.5 else -8, 0),
            textcoords="offset points", ha=side, va="center",
        )  # fmt: skip
    axes.set(xlabel="share of pixels that are not dark", ylabel="thousand cycles (simulated)")
    axes.set(xlim=(-0.05, 1.05), ylim=(0, None))
    slope, start = np.polyfit(shares, cycles, 1)
    return describe(
        figure,
        f"Cycles of an inference over the share of pixels that are not dark: {len(shares)} points "
        f"near a straight line from {start:,.0f} cycles for none to {start + slope:,.0f} for all.",
    )
