import numpy as np
import pytest

from tinyml_kit.course import live
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.learning.keras_backend import keras


class Shown(list):
    """What a cell displayed, each state of it."""

    def display(self, figure, display_id):
        self.append(alt_text(figure))
        return self

    def update(self, figure):
        self.append(alt_text(figure))


@pytest.mark.parametrize(("watched", "states"), [(False, 1), (True, 4)])
def test_curves_grow_for_somebody_who_watches_and_are_drawn_once_for_nobody(
    watched, states, monkeypatch
):
    shown = Shown()
    monkeypatch.setattr(live, "display", shown.display)
    monkeypatch.setattr(live, "in_live_notebook", lambda: watched)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[])
    x, y = np.eye(2), np.zeros(2)
    how = dict(epochs=3, verbose=0, validation_data=(x, y))
    kept = model.fit(x, y, callbacks=[live.LiveCurves()], **how).history
    assert len(shown) == states
    assert f"training: from {kept['loss'][0]:.3g} to {kept['loss'][-1]:.3g}" in shown[-1]
    assert "validation" in shown[-1]
