"""All kernels of a network count, wherever they are; what is not touched is named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyml_kit.compress import cluster, kernels, prune
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.learning.keras_backend import keras

LAYERS = keras.layers
STEPS, CHANNELS = 5, 4
#: Layers that take and give (steps, channels), with what their kernels are called.
KINDS = {
    "Dense": (lambda: LAYERS.Dense(CHANNELS), ("",)),
    "Conv1D": (lambda: LAYERS.Conv1D(CHANNELS, 3, padding="same"), ("",)),
    "SeparableConv1D": (
        lambda: LAYERS.SeparableConv1D(CHANNELS, 3, padding="same"),
        ("/depthwise_kernel", "/pointwise_kernel"),
    ),
    "DepthwiseConv1D": (lambda: LAYERS.DepthwiseConv1D(3, padding="same"), ("",)),
    "Conv1DTranspose": (lambda: LAYERS.Conv1DTranspose(CHANNELS, 3, padding="same"), ("",)),
    "LSTM": (
        lambda: LAYERS.LSTM(CHANNELS, return_sequences=True),
        ("/kernel", "/recurrent_kernel"),
    ),
    "GRU": (lambda: LAYERS.GRU(CHANNELS, return_sequences=True), ("/kernel", "/recurrent_kernel")),
    "SimpleRNN": (
        lambda: LAYERS.SimpleRNN(CHANNELS, return_sequences=True),
        ("/kernel", "/recurrent_kernel"),
    ),
    "TimeDistributed": (
        lambda: LAYERS.TimeDistributed(LAYERS.Dense(CHANNELS, name="inner")),
        ("/inner",),
    ),
    "Bidirectional": (
        lambda: LAYERS.Bidirectional(
            LAYERS.GRU(CHANNELS // 2, return_sequences=True, name="inner")
        ),
        tuple(
            f"/{way}_inner/{name}"
            for way in ("forward", "backward")
            for name in ("kernel", "recurrent_kernel")
        ),
    ),
    "PReLU": (lambda: LAYERS.PReLU(), ()),
    "LayerNormalization": (lambda: LAYERS.LayerNormalization(axis=(1, 2)), ()),
    "BatchNormalization": (lambda: LAYERS.BatchNormalization(), ()),
    "Dropout": (lambda: LAYERS.Dropout(0.5), ()),
}

parts = st.recursive(
    st.sampled_from([*KINDS, "again"]), lambda inner: st.lists(inner, max_size=4), max_leaves=6
)


def functional(part, path="", made=None):
    """Return a functional network of nested lists of kinds, and the names of its kernels.

    "again" applies the layer before it a second time, if the same network has one.
    """
    start = tensor = keras.Input((STEPS, CHANNELS))
    names, layer = [], None
    for number, one in enumerate(part):
        if one == "again":
            tensor = tensor if layer is None else layer(tensor)
            continue
        name = f"part{number}"
        if isinstance(one, list):
            layer, inner = functional(one, f"{path}{name}/")
            layer._name = name
            names += inner
        else:
            layer = KINDS[one][0]()
            layer._name = name
            names += [f"{path}{name}{ending}" for ending in KINDS[one][1]]
        tensor = layer(tensor)
    return keras.Model(start, tensor), names


def by_brute_force(model):
    """Return what multiplies inputs, from Keras's own list of all weights."""
    ours = [
        weight.numpy()
        for weight in model.weights
        if weight.name.split("/")[-1].startswith(
            ("kernel", "recurrent_", "depthwise_", "pointwise_")
        )
    ]
    return np.concatenate([[], *(a.ravel() for a in ours)]), len(ours)


