"""What every network for preprocessed frames that a reader brings is asked first."""

from tinyml_kit.learning.cost import Cost, CostError, cost
from tinyml_kit.learning.keras_backend import keras


def counted(answer: object) -> tuple[Cost | None, str]:
    """Return what a network of 100 × 100 pixels and three outputs needs, or None and what is wrong.

    Parameters
    ----------
    answer : object
        What the reader hands in.
    """
    if not isinstance(answer, keras.Model):
        return None, "That is not a Keras network."
    if answer.input_shape != (None, 100, 100, 1) or answer.output_shape != (None, 3):
        return None, f"It makes {answer.output_shape} of {answer.input_shape}."
    try:
        return cost(answer), ""
    except CostError as error:
        return None, f"It holds a layer that the kit does not count: {error}"
