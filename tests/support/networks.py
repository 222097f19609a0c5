"""Small models, made by hand."""

import numpy as np

from tests.support.flatbuffer import ACTIVATIONS, PADDINGS, Writer


class Network:
    """Adds layers to a Writer one after the other; `finish` returns the file's bytes."""

    def __init__(self, shape, seed=0):
        self.writer, self.rng = Writer(), np.random.default_rng(seed)
        self.shape = shape
        self.last = self.writer.tensor(shape, np.int8, 0.05, 3, name="image")
        self.writer.inputs = [self.last]

    def conv(self, filters, size, padding="VALID"):
        _, height, width, depth = self.shape
        weights = self.rng.integers(-127, 128, (filters, size, size, depth), np.int8)
        less = size - 1 if padding == "VALID" else 0
        options = dict(strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1)
        return self._weighted(
            "CONV_2D", weights, (1, height - less, width - less, filters),
            padding=PADDINGS[padding], **options,
        )  # fmt: skip

    def depthwise(self, size):
        _, height, width, depth = self.shape
        weights = self.rng.integers(-127, 128, (1, size, size, depth), np.int8)
        options = dict(strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1)
        return self._weighted(
            "DEPTHWISE_CONV_2D", weights, (1, height - size + 1, width - size + 1, depth), axis=3,
            depthMultiplier=1, padding=PADDINGS["VALID"], **options,
        )  # fmt: skip

    def pool(self, size=2, padding="VALID", stride=None):
        _, height, width, depth = self.shape
        stride = stride or size
        counts = [
            (n - size) // stride + 1 if padding == "VALID" else -(-n // stride)
            for n in (height, width)
        ]
        options = dict(filterHeight=size, filterWidth=size, strideH=stride, strideW=stride)
        return self._like("MAX_POOL_2D", (1, *counts, depth), padding=PADDINGS[padding], **options)

    def add(self, other, scale=0.07, zero_point=-5, activation=None):
        """Add a tensor of the same shape, e.g. an earlier `last`."""
        options = dict(fusedActivationFunction=ACTIVATIONS[activation]) if activation else {}
        return self._add("ADD", [self.last, other], self.shape, scale, zero_point, **options)

    def flatten(self):
        return self._like("RESHAPE", (1, int(np.prod(self.shape))))

    def dense(self, units, scales=0.02, name=None):
        weights = self.rng.integers(-127, 128, (units, self.shape[-1]), np.int8)
        return self._weighted("FULLY_CONNECTED", weights, (1, units), scales, name)

    def softmax(self):
        return self._add("SOFTMAX", [self.last], self.shape, 1 / 256, -128, beta=1.0)

    def finish(self):
        self.writer.outputs = [self.last]
        return self.writer.finish()

    def _weighted(self, operator, weights, shape, scales=0.02, name=None, axis=0, **options):
        before = self.writer.tensors[self.last].quantization.scale[0]
        scales = np.float32(scales)
        w = self.writer.tensor(weights.shape, np.int8, scales, 0, axis, weights)
        values = self.rng.integers(-2000, 2000, weights.shape[axis]).astype(np.int32)
        b = self.writer.tensor(values.shape, np.int32, before * scales, data=values)
        # Random inputs and weights have a standard deviation of 74.
        spread = np.sqrt(weights.size / weights.shape[axis]) * 74 * 74 * before * np.mean(scales)
        return self._add(operator, [self.last, w, b], shape, spread / 60, -10, name, **options)

    def _like(self, operator, shape, **options):
        quantization = self.writer.tensors[self.last].quantization
        return self._add(
            operator, [self.last], shape, quantization.scale, quantization.zeroPoint, **options
        )

    def _add(self, operator, inputs, shape, scale, zero_point, name=None, **options):
        self.last = self.writer.tensor(shape, np.int8, scale, zero_point, name=name)
        self.shape = shape
        self.writer.operator(operator, inputs, [self.last], **options)
        return self


def small_network():
    """Return a convolution, a pooling, a dense layer and a softmax."""
    network = Network((1, 9, 8, 2)).conv(5, 3).pool(2, "SAME").flatten()
    return network.dense(4).softmax().finish()
