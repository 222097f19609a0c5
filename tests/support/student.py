"""What students bring to the kit: networks, examples and labels of every kind, and the refusals."""

import numpy as np

from tinyml_kit.learning.keras_backend import keras, tf

LAYERS = keras.layers
X = np.random.default_rng(0).normal(size=(30, 6, 6)).astype(np.float32)
Y = np.arange(30) % 3


def net(classes=3, activation="softmax", shape=(6, 6, 1)):
    """Return the smallest network, with the same weights every time."""
    draw = keras.initializers.GlorotUniform(0)
    end = LAYERS.Dense(classes, activation, kernel_initializer=draw, name="classes")
    return keras.Sequential([keras.Input(shape), LAYERS.Flatten(), end], name="net")


class Subclassed(keras.Model):
    """A network with a call() of its own."""

    def __init__(self):
        super().__init__(name="mine")
        self.flat, self.end = LAYERS.Flatten(), LAYERS.Dense(3, "softmax")

    def call(self, x):
        """Compute the outputs."""
        return self.end(self.flat(x))


def called():
    """Return a subclassed network that has computed something, so that it is built."""
    model = Subclassed()
    model(np.zeros((1, 6, 6, 1), np.float32))
    return model


def functional(inputs=1, outputs=1, wrap=lambda tensors: tensors):
    """Return a network with several inputs and outputs."""
    images = [keras.Input((6, 6, 1), name=f"image{i}") for i in range(inputs)]
    flat = LAYERS.Flatten()(LAYERS.Add()(images) if inputs > 1 else images[0])
    ends = [LAYERS.Dense(3, "softmax", name=f"end{i}")(flat) for i in range(outputs)]
    return keras.Model(wrap(images), wrap(ends), name="net")


def open_sizes():
    """Return a network for images of any size."""
    layers = [keras.Input((None, None, 1)), LAYERS.GlobalAveragePooling2D()]
    return keras.Sequential([*layers, LAYERS.Dense(3, "softmax")], name="net")


def keras_3():
    """Return a network of Keras 3."""
    import keras as keras3

    layers = [keras3.Input((6, 6, 1)), keras3.layers.Flatten()]
    return keras3.Sequential([*layers, keras3.layers.Dense(3, activation="softmax")])


A_CLASS = (
    "a class of its own with a call(); build {} with keras.Sequential, or with "
    "keras.Model(inputs, outputs)."
)
#: Networks that neither training nor compression takes: how to make one, and what is said.
UNFIT = {
    "Keras 3": (
        keras_3,
        "the model is a keras.Sequential; the tools need Keras 2, so build the same layers with "
        "tf_keras and copy the weights by set_weights(model.get_weights()).",
    ),
    "a file name": (
        lambda: "model.h5", "the model is a builtins.str; give a tf_keras network."
    ),
    "subclassed": (Subclassed, f"the network mine is {A_CLASS.format('it')}"),
    "subclassed and built": (called, f"the network mine is {A_CLASS.format('it')}"),
    "holds a subclassed one": (
        lambda: keras.Sequential([keras.Input((6, 6, 1)), called()], name="net"),
        f"the network net holds mine, {A_CLASS.format('that one')}",
    ),
    "not built": (
        lambda: keras.Sequential([LAYERS.Flatten(), LAYERS.Dense(3, "softmax")], name="net"),
        "the network net is not built; give it an Input layer.",
    ),
    "two inputs": (
        lambda: functional(inputs=2),
        "the network net has 2 inputs; give one with one input and one output.",
    ),
    "two outputs": (
        lambda: functional(outputs=2),
        "the network net has 2 outputs; give one with one input and one output.",
    ),
    "a dict": (
        lambda: functional(wrap=lambda tensors: {"it": tensors[0]}),
        "the network net has its input in a dict; build it as keras.Model(input, output), with the "
        "two tensors themselves.",
    ),
    "open sizes": (
        open_sizes,
        "the network net takes (n, None, None, 1), so a size is left open; build it with a fixed "
        "input size.",
    ),
}  # fmt: skip
ADD_UP = (
    "the outputs of net add up to {:.3g}, so they are not probabilities; end the network with "
    "softmax."
)


def first_sum(activation):
    """Return the sum of the outputs for the first example."""
    return float(np.asarray(net(activation=activation)(X[:1, ..., np.newaxis])).sum())


#: Networks that give no probabilities of classes: they can be converted, and not trained.
NO_CLASSES = {
    "a map": (
        lambda: keras.Sequential([keras.Input((6, 6, 1)), LAYERS.Dense(3, "softmax")], name="net"),
        "the network net gives (n, 6, 6, 3) for each example; end it with a dense layer with one "
        "output per class, and softmax.",
    ),
    "one sigmoid": (
        lambda: net(1, "sigmoid"),
        "the network net has one output; give it one output per class, and softmax.",
    ),
    "logits": (
        lambda: net(activation=None),
        ADD_UP.format(first_sum(None)),
    ),
    "sigmoids": (
        lambda: net(activation="sigmoid"),
        "the outputs of net add up to {:.3g}, so they are not probabilities; end the network with "
        "softmax.".format(np.asarray(net(activation="sigmoid")(X[:1, ..., None])).sum()),
    ),
}
NETWORKS = UNFIT | NO_CLASSES

