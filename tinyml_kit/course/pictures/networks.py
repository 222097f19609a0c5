"""Pictures that only the chapter on neural networks needs.

Each function returns a matplotlib Figure, or shows one with sliders.
"""

from collections.abc import Callable, Sequence

import ipywidgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, RED, SKY, panels, style

style()

# One per colour, so that no two lines differ by colour alone.
DASHES = ("-", "--", ":", "-.", (0, (6, 2, 1, 2, 1, 2)), (0, (1, 3)))

#: A training to explore: learning rate, batch size, name of an optimiser -> loss of each epoch.
Train = Callable[[float, int, str], Sequence[float]]

#: Batch sizes that the explorer offers.
BATCHES = (1, 4, 16, 32, 64, 256)


class TrainingError(BadInput):
    """A training that cannot be explored."""


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


#: Each activation with its derivative.
ACTIVATIONS: dict[str, tuple[Callable, Callable]] = {
    "ReLU": (lambda x: np.maximum(x, 0), lambda x: (x > 0).astype(float)),
    "sigmoid": (_sigmoid, lambda x: _sigmoid(x) * (1 - _sigmoid(x))),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
}

#: Each loss of a prediction p for the target 1.
LOSSES = {
    "squared, (1 − p)²": lambda p: (1 - p) ** 2,
    "cross-entropy, −log p": lambda p: -np.log(p),
}

#: Minus the slope of each of them in the sum z of a neuron that says p = sigmoid(z).
PUSHES = {
    "squared, (1 − p)²": lambda p: 2 * (1 - p) * p * (1 - p),
    "cross-entropy, −log p": lambda p: 1 - p,
}


def activations() -> Figure:
    """Draw the usual activation functions beside their slopes."""
    x = np.linspace(-4, 4, 401)
    figure, ((left, right),) = panels(2)
    for (name, (function, slope)), dashes in zip(ACTIVATIONS.items(), DASHES, strict=False):
        left.plot(x, function(x), dashes, lw=2, label=name)
        right.plot(x, slope(x), dashes, lw=2, label=name)
    left.set(title="activation", xlabel="weighted sum", ylim=(-1.2, 2.2))
    right.set(title="its slope", xlabel="weighted sum", ylim=(-0.1, 1.1))
    left.legend(loc="upper left")
    return describe(
        figure,
        """Left, activations over the weighted sum: ReLU is zero, then a straight line; sigmoid
        rises from 0 to 1, tanh from -1 to 1. Right, their slopes: ReLU's is 0 or 1; tanh's is at
        most 1 and sigmoid's at most 0.25, both near 0 far from the middle.""",
    )


def losses() -> Figure:
    """Draw three losses of a neuron whose target is 1, and how hard each pushes its sum."""
    p, z = np.linspace(0.02, 1, 400), np.linspace(-6, 6, 241)
    figure, ((left, right),) = panels(2)
    for name, dashes in zip(LOSSES, DASHES, strict=False):
        left.plot(p, LOSSES[name](p), dashes, lw=2, label=name)
        right.plot(z, PUSHES[name](_sigmoid(z)), dashes, lw=2)
    left.set(title="loss", xlabel="answer p, where 1 is right", ylim=(0, 4))
    right.set(title="push on the sum z: minus the slope", xlabel="sum z", ylim=(0, 1.05))
    left.legend()
    return describe(
        figure,
        """Left, losses over an answer p where 1 is right: all end at 0, cross-entropy grows
        without bound towards p = 0. Right, the push on the sum z of the neuron: where z is far
        below 0, cross-entropy pushes with almost 1, the squared loss hardly.""",
    )


