import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinyml_kit.compress import prune as module
from tinyml_kit.compress.checks import CompressError, NoEffect, kernels
from tinyml_kit.compress.prune import follows_two_in_four, prune

QUICK = {"epochs": 2, "batch": 32}


@pytest.mark.parametrize("schedule", module.SCHEDULES)
def test_each_layer_reaches_the_asked_share_of_zeros(case, schedule):
    model, record = prune(
        case.model, case.x, case.y, sparsity=0.6, schedule=schedule, initial=0.2, **QUICK
    )
    for name, kernel in kernels(model).items():
        assert record.by_layer[name] == np.mean(kernel == 0) == pytest.approx(0.6, abs=0.01)
    assert record.sparsity == pytest.approx(0.6, abs=0.01) and record.exempt == ()


def test_the_given_network_is_left_alone(digits):
    # The toolkit shares variables between a network and its pruned copy.
    before = digits.model.get_weights()
    prune(digits.model, digits.x, digits.y, **QUICK)
    after = digits.model.get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert all((a != 0).all() for a in after[::2])


def test_pruned_twice_from_the_same_network_and_seed_gives_the_same(digits):
    first, second = (prune(digits.model, digits.x, digits.y, **QUICK)[0] for _ in range(2))
    for a, b in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_two_of_four_neighbouring_inputs_become_zero(case):
    model, record = prune(case.model, case.x, case.y, pattern="2:4", **QUICK)
    assert record.by_layer
    for name in record.by_layer:
        assert follows_two_in_four(kernels(model)[name])


def test_convolutions_of_one_channel_are_exempt_from_two_in_four(cases):
    case = cases["bragg"]
    _, record = prune(case.model, case.x[:32], case.y[:32], pattern="2:4", epochs=1)
    assert record.exempt == ("conv1",)
    with pytest.raises(CompressError, match="conv1 has one input"):
        prune(case.model, case.x[:32], case.y[:32], pattern="2:4", layers=["conv1"])


def test_only_named_layers_are_pruned(digits):
    model, record = prune(digits.model, digits.x, digits.y, layers=["classes"], **QUICK)
    assert record.exempt == ("conv",) and (kernels(model)["conv"] != 0).all()
    # 360 zeros among all 792 weights.
    assert record.sparsity == pytest.approx(360 / 792, abs=0.01)


def test_a_schedule_that_never_comes_to_its_turn_is_an_error(digits):
    # The toolkit's default of 100 steps between prunings: 600 examples make 19 steps an epoch.
    with pytest.raises(NoEffect, match="in 38 steps with prunings every 100"):
        prune(digits.model, digits.x, digits.y, frequency=100, **QUICK)


@pytest.mark.parametrize("sparsity", [0, 1, -0.1, 1.5])
def test_an_impossible_sparsity_is_refused(digits, sparsity):
    with pytest.raises(CompressError, match=f"a sparsity of {sparsity} is impossible"):
        prune(digits.model, digits.x, digits.y, sparsity=sparsity)


def test_a_sparsity_that_empties_a_layer_is_refused(digits):
    with pytest.raises(CompressError, match="leaves none of the 72 weights of layer conv"):
        prune(digits.model, digits.x, digits.y, sparsity=0.995)


def test_a_schedule_cannot_bring_weights_back(digits):
    with pytest.raises(CompressError, match="would start at 0.8 and end at 0.5"):
        prune(digits.model, digits.x, digits.y, initial=0.8)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"schedule": "cubic"}, "schedule='cubic' is unknown"),
        ({"pattern": "1:4"}, "pattern='1:4' is unknown"),
        ({"layers": ["pool"]}, "'pool' is not a layer with a kernel"),
    ],
)
def test_unknown_settings_are_refused(digits, wrong, says):
    with pytest.raises(CompressError, match=says):
        prune(digits.model, digits.x, digits.y, **wrong)


def test_depthwise_kernels_are_left_alone(digits):
    layers = module.keras.layers
    model = module.keras.Sequential(
        [
            module.keras.Input((8, 8, 1)),
            layers.DepthwiseConv2D(3, depth_multiplier=2, name="depthwise"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax", name="classes"),
        ]
    )
    _, record = prune(model, digits.x, digits.y, **QUICK)
    assert record.exempt == ("depthwise",) and list(record.by_layer) == ["classes"]
    with pytest.raises(CompressError, match="depthwise is depthwise; leave it out"):
        prune(model, digits.x, digits.y, layers=["depthwise"])


@given(arrays(np.int8, st.tuples(st.integers(1, 9), st.integers(1, 3)), elements=st.integers(0, 1)))
def test_two_in_four_is_what_counting_says(kernel):
    groups = [kernel[i : i + 4] for i in range(0, len(kernel), 4)]
    assert follows_two_in_four(kernel) == all((g != 0).sum(0).max() <= 2 for g in groups)


@settings(max_examples=20)
@given(st.integers(1, 200), st.floats(0, 0.5), st.floats(0.5, 0.9))
def test_zeros_come_by_the_cubic_schedule_over_three_quarters_of_the_steps(steps, start, end):
    # s = s_f + (s_i - s_f) (1 - t / T)³, Zhu and Gupta (2017), equation 1.
    schedule = module._schedule("polynomial", start, end, steps, 1, None)
    last = max(1, 3 * steps // 4)
    for step in {0, last // 2, last - 1, last, steps}:
        left = (1 - min(step, last) / last) ** 3
        due, share = schedule(step)
        assert float(share) == pytest.approx(end + (start - end) * left, abs=1e-6)
        assert bool(due) == (step <= last)


def test_a_constant_schedule_asks_for_all_zeros_from_the_first_step_on():
    for schedule, pattern in (("constant", None), ("polynomial", "2:4")):
        made = module._schedule(schedule, 0.1, 0.6, 40, 1, pattern)
        assert [float(made(step)[1]) for step in (0, 20, 40)] == pytest.approx([0.6] * 3)


def test_one_weight_may_be_missing_to_the_asked_share_and_not_two(digits):
    # The toolkit rounds to whole weights: of 72 in the layer conv, 36 are asked for.
    def judge(zeros, asked=0.5):
        module._require_effect(digits.model, {"conv": zeros / 72}, asked, None, 38, 1)

    judge(36)
    judge(35)
    with pytest.raises(NoEffect, match=r"layer conv has 47.2% zeros instead of 50.0%"):
        judge(34)


def test_in_a_large_layer_a_thousandth_may_be_missing_and_not_two(cases):
    def judge(reached):
        module._require_effect(cases["dense"].model, {"hidden1": reached}, 0.5, None, 38, 1)

    judge(0.4991)
    with pytest.raises(NoEffect, match="layer hidden1 has 49.8% zeros"):
        judge(0.498)


def test_a_schedule_may_start_where_it_ends_and_leave_one_weight(digits):
    names = ["conv", "classes"]
    module._require_possible(digits.model, names, 0.5, 0.5, "polynomial", None)
    # 1 % of 72 weights is 0.72, which is rounded to one; 0.6 % is 0.43, to none.
    module._require_possible(digits.model, names, 0.99, 0.0, "polynomial", None)
    with pytest.raises(CompressError, match="leaves none of the 72 weights of layer conv"):
        module._require_possible(digits.model, names, 0.994, 0.0, "polynomial", None)
    with pytest.raises(CompressError, match="would start at 0.5001 and end at 0.5"):
        module._require_possible(digits.model, names, 0.5, 0.5001, "polynomial", None)
