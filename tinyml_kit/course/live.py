"""Loss curves that are redrawn after every epoch in an open notebook, and once at the end."""

from IPython.display import display

from tinyml_kit.base.progress import in_live_notebook
from tinyml_kit.course.pictures.networks import loss_curves
from tinyml_kit.learning.keras_backend import keras


class LiveCurves(keras.callbacks.Callback):
    """A Keras callback that draws training and validation loss.

    In an open notebook the figure is replaced after every epoch. A notebook that is executed
    without a reader stores only the last figure.
    """

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start with empty curves."""
        self.curves: dict[str, list[float]] = {}
        self._shown = None

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Record the epoch's losses, and draw them in an open notebook."""
        names = {"loss": "training", "val_loss": "validation"}
        for key, name in names.items():
            if logs and key in logs:
                self.curves.setdefault(name, []).append(logs[key])
        if in_live_notebook():
            self._draw()

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Draw the finished figure."""
        self._draw()

    def _draw(self):
        figure = loss_curves(**self.curves)
        if self._shown is None:
            self._shown = display(figure, display_id=True)
        else:
            self._shown.update(figure)
