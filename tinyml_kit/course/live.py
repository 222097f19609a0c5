"""Curves that grow while a network trains, for somebody who watches; afterwards, one figure."""

from IPython.display import display

from tinyml_kit.base.progress import in_live_notebook
from tinyml_kit.course.pictures.networks import loss_curves
from tinyml_kit.learning.keras_backend import keras


class LiveCurves(keras.callbacks.Callback):
    """A Keras callback that draws training and validation loss.

    In a notebook that somebody has open the figure is replaced after every epoch; executed
    without a reader, the notebook stores the last one only.
    """

    def on_train_begin(self, logs=None):
        """Start with empty curves."""
        self.curves = {}
        self._shown = None

    def on_epoch_end(self, epoch, logs=None):
        """Take the epoch's losses, and draw them if somebody watches."""
        names = {"loss": "training", "val_loss": "validation"}
        for key, name in names.items():
            if key in (logs or {}):
                self.curves.setdefault(name, []).append(logs[key])
        if in_live_notebook():
            self._draw()

    def on_train_end(self, logs=None):
        """Leave the finished figure."""
        self._draw()

    def _draw(self):
        figure = loss_curves(**self.curves)
        if self._shown is None:
            self._shown = display(figure, display_id=True)
        else:
            self._shown.update(figure)
