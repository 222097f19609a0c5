"""The largest network of a family that fits a board, trained and converted to int8."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tinyml_kit.boards import Board
from tinyml_kit.compress import quantize
from tinyml_kit.datasets.people import Parts
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget
from tinyml_kit.ladder.estimate import count, estimate
from tinyml_kit.learning import training
from tinyml_kit.learning.keras_backend import ThreadsError, keras, one_thread
from tinyml_kit.own.reading import OwnDataError
from tinyml_kit.own.task import Task

#: About so many examples are made for training, by varying the recordings.
EXAMPLES = 8000
MOST_COPIES = 30
#: A few recordings are shown in more epochs, until the weights have been changed so often.
LEAST_STEPS = 1000
#: Examples that give the ranges of int8; more take longer and change nothing.
CALIBRATION = 200
# What a front end shares with the program around the network.
_SHARED = ("program around", "stack and variables")


@dataclass(frozen=True)
class Fitted:
    """A trained network.

    tflite : bytes, int8 in and out
    graph : Graph of it
    width : of the network
    parameters : weights and biases before the conversion
    history : training.History
    copies : varied ones of each recording to train on
    validation : accuracy of the float network on the recordings to choose by
    """

    tflite: bytes
    graph: Graph
    width: int
    parameters: int
    history: training.History
    copies: int
    validation: float


def fitted(
    task: Task,
    labels: np.ndarray,
    parts: Parts,
    classes: int,
    board: Board,
    where: str,
    tell: Callable[[str], None],
    seed: int = 0,
) -> Fitted:
    """Choose a network for a board, train it and convert it.

    Parameters
    ----------
    task, labels, parts, classes : what is learned
    board : Board
    where : str, what a message begins with
    tell : function, called with a sentence about each choice
    seed : int
        Of the weights, the order and the variations.

    Raises
    ------
    OwnDataError
        If not even the smallest network fits the board.
    """
    with contextlib.suppress(ThreadsError):
        one_thread()  # the same weights each time; where threads have started, they go on
    width, model = _largest(task, classes, board, where)
    tell(
        f"network: {model.name} of width {width}, the largest of {', '.join(map(str, task.widths))}"
        f" that fits the {board.title} (estimated); {model.count_params():,} parameters"
    )
    train, choose, _ = parts
    copies = int(np.clip(round(EXAMPLES / len(train)) - 1, 1, MOST_COPIES))
    x = np.concatenate([task.inputs[train], task.more(train, copies, seed)])
    y = np.tile(labels[train], copies + 1)
    epochs = max(task.epochs, -(-LEAST_STEPS // -(-len(x) // task.batch)))
    tell(
        f"training: {len(train):,} recordings and {copies} varied ones of each, {epochs} "
        f"epochs, Adam, classes equally often, seed {seed}; the best epoch on the recordings to "
        "choose by is kept"
    )
    judged = task.real(task.inputs[choose]), labels[choose]
    history = training.train(
        model, x if task.augment else task.real(x), y, judged, epochs=epochs,
        batch=task.batch, rate=task.rate, warmup=2, augment=task.augment or False,
        patience=epochs, seed=seed,
    )  # fmt: skip
    right = training.probabilities(model, judged[0]).argmax(axis=1) == judged[1]
    tflite = _as_int8(model, task, x, seed)
    return Fitted(
        tflite, read(tflite), width, model.count_params(), history, copies, float(right.mean())
    )


def needs(graph: Graph, beside: Graph | None, board: Board) -> dict[str, int]:
    """Return the bytes of flash and RAM that a network and its front end need (estimated)."""
    needed = {"flash": 0, "ram": 0}
    for one in (graph, beside):
        if one is None:
            continue
        estimated = estimate(count(one), board)
        for memory, parts in (("flash", estimated.flash), ("ram", estimated.ram)):
            kept = [part for part in parts if one is graph or part.what not in _SHARED]
            needed[memory] += sum(part.bytes or 0 for part in kept)
    return needed


def _largest(task, classes, board, where):
    for width in task.widths:
        model = task.network(width, classes)
        # The sizes do not depend on the weights; noise gives the converter ranges.
        noise = np.random.default_rng(0).integers(-128, 128, (16, *task.inputs.shape[1:]), np.int8)
        graph = read(_as_int8(model, task, noise, 0))
        needed = needs(graph, task.beside, board)
        if needed["flash"] <= board.flash and needed["ram"] <= board.ram:
            return width, model
        keras.backend.clear_session()
    larger = next(
        (
            card.board.title
            for card in budget.cards(graph)
            if card.fits
            and all(needs(graph, task.beside, card.board)[memory] <= getattr(card.board, memory)
                    for memory in ("flash", "ram"))
        ),
        None,
    )  # fmt: skip
    cure = f"name a larger one, such as the {larger}" if larger else "give shorter recordings"
    raise OwnDataError(
        f"{where}: not even the smallest network fits the {board.title}: with its front end it "
        f"needs {needed['flash']:,} bytes of flash, of {board.flash:,}, and {needed['ram']:,} of "
        f"RAM, of {board.ram:,} (estimated); {cure}."
    )


def _as_int8(model, task, inputs, seed):
    """Convert so that an int8 input is the front end's: scale 1 / steps, zero point 0."""
    random = np.random.default_rng(seed)
    chosen = inputs[random.choice(len(inputs), min(CALIBRATION, len(inputs)), replace=False)].copy()
    # The converter spreads int8 from the smallest to the largest number that it sees.
    chosen[0].flat[0], chosen[0].flat[-1] = -128, 127
    given = task.real(chosen)
    return quantize.to_tflite(model, "int8", given, samples=len(given))[0]
