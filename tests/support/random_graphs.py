"""Random models: from a seed, a .tflite of a few operators, and inputs that strain it.

Shapes, strides, paddings, activations, scales and zero points are drawn. What is drawn stays
inside what a converter writes and what int32 accumulators hold. Within that, extremes are more
likely than in trained networks.

Seeds below LATER always give the same models: the records of cores and many tests rest on them.
They draw from the operators in FIXED, each of which comes first in every 23rd seed. Operators that
the kit has learned since come first in the seeds from LATER on, which draw from all. A further
operator changes those, so nothing is recorded of them. `each_first` gives the seeds of both kinds.
"""

from dataclasses import dataclass

import numpy as np

from tests.support import random_maths, random_operators
from tests.support.flatbuffer import ACTIVATIONS, Writer
from tests.support.random_weights import UNIFORM, UNIFORM_INT16
from tests.support.stateful import initialise, variable
from tinyml_kit.ops import operators

FIXED = (
    "FULLY_CONNECTED", "CONV_2D", "DEPTHWISE_CONV_2D", "MAX_POOL_2D", "AVERAGE_POOL_2D", "MEAN",
    "ADD", "MUL", "SUB", "PAD", "PADV2", "CONCATENATION", "RESHAPE", "SQUEEZE", "EXPAND_DIMS",
    "SOFTMAX", "LOGISTIC", "TANH", "RELU", "RELU6", "LEAKY_RELU", "QUANTIZE", "DEQUANTIZE",
)  # fmt: skip
LEARNED = tuple(name for name in random_operators.OPERATORS if name not in FIXED)
LATER = 10_000
# int16 models are younger than all of these: they draw from every operator that int16 has.
INT16 = tuple(name for name in random_operators.OPERATORS if operators.OPERATORS[name].int16)


def names_of(dtype):
    """Return the operators that models with state draw."""
    return INT16 if dtype == np.int16 else FIXED


def later(times):
    """Return seeds of models in which each operator in LEARNED comes first so many times."""
    return range(LATER, LATER + times * len(LEARNED))


def each_first(times=1, dtype=np.int8):
    """Return seeds of models in which each operator of the kit comes first so many times."""
    if dtype == np.int16:
        return [*range(times * len(INT16))]
    return [*range(times * len(FIXED)), *later(times)]


@dataclass(frozen=True)
class Value:
    """A tensor that operators may read: integers with one scale, or float32 without.

    What has no scale and is not `stored` as int8 stands for itself: truth values, or places.
    """

    index: int
    shape: tuple
    scale: float | None = None
    zero_point: int = 0
    stored: type = np.int8

    @property
    def size(self):
        return int(np.prod(self.shape))

    @property
    def dtype(self):
        return np.float32 if self.scale is None and self.stored == np.int8 else self.stored


@dataclass(frozen=True)
class Model:
    """A random model: the file, its input Values, and the names of its operators."""

    seed: int
    content: bytes
    inputs: tuple
    operators: tuple

    @property
    def exact(self):
        """Tell whether all tensors of an integer model are the same to the bit everywhere.

        Where it computes in float32 in between, those tensors may differ by a last bit.
        """
        return not random_maths.LAST_BIT & set(self.operators)


