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
    tops: Mapping[str, str] | None = None,
    height: float = 2.4,
) -> Figure:
    """Draw tables over time side by side: a column for each frame, low frequencies below.

    Parameters
    ----------
    tables : {title: (frames, rows) array}; each has its own scale, large numbers dark
    step : seconds from one frame to the next
    tops : {title: what its rows are}; by default "band"

    Raises
    ------
    SoundError
        If there is no table, or one has no frames.
    """
    if not tables or any(not len(table) for table in tables.values()):
        raise SoundError("spectrograms: give at least one table, with frames in it.")
    figure, (row,) = panels(len(tables), width=max(2.6, 8.4 / len(tables)), height=height)
    told = []
    for axes, (title, table) in zip(row, tables.items(), strict=True):
        frames, rows = np.shape(table)
        axes.imshow(
            np.asarray(table, float).T, origin="lower", aspect="auto", cmap=shades("gray_r"),
            extent=(0, frames * step, 0, rows),
        )  # fmt: skip
        axes.spines[["top", "right"]].set_visible(True)
        axes.set(title=title, xlabel="seconds", ylabel=(tops or {}).get(title, "band"))
        loud = int(np.asarray(table, float).mean(axis=0).argmax())
        told.append(f"{title}: {frames} columns of {rows}, on average darkest in row {loud}")
    return describe(figure, f"Tables over time, low frequencies below. {'; '.join(told)}.")


def bands(weights: np.ndarray, hz: float, every: int = 5) -> Figure:
    """Draw a filter bank: the weights of some bands over the frequency.

    Parameters
    ----------
    weights : (frequencies, bands)
    hz : from one frequency to the next
    every : one band in so many is drawn
    """
    weights = np.asarray(weights)
    figure, ((axes,),) = panels(width=7, height=2)
    at = np.arange(len(weights)) * hz
    chosen = range(0, weights.shape[1], every)
    for number, band in enumerate(chosen):
        axes.plot(at, weights[:, band], color=COLOURS[number % 4], lw=1.2)
    axes.set(xlabel="frequency (Hz)", ylabel="weight", ylim=(0, 1.05 * weights.max()))
    centres = [f"{band} at {at[weights[:, band].argmax()]:.0f} Hz" for band in chosen]
    return describe(
        figure,
        f"Triangles over the frequency, wider the higher they lie. Their tops: band "
        f"{', '.join(centres)}.",
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
    """Draw, over the threshold, the share of words heard, and false alarms an hour.

    Parameters
    ----------
    thresholds : (n,)
    heard : {name: (n,) shares}
    false : {name: (n,) false alarms an hour}; on a scale that is linear up to 10
    """
    figure, ((left, right),) = panels(2, width=4, height=2.6)
    for number, (name, values) in enumerate(heard.items()):
        left.plot(thresholds, values, "o-", color=COLOURS[number], ms=4, label=name)
    for number, (name, values) in enumerate(false.items()):
        right.plot(thresholds, values, "o-", color=COLOURS[number], ms=4, label=name)
    left.set(xlabel="threshold", ylabel="words heard", ylim=(0, 1.03))
    right.set(xlabel="threshold", ylabel="false alarms an hour")
    right.set_yscale("symlog", linthresh=10)
    right.set_ylim(bottom=0)
    left.legend()
    told = [f"{name} from {v[0]:.0%} to {v[-1]:.0%}" for name, v in heard.items()]
    told += [f"{name} from {v[0]:.0f} to {v[-1]:.0f} alarms an hour" for name, v in false.items()]
    return describe(
        figure,
        f"As the threshold grows from {thresholds[0]:g} to {thresholds[-1]:g}: {'; '.join(told)}.",
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
    axes.axvline(limit, color=GREY, lw=1, ls="--")
    axes.set_yticks(range(len(shares)), shares)
    axes.invert_yaxis()
    axes.set(xlabel="share of the time (estimated)", xlim=(0, None))
    axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(0, 1))
    told = "; ".join(
        f"{name}: " + ", ".join(f"{part} {share:.1%}" for part, share in parts.items())
        for name, parts in shares.items()
    )
    return describe(figure, f"Bars with a line at {limit:.0%}. {told}.")
