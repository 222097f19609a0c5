"""Store numbers with fewer bits: the converter's modes, and training that allows for them.

Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only
inference", CVPR 2018.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.compress import interpret
from tinyml_kit.compress.checks import CompressError, NoEffect, require_model
from tinyml_kit.compress.toolkit import tfmot
from tinyml_kit.compress.tuning import begin, fine_tune
from tinyml_kit.learning.demands import as_examples, require_integer
from tinyml_kit.learning.keras_backend import keras, silence, tf

MODES = ("float32", "float16", "dynamic", "int8", "int16x8", "sparsity")
#: The smallest number of calibration examples. A range taken from fewer is a matter of luck.
FEWEST = 10


@dataclass(frozen=True)
class Quantized:
    """What a conversion achieved.

    `tflite_bytes` is the size of the file; `stored` says how many bytes of weights it holds in
    each number type; `samples` how many training examples set the ranges of activations (0:
    none were needed).
    """

    mode: str
    tflite_bytes: int
    stored: dict[str, int]
    samples: int


@dataclass(frozen=True)
class Aware:
    """What quantisation-aware training did: the mean loss of each epoch, and its layers."""

    losses: tuple[float, ...]
    layers: tuple[str, ...]


def to_tflite(
    model: keras.Model,
    mode: str = "int8",
    calibration: np.ndarray | None = None,
    samples: int = 200,
    *,
    seed: int = 0,
    per_channel: bool = True,
    dense_per_channel: bool = False,
) -> tuple[bytes, Quantized]:
    """Convert a network to a .tflite file of batch 1.

    Parameters
    ----------
    model : keras.Model
        A tf_keras network, also one from quantisation-aware training.
    mode : str
        "float32": nothing is quantised. "float16": weights in half precision. "dynamic": int8
        weights, float activations. "int8": everything, inputs and outputs too. "int16x8": int8
        weights, int16 activations. "sparsity": float32, zeros left out of the file.
    calibration : (n, *shape) array
        Training examples, which give the ranges of the activations; "int8" and "int16x8" need
        them. Never test examples.
        The ranges must be those of use: examples that are all alike are refused.
    samples : int, >= 10
        How many of them are used, drawn without replacement.
    seed : int
        Seed of the draw.
    per_channel : bool
        One scale per filter of a convolution. False: one per layer, which compresses better.
    dense_per_channel : bool
        One scale per unit of a dense layer. The common Arduino libraries for TFLM read one
        scale per layer, and would be silently wrong.

    Returns
    -------
    tflite : bytes
    record : Quantized

    Raises
    ------
    CompressError
        If the network, the mode or the calibration examples are unfit, or the converter fails.
    NoEffect
        If no weight has the type that the mode promises.
    """
    require_model(model, "to_tflite")
    if mode not in MODES:
        raise CompressError(f"to_tflite: mode={mode!r} is unknown; take one of {MODES}.")
    _require_no_loop(model)
    converter = _converter(model)
    converter._experimental_disable_per_channel = not per_channel
    converter._experimental_disable_per_channel_quantization_for_dense_layers = (
        not dense_per_channel
    )
    calibrated = mode in ("int8", "int16x8")
    _set_mode(converter, mode)
    if calibrated:
        chosen = _calibration(model, calibration, samples, seed)
        converter.representative_dataset = lambda: ([example[np.newaxis]] for example in chosen)
    tflite = _convert(converter, model, mode)
    record = Quantized(mode, len(tflite), interpret.types(tflite), samples * calibrated)
    _require_effect(model, record, tflite)
    return tflite, record


def qat(
    model: keras.Model, x: np.ndarray, y: np.ndarray, **tuning: Any
) -> tuple[keras.Model, Aware]:
    """Continue training with rounding in the loop, so that the network gets used to 8 bits.

    Parameters
    ----------
    model : keras.Sequential or a functional keras.Model; not changed
    x, y : training examples and labels
    **tuning
        Passed to `tuning.fine_tune`: epochs, batch, rate, seed, balance.

    Returns
    -------
    model : keras.Model
        Still float, with simulated rounding; `to_tflite(model, "int8", x)` makes it real.
    record : Aware

    Raises
    ------
    CompressError
        If the network, the examples or a setting is unfit.
    NoEffect
        If the toolkit left every layer as it was.
    """
    model, x, y = begin(model, x, y, "qat")
    with supported_layers(model, "qat"):
        aware = tfmot.quantization.keras.quantize_model(model)
    losses = fine_tune(aware, x, y, **tuning)
    return aware, Aware(tuple(losses), wrapped(aware, "qat"))


@contextlib.contextmanager
def supported_layers(model: keras.Model, where: str) -> Iterator[None]:
    """Turn the toolkit's refusal of a layer into a CompressError."""
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise CompressError(
            f"{where}: the toolkit cannot quantise a layer of {model.name} ({_first(error)}); use "
            "convolutions, dense layers, poolings, ReLU and softmax."
        ) from error


def is_aware(model: keras.Model) -> bool:
    """Tell whether a network comes from quantisation-aware training."""
    return any(isinstance(a, tfmot.quantization.keras.QuantizeWrapper) for a in model.layers)


