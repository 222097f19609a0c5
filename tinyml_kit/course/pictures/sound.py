"""Pictures of the chapter on spoken words: waves, spectrograms, bands, and a listener at work."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    panels,
    shades,
    style,
)

style()

COLOURS = (BLUE, ORANGE, GREEN, RED)


class SoundError(BadInput):
    """A sound, or a table, that cannot be drawn."""


def wave(samples: np.ndarray, rate: int, zoom: tuple[float, float]) -> Figure:
    """Draw a sound over time, and a short piece of it with its samples as dots.

    Parameters
    ----------
    samples : (n,) array of int
    rate : samples a second
    zoom : (start, end) of the piece, in seconds

    Raises
    ------
    SoundError
        If the piece does not lie within the sound.
    """
    samples = np.asarray(samples)
    first, last = (round(one * rate) for one in zoom)
    if not 0 <= first < last <= len(samples):
        raise SoundError(
            f"wave: the piece from {zoom[0]:g} to {zoom[1]:g} s does not lie within "
            f"{len(samples) / rate:g} s."
        )
    figure, ((whole, piece),) = panels(2, width=4.2, height=2.2)
    # Two lines for the loudest of each stretch say as much as thousands of points.
    stretch = max(1, len(samples) // 400)
    cut = samples[: len(samples) // stretch * stretch].reshape(-1, stretch)
    at = np.arange(len(cut)) * stretch / rate
    whole.fill_between(at, cut.min(axis=1), cut.max(axis=1), color=BLUE, lw=0.3)
    whole.axvspan(*zoom, color=ORANGE, alpha=0.35, lw=0)
    whole.set(xlabel="seconds", ylabel="sample", title=f"{len(samples):,} samples")
    piece.plot(np.arange(first, last) / rate * 1000, samples[first:last], ".-", color=BLUE, lw=0.8)
    piece.set(xlabel="milliseconds", title=f"{last - first} of them")
    return describe(
        figure,
        f"Left, {len(samples):,} samples over {len(samples) / rate:.2f} seconds, from "
        f"{samples.min():,} to {samples.max():,}. Right, {last - first} samples from "
        f"{zoom[0]:g} s on, one by one.",
    )


def spectrograms(
    tables: Mapping[str, np.ndarray],
    step: float,
    rows: tuple[str, float] = ("band", 1),
    height: float = 2.4,
) -> Figure:
    """Draw tables over time side by side: a column for each frame, low frequencies below.

    Parameters
    ----------
    tables : {title: (frames, rows) array}; each has its own scale, large numbers dark
    step : seconds from one frame to the next
    rows : what the rows are, and how much of it lies between one and the next

    Raises
    ------
    SoundError
        If there is no table, or one has no frames.
    """
    if not tables or any(not len(table) for table in tables.values()):
        raise SoundError("spectrograms: give at least one table, with frames in it.")
    figure, (line,) = panels(len(tables), width=max(2.6, 8.4 / len(tables)), height=height)
    told, (what, apart) = [], rows
    for axes, (title, table) in zip(line, tables.items(), strict=True):
        frames, count = np.shape(table)
        axes.imshow(
            np.asarray(table, float).T, origin="lower", aspect="auto", cmap=shades("gray_r"),
            extent=(0, frames * step, -apart / 2, (count - 0.5) * apart),
        )  # fmt: skip
        axes.spines[["top", "right"]].set_visible(True)
        axes.set(title=title, xlabel="seconds", ylabel=what)
        loud = int(np.asarray(table, float).mean(axis=0).argmax())
        told.append(
            f"{title}: {frames} columns of {count}, on average darkest at {loud * apart:.3g} "
            f"({what})"
        )
    return describe(figure, f"Tables over time, low frequencies below. {'; '.join(told)}.")


def bands(weights: np.ndarray, hz: float, every: int = 5) -> Figure:
    """Draw a filter bank: the weights of its bands over the frequency, in grey, some in colour.

    Parameters
    ----------
    weights : (frequencies, bands)
    hz : from one frequency to the next
    every : one band in so many is in colour
    """
    weights = np.asarray(weights)
    figure, ((axes,),) = panels(width=7, height=2)
    at = np.arange(len(weights)) * hz
    chosen = range(0, weights.shape[1], every)
    for band in range(weights.shape[1]):
        some = band in chosen
        colour = COLOURS[band // every % 4] if some else GREY
        here = np.flatnonzero(weights[:, band])
        part = slice(max(0, here[0] - 1), here[-1] + 2)  # from 0 to 0
        axes.plot(
            at[part], weights[part, band], color=colour, lw=1.4 if some else 0.6, zorder=2 + some
        )
    axes.set(xlabel="frequency (Hz)", ylabel="weight", ylim=(0, 1.05 * weights.max()))
    centres = [f"{band} at {at[weights[:, band].argmax()]:.0f} Hz" for band in chosen]
    return describe(
        figure,
        f"{weights.shape[1]} triangles over the frequency, wider the higher they lie. Tops of "
        f"some: band {', '.join(centres)}.",
    )


def listening(
    answers: np.ndarray,
    names: Sequence[str],
    seconds: np.ndarray,
    means: np.ndarray,
    threshold: float,
    spoken: Sequence[tuple[float, float, str]] = (),
    said: Sequence[tuple[float, str]] = (),
) -> Figure:
    """Draw what a network answered over time, the means of its answers, and what was said.

    Parameters
    ----------
    answers, means : (n, words), from 0 to 1
    names : of the words; the first four are drawn
    seconds : (n,), when each answer came
    threshold : a line across the means
    spoken : (start, end, word) of what was really spoken
    said : (when, word) of what the rule made of it
    """
    figure, rows = panels(1, 2, width=8, height=1.7, sharex=True, sharey=True)
    for (axes,), table, title in zip(rows, (answers, means), ("each answer", "means"), strict=True):
        for word, name in enumerate(names[:4]):
            axes.plot(seconds, table[:, word], ".-", color=COLOURS[word], lw=1, ms=4, label=name)
        for start, end, _ in spoken:
            axes.axvspan(start, end, color=GREY, alpha=0.15, lw=0)
        axes.set(ylim=(-0.03, 1.18), ylabel=title)
    (above,), (below,) = rows
    for start, end, name in spoken:
        above.text((start + end) / 2, 1.04, name, ha="center", fontsize=8, color=GREY)
    below.axhline(threshold, color=GREY, lw=1, ls="--")
    for when, name in said:
        below.annotate(
            name, (when, 1.03), ha="center", fontsize=8, color="black",
            bbox={"boxstyle": "round,pad=0.2", "fc": "#FDF1DC", "ec": ORANGE, "lw": 0.8},
        )  # fmt: skip
    if names:
        above.legend(ncols=4, loc="upper left", bbox_to_anchor=(0, 1.35), fontsize=8)
    below.set(xlabel="seconds")
    spoke = ", ".join(f"{name} until {end:.1f} s" for _, end, name in spoken) or "nothing"
    heard = ", ".join(f"{name} at {when:.1f} s" for when, name in said) or "nothing"
    return describe(
        figure,
        f"{len(answers)} answers over {seconds[-1]:.0f} seconds and their means, with a line at "
        f"{threshold:g}. Spoken: {spoke}. Heard: {heard}.",
    )


def alarms(
    thresholds: Sequence[float],
    heard: Mapping[str, Sequence[float]],
    false: Mapping[str, Sequence[float]],
) -> Figure:
    """Draw the share of words heard over the false alarms an hour, a line for each name.

    Parameters
    ----------
    thresholds : (n,), written at the points
    heard : {name: (n,) shares}
    false : {name: (n,) false alarms an hour}; on a scale that is linear up to 10
    """
    figure, ((axes,),) = panels(width=6.4, height=3)
    told = []
    for number, (name, shares) in enumerate(heard.items()):
        colour, below = COLOURS[number], number % 2
        axes.plot(false[name], shares, "o-", color=colour, ms=4, label=name)
        points = list(zip(thresholds, false[name], shares, strict=True))
        for threshold, alarms, share in points:
            axes.annotate(
                f"{threshold:g}", (alarms, share), (-4, 5) if below else (4, -11),
                textcoords="offset points", ha="right" if below else "left", fontsize=8,
                color=colour,
            )  # fmt: skip
        each = [f"{share:.0%} at {alarms:.0f} ({t:g})" for t, alarms, share in points]
        told.append(f"{name}: {', '.join(each)}")
    counts = [alarms for name in heard for alarms in false[name]]
    axes.set_xscale("symlog", linthresh=10)
    axes.set_xticks([0, 10, 30, 100, 300, 1000, 3000])
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set(
        xlabel="false alarms an hour", ylabel="words heard",
        xlim=(min(counts) / 1.5, max(1, *counts) * 1.5),
    )  # fmt: skip
    axes.locator_params(axis="y", steps=[1, 2, 5, 10])
    axes.legend(loc="lower right", title="thresholds at the points")
    return describe(
        figure,
        f"Words heard, at so many false alarms an hour, with the threshold. {'; '.join(told)}.",
    )


def budget(shares: Mapping[str, Mapping[str, float]], limit: float) -> Figure:
    """Draw which share of the time a board computes, in parts one after the other.

    Parameters
    ----------
    shares : {board or way: {part: share of time}}
    limit : a line
    """
    figure, ((axes,),) = panels(width=7, height=0.8 + 0.42 * len(shares))
    for row, parts in enumerate(shares.values()):
        left = 0.0
        for number, share in enumerate(parts.values()):
            axes.barh(row, share, left=left, color=COLOURS[number], height=0.6)
            left += share
        axes.text(left, row, f" {left:.1%}", va="center", fontsize=8)
    for number, part in enumerate(next(iter(shares.values()))):
        axes.barh(0, 0, color=COLOURS[number], label=part)
    axes.axvline(limit, color=GREY, lw=1, ls="--", label=f"limit, {limit:.0%}")
    axes.set_yticks(range(len(shares)), shares)
    axes.invert_yaxis()
    axes.set(xlabel="share of the time (estimated)", xlim=(0, None))
    axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(0, 1))
    told = "; ".join(
        f"{name}: " + ", ".join(f"{part} {share:.1%}" for part, share in parts.items())
        for name, parts in shares.items()
    )
    return describe(figure, f"Bars with a line at {limit:.0%}. {told}.")