def descents(**runs: tuple[Callable[..., np.ndarray], np.ndarray]) -> Figure:
    """Draw gradient descents on maps of their losses, one panel each.

    Parameters
    ----------
    **runs : (loss, path)
        `loss` takes two arrays, weights and biases; `path` is an (n, 2) array of both.
    """
    figure, axes = panels(len(runs), width=3.4)
    told = []
    for panel, (name, (loss, path)) in zip(axes[0], runs.items(), strict=True):
        path = np.asarray(path, float)
        # A descent that diverged has points at infinity; the map shows the finite part.
        near = path[(np.abs(path) < 1e100).all(axis=1)]
        low, high = near.min(axis=0), near.max(axis=0)
        # A square with one scale, so that a round valley looks round.
        middle, reach = (low + high) / 2, 0.65 * (high - low).max() + 1e-9
        grids = (np.linspace(at - reach, at + reach, 80) for at in middle)
        weight, bias = np.meshgrid(*grids)
        heights = np.log10(loss(weight, bias) + 1e-9)
        shades = panel.contourf(weight, bias, heights, 12, cmap="Blues_r")
        how = FuncFormatter(
            lambda power, _: f"{10**power:,.0f}" if power >= 0 else f"{10**power:.2g}"
        )
        bar = figure.colorbar(shades, ax=panel, format=how, shrink=0.8, ticks=_round(heights))
        bar.ax.set_title("loss", fontsize=8)
        panel.plot(*near.T, "o-", color=ORANGE, ms=3, lw=1)
        panel.plot(*path[0], "s", color=RED, ms=7)
        panel.set(title=name.replace("_", " "), xlabel="weight w", ylabel="bias b")
        panel.set_aspect("equal")
        first, last = loss(*path[0]), loss(*path[-1])
        told.append(f"{name.replace('_', ' ')}: loss from {first:.3g} to {last:.3g}")
    return describe(figure, f"Descents on maps of the loss, {len(told)} panels. {'; '.join(told)}.")


def _round(powers):
    """Return the logarithms of round numbers: of 1, 2 and 5, or over many decades of 1 alone."""
    low, high = np.min(powers), np.max(powers)
    firsts = (1, 2, 5) if high - low < 2 else (1,)
    decades = np.arange(np.floor(low), np.ceil(high), 1 if high - low < 6 else 2)
    ticks = np.sort([decade + np.log10(first) for decade in decades for first in firsts])
    return ticks[(low <= ticks) & (ticks <= high)]