class Maker:
    """Draws one model; `random_operators` has a function for each operator."""

    def __init__(self, seed, dtype):
        self.rng = np.random.default_rng([seed, np.dtype(dtype).itemsize])
        self.dtype, self.float = dtype, dtype == np.float32
        # What most of a model's tensors store, and the spread of values drawn uniformly.
        self.stored = np.int16 if dtype == np.int16 else np.int8
        self.uniform = UNIFORM_INT16 if dtype == np.int16 else UNIFORM
        self.writer = Writer()
        self.inputs, self.values = [], []
        self.read, self.names = set(), []

    # --- draws ---

    def int(self, low, high):
        """Return an integer, both ends included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, probability):
        return bool(self.rng.random() < probability)

    def one_of(self, *choices):
        return choices[self.int(0, len(choices) - 1)]

    def zero_point(self):
        if self.stored == np.int16:
            return 0
        return self.one_of(-128, 127, 0, *(self.int(-128, 127) for _ in range(7)))

    def scale_for(self, spread):
        """Return a scale for values of that standard deviation: mostly suitable, sometimes poor."""
        fair = spread / (self.rng.uniform(15, 90) * (self.uniform / UNIFORM))
        return float(fair * (10 ** self.rng.uniform(-1.7, 1.7) if self.chance(0.15) else 1))

    def shape(self, rank):
        """Return a shape with a batch of 1."""
        if rank == 4:
            return (1, self.int(1, 11), self.int(1, 11), self.int(1, 6))
        return (1, *(self.int(1, 16) for _ in range(rank - 1)))

    # --- tensors ---

    def input(self, shape, dtype=None, scale=None):
        is_float = self.float if dtype is None else dtype == np.float32
        value = self.output(shape, *(() if is_float else (scale or self._input_scale(), None)))
        self.writer.inputs.append(value.index)
        self.inputs.append(value)
        return value

    def _input_scale(self):
        scale = self.rng.uniform(0.003, 0.1)
        return scale if self.stored == np.int8 else scale / 256

    def output(self, shape, scale=None, zero_point=None, stored=None):
        """Add a tensor for an operator to write; a scale of None means float32.

        stored : np.int8 or np.int16; by default that of the model
        """
        if scale is None:
            value = Value(self.writer.tensor(shape, np.float32), tuple(shape))
        else:
            # The file holds float32: what is computed from the scale has to start there.
            scale = float(np.float32(scale))
            zero_point = self.zero_point() if zero_point is None else zero_point
            stored = stored or self.stored
            index = self.writer.tensor(shape, stored, scale, zero_point)
            value = Value(index, tuple(shape), scale, zero_point, stored)
        self.values.append(value)
        return value

    def result(self, shape, spread):
        """Add an output with a scale of its own, for values of that standard deviation."""
        return self.output(shape) if self.float else self.output(shape, self.scale_for(spread))

    def plain(self, shape, stored):
        """Add an output of truth values (np.bool_) or of integers wider than int8."""
        value = Value(self.writer.tensor(shape, stored), tuple(shape), stored=stored)
        self.values.append(value)
        return value

    def like(self, value, shape):
        """Add an output with the scale and zero point of another value."""
        return self.output(shape, value.scale, value.zero_point, value.stored)

    def constant(self, data, scale=None, zero_point=0, axis=0):
        data = np.asarray(data)
        return self.writer.tensor(data.shape, data.dtype, scale, zero_point, axis, data)

    def integers(self, values):
        return self.constant(np.array(values, np.int32))

    def random_constant(self, shape, scale=None, zero_point=0):
        """Add a constant operand; return a Value that no operator writes."""
        if self.float:
            data = self.rng.normal(size=shape).astype(np.float32)
            return Value(self.constant(data), tuple(shape))
        limits = np.iinfo(self.stored)
        data = self.rng.integers(limits.min, limits.max + 1, shape, self.stored)
        scale = float(np.float32(scale))
        index = self.constant(data, scale, zero_point)
        return Value(index, tuple(shape), scale, zero_point, self.stored)

    def pick(self, rank=None, where=lambda value: True):
        """Return an existing value, or a new input if none fits, and sometimes even if one does."""
        fitting = [
            value
            for value in self.values
            if (rank is None or len(value.shape) == rank)
            and value.dtype == self.dtype
            and where(value)
        ]
        if not fitting or (len(self.inputs) < 3 and self.chance(0.1)):
            shape = self.shape(rank or self.int(2, 4))
            while not where(Value(-1, shape)):
                shape = self.shape(rank or self.int(2, 4))
            return self.input(shape)
        # More often than not the newest: long chains find more faults than many short branches.
        return fitting[-1] if self.chance(0.6) else fitting[self.int(0, len(fitting) - 1)]

    def operator(self, name, inputs, outputs, **options):
        self.names.append(name)
        indices = [value.index if isinstance(value, Value) else value for value in inputs]
        self.read.update(indices)
        self.writer.operator(name, indices, [value.index for value in outputs], **options)


def make(seed, dtype=np.int8):
    """Return the Model of a seed.

    dtype : np.int8 or np.int16, for quantised models, of which some have float32 at their edges;
        or np.float32, for models without quantisation but for a detour through int8.
    """
    maker = Maker(seed, dtype)
    first, names = FIXED, FIXED
    if dtype == np.int16:
        first, names = INT16, INT16
    elif seed >= LATER:
        first, names = LEARNED, tuple(random_operators.OPERATORS)
    random_operators.OPERATORS[first[(seed % LATER) % len(first)]](maker)
    # In the three that have weights, most can go wrong.
    likely = names + names[:3]
    for _ in range(maker.int(0, 6)):
        random_operators.OPERATORS[maker.one_of(*likely)](maker)
    if maker.chance(0.08):
        random_operators.flatten_unknown_batch(maker)
    return finished(maker, seed)


def network(seed):
    """Return a Model in the shape of a classifier of images, int8; seeds as for `make`."""
    maker = Maker(seed, np.int8)
    random_operators.network(maker)
    return finished(maker, seed)


def stateful(seed, dtype=np.int8):
    """Return a Model with one or two variables, with and without first values; seeds as for `make`.

    Each is read, combined with an input or a value computed from one, and assigned again.
    """
    maker = Maker(seed, dtype)
    names = names_of(dtype)
    for number in range(maker.int(1, 2)):
        x = maker.pick()
        name, how = f"memory {number}", {}
        if not maker.float:
            how = {"scale": float(np.float32(x.scale)), "zero_point": x.zero_point}
        if maker.chance(0.6):
            noise = maker.rng.integers(-128, 128, x.shape)
            first = (noise / 16).astype(np.float32) if maker.float else noise.astype(x.dtype)
            initialise(maker.writer, first, name, **how)
        handle = variable(maker.writer, name)
        before = maker.like(x, x.shape)
        maker.operator("READ_VARIABLE", [handle], [before])
        after = maker.like(x, x.shape)
        if maker.chance(0.5) and x.shape:
            newest(maker, before, x, after)
        else:
            none = {"fusedActivationFunction": ACTIVATIONS[None]}
            maker.operator(maker.one_of("ADD", "SUB"), [before, x], [after], **none)
        maker.operator("ASSIGN_VARIABLE", [handle, after], [])
        # It stays an output of the model unless an operator below reads it.
        maker.read.discard(after.index)
        for _ in range(maker.int(0, 2)):
            random_operators.OPERATORS[maker.one_of(*names)](maker)
    return finished(maker, seed)


def newest(maker, before, x, after):
    """Append x to what is remembered along an axis, and keep the newest part, as streams do."""
    rank = len(x.shape)
    # The first axis is the batch, unless there is no other.
    axis, step = maker.int(min(1, rank - 1), rank - 1), maker.one_of(1, 1, -1)
    size = x.shape[axis]
    both = maker.like(x, tuple(n + size * (i == axis) for i, n in enumerate(x.shape)))
    none = {"fusedActivationFunction": ACTIVATIONS[None]}
    maker.operator("CONCATENATION", [before, x], [both], axis=axis, **none)
    late = maker.int(0, size)
    begin, end = np.zeros(rank, int), np.array(both.shape)
    begin[axis], end[axis] = (late, late + size) if step > 0 else (late + size - 1, late - 1)
    strides = np.where(np.arange(rank) == axis, step, 1)
    # Going back to the first element, the end is left open.
    mask = 1 << axis if end[axis] < 0 else 0
    bounds = [maker.integers(values) for values in (begin, end, strides)]
    maker.operator("STRIDED_SLICE", [both, *bounds], [after], endMask=mask)


def sequences(model, count, steps):
    """Return one (count, steps, *tensor shape) array for each input of a Model with state."""
    return [x.reshape(count, steps, *x.shape[1:]) for x in inputs(model, count * steps)]


def finished(maker, seed):
    left = [value for value in maker.values if value.index not in maker.read]
    seen = [value for value in maker.values if value.index in maker.read]
    between = [value for value in seen if value not in maker.inputs]
    if between and maker.chance(0.2):
        left.append(maker.one_of(*between))
    maker.writer.outputs = [value.index for value in left]
    return Model(seed, maker.writer.finish(), tuple(maker.inputs), tuple(maker.names))


def inputs(model, n=50):
    """Return one (n, *tensor shape) array per input of a Model: extremes first, then noise.

    n : int, at least 6
    """
    rng = np.random.default_rng([model.seed, n])
    return [_samples(rng, value, n) for value in model.inputs]


def _samples(rng, value, n):
    shape = (n, *value.shape)
    limits = np.iinfo(value.stored)
    low, high = limits.min, limits.max
    stored = rng.integers(low, high + 1, shape, value.stored)
    width = 10 ** rng.uniform(0, 2 if high == 127 else 4.5, (n, *[1] * len(value.shape)))
    narrow = np.clip(rng.normal(value.zero_point, width, shape), low, high).astype(value.stored)
    stored[n // 2 :] = narrow[n // 2 :]
    stored[0], stored[1], stored[2] = low, high, value.zero_point
    stored[3].flat[::2], stored[3].flat[1::2] = low, high
    stored[4] = np.where(rng.random(value.shape) < 0.5, low, high)
    if value.scale is not None:
        return stored
    real = (stored / rng.choice([8, 16, 32, 64])).astype(np.float32)
    # Some between two steps, some exactly in their middle.
    real[5:] += rng.normal(0, 0.1, real[5:].shape).astype(np.float32) * rng.choice([0, 1])
    return real