FROM_0 = "labels must be integers from 0 to 2"
WRONG_CLASS = "correct it, or give the network an output for each class."
#: Labels that are refused: how to make them, and what is said.
REFUSED_LABELS = {
    "text": (
        lambda: np.array(["a", "b", "c"])[Y],
        f"{FROM_0}, and these are text; convert them, as np.unique(labels, return_inverse=True)[1] "
        "does.",
    ),
    "floats": (
        lambda: Y.astype(float),
        f"{FROM_0}, and these are of type float64; convert them, as labels.astype(int) does.",
    ),
    "objects": (
        lambda: Y.astype(object),
        f"{FROM_0}, and these are Python objects; convert them, as labels.astype(int) does.",
    ),
    "from 1": (lambda: Y + 1, f"{FROM_0}, and label 2 is 3; {WRONG_CLASS}"),
    "negative": (lambda: Y - 1, f"{FROM_0}, and label 0 is -1; {WRONG_CLASS}"),
    "huge": (
        lambda: np.where(Y == 1, 2**63, Y.astype(np.uint64)).astype(np.uint64),
        f"{FROM_0}, and label 1 is 9223372036854775808; {WRONG_CLASS}",
    ),
    "soft": (
        lambda: np.full((30, 3), 1 / 3),
        "the labels have 3 columns, but not a single 1 in each row; give the number of its class "
        "for each, as labels.argmax(axis=1) does.",
    ),
    "two at once": (
        lambda: np.ones((30, 3), int),
        "the labels have 3 columns, but not a single 1 in each row; give the number of its class "
        "for each, as labels.argmax(axis=1) does.",
    ),
    "other classes": (
        lambda: np.eye(5, dtype=int)[Y],
        "labels have shape (30, 5); give one integer per example, or 3 columns with a single 1 in "
        "each row.",
    ),
    "one": (
        lambda: np.int64(1),
        "labels have shape (); give one integer per example, or 3 columns with a single 1 in each "
        "row.",
    ),
    "too few": (lambda: Y[1:], "30 examples and 29 labels; give one label per example."),
    "none": (lambda: None, "the labels are None; give all of them in one array."),
    "a generator": (
        lambda: (label for label in Y), "the labels are of type generator; give all of them in one "
        "array.",
    ),
    "ragged": (
        lambda: [[1], [1, 2]],
        "the labels differ in shape; bring all of them to the same one.",
    ),
}  # fmt: skip


def spoilt(value):
    """Return examples of which number 7 holds a bad value."""
    images = X.astype(np.float64)
    images[7, 2, 3] = value
    return images


NOT_FINITE = "example 7 holds NaN or infinity, as float32; leave it out, or preprocess it again."
#: Examples that are refused.
REFUSED_EXAMPLES = {
    "objects": (
        lambda: X.astype(object),
        "the examples are Python objects; give real numbers, in one array.",
    ),
    "text": (lambda: X.astype(str), "the examples are text; give real numbers, in one array."),
    "complex": (
        lambda: X + 1j, "the examples are complex numbers; give real numbers, in one array."
    ),
    "times": (
        lambda: np.zeros((30, 6, 6), "M8[s]"),
        "the examples are of type datetime64[s]; give real numbers, in one array.",
    ),
    "NaN": (lambda: spoilt(np.nan).astype(np.float32), NOT_FINITE),
    "infinity": (lambda: spoilt(-np.inf), NOT_FINITE),
    "beyond float32": (lambda: spoilt(1e39), NOT_FINITE),
    "none": (lambda: None, "the examples are None; give all of them in one array."),
    "a generator": (
        lambda: (image for image in X),
        "the examples are of type generator; give all of them in one array.",
    ),
    "a data set": (
        lambda: tf.data.Dataset.from_tensor_slices(X),
        "the examples are of type _TensorSliceDataset; give all of them in one array.",
    ),
    "a function": (
        lambda: lambda: X, "the examples are of type function; give all of them in one array."
    ),
    "ragged": (
        lambda: [X[0], X[1, :5]], "the examples differ in shape; bring all of them to the same one."
    ),
    "another size": (
        lambda: X[:, :5],
        "examples have shape (5, 6), the network net takes (6, 6, 1); reshape them, or preprocess "
        "them to that size.",
    ),
    "a number": (
        lambda: np.float32(1),
        "examples are a single number, the network net takes (6, 6, 1); reshape them, or "
        "preprocess them to that size.",
    ),
    "no examples": (lambda: X[:0], "0 examples and 30 labels; give one label per example."),
}  # fmt: skip