def loss_curves(
    ylabel: str = "loss (nats)",
    xlabel: str = "epoch",
    log: bool = True,
    **curves: Sequence[float] | Sequence[Sequence[float]],
) -> Figure:
    """Draw curves of the same quantity over epochs, each under its name.

    Several runs under one name, of equal length, look alike and are thinner.
    """
    figure, ((axes,),) = panels(width=7)
    for number, (name, values) in enumerate(curves.items()):
        look, colour = DASHES[number % len(DASHES)], f"C{number}"
        runs = np.atleast_2d(values)
        width = 1.8 if len(runs) == 1 else 1.1
        for run in runs:
            axes.plot(run, color=colour, ls=look, lw=width, label=name.replace("_", " "))
    axes.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    low, high = axes.get_ylim()
    if log and high < 1000 * low:  # with more decades, the usual powers of ten are enough
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
    if curves:
        handles, names = axes.get_legend_handles_labels()
        once = dict(zip(names, handles, strict=True))  # of several runs, the last one
        axes.legend(once.values(), once, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def by_group(right: Sequence[np.ndarray], together: float, kind: str) -> Figure:
    """Draw the score of each group that was kept out of the training, and that of a mixed split.

    A bar behind each score is its 95 % interval by Wilson's formula (Wilson 1927).

    Parameters
    ----------
    right : one (n,) bool array per group: which of its examples were answered right
    together : the score where each group is on both sides of the split
    kind : str, what a group is, e.g. "writer"
    """
    figure, ((axes,),) = panels(width=7)
    places = np.arange(1, len(right) + 1)
    counts = np.array([[np.sum(group), len(group)] for group in right]).T
    scores, (low, high) = 100 * counts[0] / counts[1], 100 * np.array(_wilson(*counts))
    axes.vlines(places, low, high, color=SKY, lw=3)
    axes.plot(places, scores, "o", color=BLUE, ms=6, label=f"this {kind} kept out (95 % interval)")
    axes.axhline(100 * together, color=ORANGE, lw=1.8, label=f"shuffled: every {kind} met before")
    axes.set(
        xlabel=f"{kind} (the others were learned from)",
        ylabel="right (%)",
        ylim=(None, 101),
        xticks=places,
    )
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    told = ", ".join(f"{score:.0f} %" for score in scores)
    return describe(
        figure,
        f"""Right answers for each {kind} that was kept out of the training: {told}, with a bar
        for the 95 % interval of each. A line at {100 * together:.0f} % is the score if every
        {kind} is on both sides of the split.""",
    )


def _wilson(right, n, z=1.96):
    """Return the ends of Wilson's 95 % interval of shares."""
    share = right / n
    middle = share + z**2 / (2 * n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (middle - reach) / (1 + z**2 / n), (middle + reach) / (1 + z**2 / n)


def boundaries(
    x: np.ndarray,
    y: np.ndarray,
    names: tuple[str, str] = ("sensor 1", "sensor 2"),
    answers: tuple[str, str] = ("no", "yes"),
    of: str = "",
    **models: Callable[[np.ndarray], np.ndarray],
) -> Figure:
    """Draw examples of two classes and the regions where models say 1, one panel per model.

    Parameters
    ----------
    x : (n, 2) array
    y : (n,) array of 0 and 1
    names : of the two numbers
    answers : what 0 and 1 are called
    of : of which examples a title gives the share of right answers, e.g. "of the thirty"
    **models : functions from (m, 2) arrays to (m,) probabilities
    """
    figure, axes = panels(len(models), width=min(4, 9.6 / len(models)))
    no, yes = answers
    margin = 0.1 * np.ptp(x, axis=0)
    ends = zip(np.min(x, axis=0) - margin, np.max(x, axis=0) + margin, strict=True)
    grid = np.stack(np.meshgrid(*[np.linspace(*end, 120) for end in ends]), axis=-1)
    told = []
    for panel, (name, model) in zip(axes[0], models.items(), strict=True):
        said = np.asarray(model(grid.reshape(-1, 2)), float).reshape(grid.shape[:2])
        panel.contourf(grid[..., 0], grid[..., 1], said, [-0.1, 0.5, 1.1], colors=["white", "0.85"])
        panel.contour(grid[..., 0], grid[..., 1], said, [0.5], colors=[GREY])
        for label, marker, colour, size in ((0, "o", BLUE, 3.5), (1, "x", ORANGE, 5.5)):
            chosen = np.asarray(x)[np.asarray(y) == label]
            how = {"color": colour, "ms": size, "mew": 1.4, "alpha": 0.8}
            panel.plot(*chosen.T, marker, label=answers[label], **how)
        right = np.mean((np.asarray(model(x)).ravel() > 0.5) == y)
        share = f"{right:.0%} {of} right".replace("  ", " ")
        title = f"{name.replace('_', ' ')}:{chr(10) if of else ' '}{share}"
        panel.set(title=title, xlabel=names[0])
        told.append(f"{name.replace('_', ' ')} {share}, {yes} in {np.mean(said > 0.5):.0%}")
    axes[0, 0].set_ylabel(names[1])
    handles, labels = axes[0, 0].get_legend_handles_labels()
    handles.append(Patch(fc="0.85", ec=GREY))
    labels.append(f"here the model says {yes}")
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return describe(
        figure,
        f"""Examples (o {no}, x {yes}) over {names[0]} and {names[1]}; grey where a model says
        {yes}. {"; ".join(told)} of the plane.""",
    )


def training_figure(train: Train, log_rate: float, batch: int, optimizer: str) -> Figure:
    """Draw the loss curve that `train` returns; see `explore_training`."""
    rate = 10**log_rate
    curve = np.asarray(train(rate, batch, optimizer), float)
    figure, ((axes,),) = panels(width=5)
    axes.plot(curve, color=BLUE)
    ended = f"{curve[-1]:.3f}" if np.isfinite(curve[-1]) else "not a number"
    axes.set(xlabel="epoch", ylabel="loss (nats)", ylim=(0, 1.5))
    axes.set_title(f"{optimizer}, learning rate {rate:.2g}, batch {batch}: ends at {ended}")
    return figure


def explore_training(
    train: Train,
    log_rate: float = -1.0,
    batch: int = 32,
    optimizer: str = "SGD",
    optimizers: Sequence[str] = ("SGD",),
) -> None:
    """Explore learning rate, batch size and optimiser; each change trains again.

    Parameters
    ----------
    train : function
        Takes a learning rate, a batch size and the name of an optimiser; returns losses.
    log_rate : float
        Decimal logarithm of the learning rate.
    batch : int
    optimizer : str, one of `optimizers`

    Raises
    ------
    TrainingError
        If the batch size or the optimiser is not one of those offered.
    """
    for what, value, known in (("batch", batch, BATCHES), ("optimizer", optimizer, optimizers)):
        if value not in known:
            known = ", ".join(map(repr, known))
            raise TrainingError(f"explore_training: {what}={value!r}; take one of {known}.")
    widgets.explore(
        lambda **values: training_figure(train, **values),
        log_rate=ipywidgets.FloatSlider(
            log_rate, min=-4, max=2, step=0.25,
            description="log10(rate)", continuous_update=False,
        ),
        batch=ipywidgets.SelectionSlider(
            options=BATCHES, value=batch,
            description="batch", continuous_update=False,
        ),
        optimizer=ipywidgets.Dropdown(options=optimizers, value=optimizer, description="optimizer"),
    )  # fmt: skip
