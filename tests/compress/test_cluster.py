import numpy as np
import pytest

from tinyml_kit.compress import cluster as module
from tinyml_kit.compress.checks import CompressError, NoEffect, kernels, sparsity
from tinyml_kit.compress.cluster import cluster
from tinyml_kit.compress.prune import prune
from tinyml_kit.compress.tuning import copied

QUICK = {"epochs": 1, "batch": 32}


def test_each_layer_has_few_different_weights(case):
    model, record = cluster(case.model, case.x, case.y, clusters=8, **QUICK)
    for name, kernel in kernels(model).items():
        assert record.by_layer[name] == len(np.unique(kernel)) <= 8
        assert len(np.unique(kernels(case.model)[name])) > 8
    assert record.clusters == 8


@pytest.mark.parametrize("start", module.STARTS)
def test_any_start_gives_the_asked_clusters(digits, start):
    _, record = cluster(digits.model, digits.x, digits.y, clusters=4, start=start, **QUICK)
    assert max(record.by_layer.values()) <= 4


def test_zeros_of_a_pruned_network_stay(case):
    pruned, before = prune(case.model, case.x, case.y, epochs=2, batch=32)
    _, record = cluster(pruned, case.x, case.y, clusters=8, keep_zeros=True, **QUICK)
    assert record.sparsity >= before.sparsity > 0.49
    assert max(record.by_layer.values()) <= 8


def test_the_same_seed_gives_the_same_weights(digits):
    first, second = (cluster(digits.model, digits.x, digits.y, **QUICK)[0] for _ in range(2))
    for a, b in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_only_named_layers_are_clustered(digits):
    model, record = cluster(digits.model, digits.x, digits.y, layers=["classes"], **QUICK)
    assert list(record.by_layer) == ["classes"]
    assert len(np.unique(kernels(model)["conv"])) == 72


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"clusters": 1}, "1 clusters are too few"),
        ({"start": "luck"}, "start='luck' is unknown"),
        ({"keep_zeros": True}, "prune it first"),
        ({"layers": ["flatten"]}, "'flatten' is not a layer with a kernel"),
    ],
)
def test_unfit_settings_are_refused(digits, wrong, says):
    with pytest.raises(CompressError, match=says):
        cluster(digits.model, digits.x, digits.y, **wrong)


def test_a_depthwise_kernel_cannot_be_clustered(digits):
    layers = module.keras.layers
    model = module.keras.Sequential(
        [
            module.keras.Input((8, 8, 1)),
            layers.DepthwiseConv2D(8, depth_multiplier=10, name="taps"),
            layers.Flatten(),
            layers.Softmax(),
        ]
    )
    with pytest.raises(CompressError, match="layer taps is depthwise"):
        cluster(model, digits.x, digits.y, layers=["taps"])
    with pytest.raises(CompressError, match="no layer of .* can be clustered"):
        cluster(model, digits.x, digits.y)


def test_zeros_are_lost_where_nobody_keeps_them_and_that_is_no_error_then(digits, monkeypatch):
    pruned = copied(digits.model)
    pruned.set_weights([np.where(abs(a) < np.median(abs(a)), 0, a) for a in pruned.get_weights()])
    how = {"clusters": 8, "layers": ["classes"], "epochs": 1}
    _, record = cluster(pruned, digits.x[:128], digits.y[:128], **how)
    assert record.sparsity < sparsity(pruned) - 0.1
    # A toolkit that forgets to keep them is found out.
    plain = module._cluster_weights(keep_zeros=False)
    monkeypatch.setattr(module, "_cluster_weights", lambda keep_zeros: plain)
    with pytest.raises(NoEffect, match="% of the weights are zero, 50.0% were before"):
        cluster(pruned, digits.x[:128], digits.y[:128], keep_zeros=True, **how)


def test_as_many_values_as_clusters_are_clustered_and_one_more_is_not():
    module.require_clusters({"first": 7, "second": 8}, 8, "here")
    with pytest.raises(NoEffect, match="here: layer second has 9 different weights instead of 8"):
        module.require_clusters({"first": 8, "second": 9}, 8, "here")


def test_two_clusters_are_enough(digits):
    how = {"clusters": 2, "layers": ["classes"], "epochs": 1}
    _, record = cluster(digits.model, digits.x[:64], digits.y[:64], **how)
    assert record.by_layer == {"classes": 2}
