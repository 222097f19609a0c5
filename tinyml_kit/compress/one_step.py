"""One step of a GRU as an int8 file, with its state as an input and as an output.

A converter of quantised networks refuses a loop, and a microcontroller's interpreter has no GRU.
One step is made of operators that both have; whoever runs it feeds the state back.
"""

import contextlib
import logging
import warnings

import numpy as np

from tinyml_kit.compress import interpret
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.compress.quantize import FEWEST, Quantized
from tinyml_kit.learning import recurrent
from tinyml_kit.learning.demands import as_examples, require_integer
from tinyml_kit.learning.keras_backend import keras, silence, tf

MODES = {
    "int8": tf.lite.OpsSet.TFLITE_BUILTINS_INT8,
    "int16x8": tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8,
}


def to_tflite(
    model: keras.Model, mode: str, calibration: np.ndarray, samples: int = 60, *, seed: int = 0
) -> tuple[bytes, Quantized]:
    """Convert one step of a GRU to a .tflite file whose state can be fed back as it is.

    Parameters
    ----------
    model : keras.Sequential of `recurrent.classifier`, a GRU
    mode : str
        "int8"; or "int16x8": int8 weights, and int16 for all that is computed, the state too.
    calibration : (n, steps, features) array
        Training recordings: what the network meets in them sets the ranges. States get the range
        from -1 to 1, which they cannot leave.
    samples : int, >= 10
        How many of the recordings are used.
    seed : int, of the draw

    Returns
    -------
    tflite : bytes
        Inputs: `input` (1, features) and `state` (1, units); outputs: scores, and the next state.
    record : Quantized

    Raises
    ------
    CompressError
        If the mode, the recordings or their number is unfit.
    RecurrentError
        If the network is no GRU of `recurrent.classifier`.
    """
    where = "one_step.to_tflite"
    if mode not in MODES:
        raise CompressError(f"{where}: mode={mode!r} is unknown; take one of {tuple(MODES)}.")
    step, holder = recurrent.one_step(model)
    require_integer(samples, "samples", where, CompressError, 0)
    recordings = as_examples(model, calibration, where, CompressError)
    if not FEWEST <= samples <= len(recordings):
        raise CompressError(
            f"{where}: {samples} recordings of {len(recordings)} to calibrate with; take at least "
            f"{FEWEST} and no more than there are."
        )
    chosen = np.random.default_rng(seed).choice(len(recordings), samples, replace=False)
    recordings = recordings[np.sort(chosen)].astype(np.float32)
    integer = tf.int8 if mode == "int8" else tf.int16
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [step.get_concrete_function()], holder
    )
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [MODES[mode]]
    converter.inference_input_type = converter.inference_output_type = integer
    # One scale for each dense layer: the common Arduino libraries read no more.
    converter._experimental_disable_per_channel_quantization_for_dense_layers = True
    converter.representative_dataset = lambda: _met(model, recordings)
    with silence(), _no_remarks():
        tflite = converter.convert()
    return tflite, Quantized(mode, len(tflite), interpret.types(tflite), samples)


@contextlib.contextmanager
def _no_remarks():
    """Leave out what TensorFlow remarks on its own parts: a new home for its interpreter, types."""
    logger = logging.getLogger("absl")
    logger.addFilter(_is_error)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.removeFilter(_is_error)


def _is_error(record):
    return record.levelno >= logging.ERROR


def _met(model, recordings):
    """Yield what one step is given in recordings, and both ends of what a state can be."""
    states = recurrent.states(model, recordings)
    before = np.concatenate([np.zeros_like(states[:, :1]), states[:, :-1]], axis=1)
    for recording, state in zip(recordings, before, strict=True):
        for t in range(len(recording)):
            yield {"input": recording[t : t + 1], "state": state[t : t + 1]}
    ends = np.where(np.arange(states.shape[2]) % 2, 1, -1).astype(np.float32)
    yield {"input": recordings[0, :1], "state": ends[np.newaxis]}
