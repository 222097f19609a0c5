"""A picture of a profile: what each operator costs on a rung."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREEN, ORANGE, panels, style
from tinyml_kit.ladder.profiling import Profile

style()


def by_operator(profile: Profile) -> Figure:
    """Draw each operator's share of the time and of the work, and the memory that it needs.

    Parameters
    ----------
    profile : Profile, from `ladder.profile`; cycles, instructions or seconds are its time
    """
    rows = profile.rows
    figure, (axes,) = panels(2, width=3.6, height=0.7 + 0.42 * len(rows), sharey=True)
    places = np.arange(len(rows))[::-1]
    macs = max(1, sum(row.macs for row in rows))
    unit = f"{profile.unit} ({profile.label})"
    axes[0].barh(places + 0.2, [row.share for row in rows], 0.4, color=BLUE, label=unit)
    axes[0].barh(places - 0.2, [row.macs / macs for row in rows], 0.4, color=ORANGE, hatch="///",
                 edgecolor="white", label="MACs (counted)")  # fmt: skip
    for y, row in zip(places, rows, strict=True):
        axes[0].text(row.share, y + 0.2, f" {row.share:.1%}", va="center", size=8)
    largest = max(max(row.share, row.macs / macs) for row in rows) or 1
    axes[0].set(title=f"shares on {profile.rung}", xlim=(0, 1.2 * largest))
    axes[0].xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes[0].set_yticks(places, [f"{row.operators[0]} {row.name}" for row in rows])
    axes[1].barh(places, [row.ram_bytes for row in rows], 0.5, color=GREEN)
    axes[1].set(title="tensors while it runs (computed)", xlabel="bytes")
    axes[1].xaxis.set_major_formatter("{x:,.0f}")
    for panel in axes:
        panel.xaxis.set_major_locator(MaxNLocator(4))
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    told = "; ".join(
        f"{row.operators[0]} {row.name}: {row.share:.1%} of {profile.unit}, {row.macs / macs:.1%} "
        f"of MACs, {row.ram_bytes:,} bytes of RAM"
        for row in rows
    )
    return describe(figure, f"Shares of the operators on {profile.rung}, {unit}. {told}.")