@settings(max_examples=15, deadline=None)
@given(st.lists(parts, min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_every_kernel_of_a_nested_network_counts_once(part, seed):
    model, names = functional(part)
    random = np.random.default_rng(seed)
    model.set_weights([a * (random.random(a.shape) < 0.6) for a in model.get_weights()])
    found = kernels.kernels(model)
    everything, number = by_brute_force(model)
    assert list(found) == names
    assert len(found) == number
    assert sorted(np.concatenate([[], *(a.ravel() for a in found.values())])) == sorted(everything)
    if number:
        assert kernels.sparsity(model) == (everything == 0).mean()
        assert kernels.distinct(model) == {k: len(np.unique(a)) for k, a in found.items()}


# A sequence of 6 numbers for each of two classes.
X = np.random.default_rng(0).normal(size=(64, 6, 6, 1)).astype(np.float32)
Y = (X[:, 0, 0, 0] > 0).astype(int)
FEW = {"epochs": 1, "batch": 16}


def network(*layers, name="net"):
    end = [LAYERS.Flatten(), LAYERS.Dense(2, "softmax", name="classes")]
    return keras.Sequential([keras.Input((6, 6, 1)), *layers, *end], name=name)


def rows(*layers):
    return network(LAYERS.Reshape((6, 6)), *layers)


def backbone():
    """Return a network in a network in a network, whose innermost layer is depthwise."""
    inner = keras.Sequential(
        [
            keras.Input((4, 4, 4)),
            LAYERS.DepthwiseConv2D(3, name="dw"),
            LAYERS.Conv2D(4, 1, name="c"),
        ],
        name="inner",
    )
    outer = keras.Sequential(
        [keras.Input((6, 6, 1)), LAYERS.Conv2D(4, 3, name="c"), inner], name="back"
    )
    return network(outer)


def sequence():
    """Return a network of one-dimensional and recurrent layers."""
    return rows(
        LAYERS.Conv1D(6, 3, name="c", padding="same"),
        LAYERS.SeparableConv1D(6, 3, name="s", padding="same"),
        LAYERS.DepthwiseConv1D(3, name="dw", padding="same"),
        LAYERS.TimeDistributed(LAYERS.Dense(6, name="d"), name="each"),
        LAYERS.GRU(4, name="g", return_sequences=True),
        LAYERS.LSTM(4, name="l"),
    )


RECURRENT = ["g/kernel", "g/recurrent_kernel", "l/kernel", "l/recurrent_kernel"]
CASES = {
    "sequence": (
        sequence,
        ["c", "s/pointwise_kernel", *RECURRENT],
        ["s/depthwise_kernel", "dw", "each/d"],
    ),
    "nested": (backbone, ["back/c", "back/inner/c"], ["back/inner/dw"]),
    "transposed": (lambda: network(LAYERS.Conv2DTranspose(2, 3, name="t")), ["t"], []),
}


@pytest.mark.parametrize("name", CASES)
def test_pruning_and_clustering_touch_each_kernel_or_name_it(name):
    make, touched, exempt = CASES[name]
    model = make()
    pruned, record = prune.prune(model, X, Y, sparsity=0.5, **FEW)
    assert list(record.by_layer) == [*touched, "classes"]
    assert list(record.exempt) == exempt
    assert record.sparsity == pytest.approx((by_brute_force(pruned)[0] == 0).mean(), abs=1e-12)
    zeros = {k: (a == 0).mean() for k, a in kernels.kernels(pruned).items()}
    assert all((share > 0.4) == (k not in exempt) for k, share in zeros.items())
    _, record = cluster.cluster(model, X, Y, clusters=3, **FEW)
    assert list(record.by_layer) == [*touched, "classes"] and list(record.exempt) == exempt
    assert max(record.by_layer.values()) <= 3


def test_pruning_a_network_inside_starts_from_its_weights_and_leaves_it_alone():
    model = backbone()
    before = kernels.kernels(model)
    pruned, _ = prune.prune(model, X, Y, sparsity=0.5, rate=1e-12, **FEW)
    for name, after in kernels.kernels(pruned).items():
        np.testing.assert_allclose(np.where(after == 0, before[name], after), before[name])
        np.testing.assert_array_equal(kernels.kernels(model)[name], before[name])


def test_a_layer_of_a_network_inside_is_named_by_its_path():
    _, record = prune.prune(backbone(), X, Y, layers=["back/inner/c"], **FEW)
    assert list(record.by_layer) == ["back/inner/c"]
    assert record.exempt == ("back/c", "back/inner/dw", "classes")


@pytest.mark.parametrize(
    ("make", "layers", "says"),
    [
        (backbone, ["c"], "'c' is not a layer with a kernel; take some of back/c, back/inner/dw, "
                          "back/inner/c, classes."),
        (backbone, "classes", "layers='classes' is a text; give a list of names."),
        (backbone, ["back/inner/dw"], "the layer back/inner/dw is depthwise; leave it out."),
        (sequence, ["each/d"], "the layer each/d is of the kind Dense in another "
         "layer, which is left alone; leave it out."),
        (backbone, [], "no layer of net can be pruned (); take a network with dense layers or "
                       "convolutions of several channels."),
    ],
)  # fmt: skip
def test_layers_that_cannot_be_pruned_are_refused_by_name(make, layers, says):
    model = make()
    with pytest.raises(CompressError) as refusal:
        prune.prune(model, X, Y, layers=layers)
    assert str(refusal.value) == f"prune: {says}".replace(" ()", " (none is named)")


def test_a_layer_of_ones_own_is_exempt_by_name():
    class Own(LAYERS.Layer):
        def build(self, shape):
            self.w = self.add_weight("w", (shape[-1], 5))

        def call(self, x):
            return x @ self.w

    model = network(Own(name="own"))
    _, record = prune.prune(model, X, Y, **FEW)
    assert record.exempt == ("own",)
    assert record.sparsity == pytest.approx(0.5 * 360 / 365)


def test_a_layer_in_two_networks_at_once_is_refused():
    layer = LAYERS.Dense(6, name="d")
    start = keras.Input((6, 6))
    inner = keras.Model(start, layer(start), name="inner")
    image = keras.Input((6, 6, 1))
    rows = layer(inner(LAYERS.Reshape((6, 6))(image)))
    model = keras.Model(image, LAYERS.Dense(2, "softmax")(LAYERS.Flatten()(rows)), name="twice")
    with pytest.raises(CompressError) as refusal:
        prune.prune(model, X, Y)
    assert str(refusal.value) == (
        "twice: a layer with weights is used in two networks at once; use it in one of them, or "
        "give each its own."
    )
