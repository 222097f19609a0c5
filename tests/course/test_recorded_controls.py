"""Every explorer has the controls that are recorded, and draws what they say at first."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.drawn import frame, waves
from tests.support.recorded import require_recorded
from tinyml_kit.course import budget_explorer, widgets
from tinyml_kit.course.pictures import convolution, networks, quantization

RECORDED = Path(__file__).with_name("recorded_controls")
KERNEL = np.array([[1.0, 2], [3, 4]])
CHANCES = np.abs(waves(30, 3)) / np.abs(waves(30, 3)).sum(axis=1, keepdims=True)
SETTINGS = ("value", "min", "max", "step", "base", "options", "description", "continuous_update")

EXPLORERS = {
    "budget": budget_explorer.explore,
    "contrast": lambda: widgets.contrast(frame()),
    "contrast_of_few_pixels": lambda: widgets.contrast(frame(24, 26), 5, 0.1, 22),
    "threshold": lambda: widgets.threshold(CHANCES, np.arange(30) % 3),
    "kernels": lambda: convolution.explore(frame(30, 24)),
    "window": lambda: convolution.explore_window(np.arange(20.0).reshape(4, 5), KERNEL),
    "training": lambda: networks.explore_training(
        lambda rate, batch, optimizer: [1, rate, batch / 100], optimizers=("SGD", "Adam")
    ),
    "steps": lambda: quantization.explore(waves(50), 0.01, 3),
}


def described(control):
    """Return a control's kind and its settings in one line."""
    found = [f"{name} {getattr(control, name)}" for name in SETTINGS if hasattr(control, name)]
    return ", ".join([type(control).__name__, *found, f"width {control.layout.width}"])


@pytest.mark.parametrize("name", EXPLORERS)
def test_an_explorer_has_the_recorded_controls(name, monkeypatch):
    lines = []

    def explore(draw, **controls):
        lines.extend(f"{key}: {described(control)}" for key, control in controls.items())
        figure = draw(**{key: control.value for key, control in controls.items()})
        lines.append(" | ".join(axes.get_title() for axes in figure.axes))

    monkeypatch.setattr(widgets, "explore", explore)
    EXPLORERS[name]()
    require_recorded("\n".join(lines) + "\n", RECORDED / f"{name}.txt")


def test_every_recorded_text_belongs_to_an_explorer():
    assert {path.stem for path in RECORDED.glob("*")} == set(EXPLORERS)
