"""The model card: what a network was made of, what it can do, and what is not known about it."""

from collections.abc import Iterator, Sequence

import numpy as np

from tinyml_kit.base.text import markdown
from tinyml_kit.boards import Board
from tinyml_kit.datasets.people import Parts
from tinyml_kit.ladder import budget
from tinyml_kit.ladder.estimate import ESTIMATED, count, estimate, macs
from tinyml_kit.own.fitting import Fitted, needs
from tinyml_kit.own.judging import Judged
from tinyml_kit.own.reading import SOUND, Loaded
from tinyml_kit.own.task import Task


def card(
    title: str,
    data: Loaded,
    parts: Parts,
    task: Task,
    made: Fitted,
    result: Judged,
    board: Board,
    notes: Sequence[str],
) -> str:
    """Return the model card in Markdown.

    Parameters
    ----------
    title : str
    data, parts, task, made, result, board : what the steps gave
    notes : the sentences that the steps printed, each "what: how"
    """
    lines = [f"# {markdown(title)}", "", *_summary(data, made, result, board)]
    lines += ["", "## Classes", "", *_classes(data, parts, result)]
    lines += ["", "![Confusion matrix](confusion.png)"]
    lines += ["", "## What was chosen", "", *(f"- {markdown(note)}" for note in notes)]
    lines += ["", f"## On the {markdown(board.title)}", "", *_costs(task, made, result, board)]
    lines += ["", "## Boards", "", *_boards(task, made)]
    lines += ["", "## Use", "", *_use(data, task)]
    lines += ["", "## Limits", "", *_limits(data)]
    if data.refused:
        lines += ["", "## Left out", ""]
        lines += [f"- {markdown(one.file)}: {markdown(one.why)}" for one in data.refused]
    return "\n".join(lines) + "\n"


def accuracy(result: Judged) -> str:
    """Return the accuracy with its interval in words."""
    low, high = result.interval
    share = result.report.scores["accuracy"]
    return f"{share:.1%} (95 % interval {low:.1%} to {high:.1%})"


def _summary(data, made, result, board) -> Iterator[str]:
    tested = int(result.report.confusion.sum())
    kind = "sounds" if data.kind == SOUND else "signals"
    yield (
        f"A network that tells {len(data.names)} kinds of {kind} apart, in int8, for the "
        f"{markdown(board.title)}. Of {tested} recordings that it had not seen it classified "
        f"{accuracy(result)} correctly (measured, int8, by the rung {result.by})."
    )
    yield (
        f"It has {made.parameters:,} parameters and needs {sum(macs(made.graph).values()):,} "
        f"multiply-accumulates; the file has {len(made.tflite):,} bytes."
    )


def _classes(data, parts, result) -> Iterator[str]:
    yield "| output | class | train | choose by | test | precision | recall |"
    yield "|---|---|---|---|---|---|---|"
    counts = [np.bincount(data.labels[one], minlength=len(data.names)) for one in parts]
    for k, name in enumerate(data.names):
        row = result.report.per_class.iloc[k]
        numbers = " | ".join(str(count[k]) for count in counts)
        yield (
            f"| {k} | {markdown(name)} | {numbers} | {row['precision']:.1%} | {row['recall']:.1%} |"
        )


def _costs(task, made, result, board) -> Iterator[str]:
    needed = needs(made.graph, task.beside, board)
    yield (
        f"Flash {needed['flash']:,} of {board.flash:,} bytes, RAM {needed['ram']:,} of "
        f"{board.ram:,} bytes, with the front end ({ESTIMATED})."
    )
    seconds = estimate(count(made.graph), board).seconds
    if seconds is not None:
        yield f"One inference of the network alone takes about {seconds * 1e3:,.1f} ms (estimated)."
    yield ""
    yield f"Recordings on every rung, against {result.ladder.oracle}:"
    yield ""
    for row in result.ladder.rungs:
        said = f" ({markdown(row.message)})" if row.message else ""
        yield f"- {row.rung}: {row.status}{said}"
    yield ""
    if result.profile is None:
        yield f"There is no profile: {markdown(result.problem)}"
    else:
        yield "```"
        yield str(result.profile)
        yield "```"


def _boards(task, made) -> Iterator[str]:
    yield "| board | flash | RAM | fits |"
    yield "|---|---|---|---|"
    for one in budget.cards(made.graph):
        needed = needs(made.graph, task.beside, one.board)
        over = needed["flash"] > one.board.flash or needed["ram"] > one.board.ram
        verdict = "no" if over or one.fits is False else "yes" if one.fits else "maybe"
        yield (
            f"| {markdown(one.board.title)} | {needed['flash']:,} of {one.board.flash:,} | "
            f"{needed['ram']:,} of {one.board.ram:,} | {verdict} |"
        )


def _use(data, task) -> Iterator[str]:
    shape = " × ".join(map(str, task.inputs.shape[1:]))
    yield (
        "`sketch` opens in the Arduino IDE; the board then answers Python, which sends inputs of "
        f"{shape} int8."
    )
    if data.kind == SOUND:
        yield (
            "`device` has a listener in C for the same board: front end, network and a rule. Give "
            f"`listener_push` every sample of the microphone at {data.rate} Hz; it returns the "
            "number of a class that was said, or LISTENER_NOTHING."
        )
    else:
        yield (
            "`device/signal.h` makes an input of each sample, in the unit of the recordings: "
            f"axes in the order {markdown(', '.join(data.axes))}."
        )


def _limits(data) -> Iterator[str]:
    yield (
        "- The interval says how far chance alone moves the accuracy with so few recordings. It "
        "does not say how the network does in another place, or with another sensor."
    )
    if data.kind == SOUND:
        yield (
            "- The front end takes away what is always there. Words and events stand out; a steady "
            "hum does not."
        )
    yield (
        "- A network answers with one of its classes, whatever it is given. Where anything else "
        "can happen, record it as a class of its own."
    )
    if "" in data.people:
        yield "- Nobody knows whose recordings these are, so it was not tested on new people."