def wrapped(model: keras.Model, where: str) -> tuple[str, ...]:
    """Return the names of the layers whose weights are quantised in training.

    Raises
    ------
    NoEffect
        If there is none.
    """
    names = tuple(
        layer.layer.name
        for layer in model.layers
        if isinstance(layer, tfmot.quantization.keras.QuantizeWrapper)
        and layer.layer.trainable_weights
    )
    if not names:
        raise NoEffect(
            f"{where}: no layer of {model.name} is trained for 8 bits; annotate the whole network."
        )
    return names


def _require_no_loop(model):
    """Raise CompressError for a recurrent layer that becomes a loop over its steps.

    The converter does not quantise loops: it ends the whole process. Only an LSTM with the settings
    that it has by default becomes a single operator.
    """
    for layer in model.submodules:
        if not isinstance(layer, keras.layers.RNN) or layer.unroll:
            continue
        if type(layer) is not keras.layers.LSTM or not layer._could_use_gpu_kernel:
            raise CompressError(
                f"to_tflite: the layer {layer.name} ({type(layer).__name__}) becomes a loop, which "
                "TensorFlow cannot convert; build it with unroll=True, or take an LSTM with its "
                "default activations and biases."
            )


def _converter(model):
    """Return a converter of the network as a function of exactly one example.

    With a variable batch size, flattening would compute its shape at run time: three more
    operators.
    """
    shape = tf.TensorSpec((1, *model.input_shape[1:]), tf.float32, name="input")

    @tf.function(autograph=False)
    def one(x):
        return model(x, training=False)

    # The converter saves the object that comes with the function. For a Keras model it would trace
    # every way to call each layer again, three times as slow in all; the variables are enough.
    holder = tf.Module()
    holder.kept = model.variables
    function = one.get_concrete_function(shape)
    return tf.lite.TFLiteConverter.from_concrete_functions([function], holder)


def _set_mode(converter, mode):
    optimize, ops, spec = tf.lite.Optimize, tf.lite.OpsSet, converter.target_spec
    if mode == "sparsity":
        converter.optimizations = [optimize.EXPERIMENTAL_SPARSITY]
    elif mode != "float32":
        converter.optimizations = [optimize.DEFAULT]
    if mode == "float16":
        spec.supported_types = [tf.float16]
    elif mode == "int8":
        spec.supported_ops = [ops.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
    elif mode == "int16x8":
        spec.supported_ops = [ops.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int16


def _calibration(model, examples, samples, seed):
    """Return the examples that are drawn as float32, after checking all of them."""
    where = "to_tflite, calibration"
    if examples is None:
        raise CompressError(
            "to_tflite: the ranges of the activations are unknown; give training examples as "
            "calibration."
        )
    require_integer(samples, "samples", "to_tflite", CompressError, 0)
    require_integer(seed, "seed", "to_tflite", CompressError, 0)
    examples = as_examples(model, examples, where, CompressError)
    if samples < FEWEST or samples > len(examples):
        raise CompressError(
            f"to_tflite: {samples} calibration samples of {len(examples)} training examples; take "
            f"at least {FEWEST} and no more than there are."
        )
    chosen = np.random.default_rng(seed).choice(len(examples), samples, replace=False)
    drawn = examples[np.sort(chosen)].astype(np.float32, copy=False)
    if drawn.min() == drawn.max():
        raise CompressError(
            f"{where}: all numbers of the {samples} examples are {drawn.flat[0]:g}, so there is no "
            "range to measure; give training examples."
        )
    if (drawn == drawn[0]).all():
        raise CompressError(
            f"{where}: all {samples} examples are the same, so the ranges would be those of one; "
            "give different training examples."
        )
    return drawn


def _convert(converter, model, mode):
    try:
        with silence():
            return converter.convert()
    # The converter raises several kinds, some its own; this is their only common parent.
    except Exception as error:
        cure = "use layers with a kernel in TFLite"
        if mode == "int16x8" and is_aware(model):
            cure = "quantisation-aware training fixes 8-bit activations, so convert to int8"
        raise CompressError(
            f"to_tflite: TensorFlow cannot convert {model.name} to {mode} ({_first(error)}); "
            f"{cure}."
        ) from error


def _require_effect(model, record, tflite):
    promised = {"float16": "float16", "dynamic": "int8", "int8": "int8", "int16x8": "int8"}
    wanted = promised.get(record.mode)
    if wanted and wanted not in record.stored:
        cause, cure = "the converter left every tensor alone", "use a dense layer or a convolution"
        if record.mode == "dynamic":
            largest = max(a.numpy().size for a in model.weights)
            cause += f" (the largest has {largest} weights, and those below 1024 are left out)"
            cure = "use int8"
        raise NoEffect(
            f"to_tflite: {record.mode} quantised nothing in {model.name}: {cause}; {cure}."
        )
    if record.mode == "sparsity" and not interpret.sparse(tflite):
        raise NoEffect(
            f"to_tflite: no tensor of {model.name} is worth storing as sparse; prune it first."
        )


def _first(error):
    """Return the first line of an error's message, without its full stop."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
