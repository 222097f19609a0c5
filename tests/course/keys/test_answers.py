"""What the exercises hold for right and for usual mistakes, as numbers worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course import exercises
from tinyml_kit.course.keys import (
    chapter_03,
    chapter_05,
    chapter_06,
    chapter_07,
    chapter_09,
    chapter_11,
    chapter_12,
    chapter_13,
    chapter_14,
    chapter_15,
    chapter_18,
)
from tinyml_kit.course.keys.kinds import Between, Function, Number, Numbers
from tinyml_kit.features.image import spots
from tinyml_kit.ops.operators import OPERATORS

CHAPTERS = (*(f"{number:02}" for number in range(17)), "18", "19", "21", "c")
KEYS = {name: key for chapter in CHAPTERS for name, key in exercises.keys(chapter).items()}

#: The right answer, how far off it may be (relative), and usual mistakes with a word of the reply.
RIGHT = {
    "02-rate": ((0.25, 0.2), 0.01, {}),
    "05-sizes": ((14, 6), 0, {}),
    "11-again": (0.4386, 0.08, {0.109: "one training run"}),
    "12-paired": (0.20533282, 0.08, {0.76926412: "different", 0.55: "of the two", 0.4106: "half"}),
    "13-operators": (5, 0, {4: "no weights", 8: "of Keras"}),
    "18-hours": (5.9914645, 0.02, {2.0: "37 %", 0.10258659: "proves nothing"}),
    "19-stops": (0.90625, 0.001, {1.0: "without rounding", 0.953125: "1/256", 0.8046875: "half"}),
    "c-read": ((3, -126, 128, 4, 6, 30, 258), 0, {}),
}  # fmt: skip

#: Of each case that a reader's function is tried on: the sizes given, and what comes out, summed up
#: without signs.
CASES = {
    "01-holds": [([(3,), (3,), 8000, 1035, 16_912, 544], 2),
                 ([(3,), (3,), 6000, 26_256, 1800, 248], 3),
                 ([(3,), (3,), 6000, 26_257, 1800, 248], 2),
                 ([(3,), (3,), 6000, 26_256, 1800, 249], 2),
                 ([(3,), (3,), 50_000, 950_000, 200_000, 70_336], 1),
                 ([(1,), (1,), 0, 0, 0, 0], 1)],
    "01-days": [([7.5, 1, 0.039, 9.9, 0.009, 2.0], 130.49384),
                ([0.675, 1 / 3600, 0.002, 46, 0.3, 0.3], 46.873017),
                ([37, 120, 0.039, 9.9, 0.009, 0], 155.72391),
                ([7.5, 100, 0.002, 50, 4.3, 1.8], 20.505249),
                ([0.675, 0, 0.5, 46, 0.3, 0], 93.75)],
    "05-block": [([(5, 5, 1), (3, 3, 1), (1, 1), 1], 2.499532),
                 ([(7, 4, 2), (3, 3, 2), (2, 3), 1], 71.84898),
                 ([(7, 7, 3), (3, 3, 3), (3, 2), 2], 52.25235),
                 ([(6, 8, 2), (3, 3, 2), (2, 4), 2], 97.76025),
                 ([(8, 5, 2), (5, 5, 2), (2, 2), 2], 9.215007),
                 ([(9, 7, 2), (3, 3, 2), (2, 2), 3], 19.01842)],
    "06-shrink": [([(12, 12), 4], 12.699042), ([(8, 8), 4], 12.0), ([(8, 8), 4], 90.0),
                  ([(9, 15), 3], 92.0), ([(8, 8), 2], 0.0)],
    "06-write": [([(7, 7), 0.5], 6.091237), ([(7, 7), 2.0], 0.9241841), ([(5, 5), 0.1], 0.0),
                 ([(7, 7), 1.0], 5.764201), ([(9, 9), 0.5], 0.8170183), ([(7, 7), 0.5], 1.274056),
                 ([(7, 7), 0.5], 0.0), ([(3, 3), 1.0], 0.0)],
    "07-gain": [([(3,), (3,)], 0.07333333), ([(3,), (3,)], 0.17448010),
                ([(2,), (2,)], 1.1435584), ([(8,), (8,)], 0.26101688),
                ([(20,), (20,)], 0.14999108)],
    "07-sees": [([(1, 3), 5], 12), ([(1, 3), 0], 2), ([(7, 3), 0], 67), ([(7, 3), 4], 131),
                ([(3, 3), 0], 12), ([(3, 3), 7], 56), ([(3, 3), 3], 34)],
    "10-two": [([(4, 1)], 1.8851437), ([(8, 3)], 12.971602), ([(16, 5)], 40.973263)],
    "11-gradient": [([(1, 3), (1, 3), (1,), 1.0, 0.0], 0.495197299),
                    ([(4, 3), (4, 3), (4,), 4.0, 0.0], 6.73783772),
                    ([(5, 10), (5, 10), (5,), 1.0, 1.0], 9.73969211),
                    ([(6, 10), (6, 10), (6,), 4.0, 0.1], 10.1043490),
                    ([(3, 4), (3, 4), (3,), 2.5, 0.5], 3.27671629)],
    "11-rank": [([784, 128], 110), ([64, 64], 31), ([100, 100], 49), ([64, 10], 8),
                ([196, 1], 0), ([3, 6], 1), ([2, 2], 0)],
    "12-verdicts": [([(8, 1)], 7), ([(5, 2)], 3), ([(6, 10)], 30), ([(5, 1)], 2), ([(1, 1)], 0)],
    "12-front": [([(3, 1), (3,)], 2), ([(3, 1), (3,)], 2), ([(4, 1), (4,)], 3),
                 ([(4, 2), (4,)], 3), ([(3, 2), (3,)], 3), ([(30, 2), (30,)], 20),
                 ([(40, 3), (40,)], 5), ([(1, 1), (1,)], 1)],
    "14-columns": [([(4, 4, 1), 3, 1], 2171), ([(6, 5, 2), 3, 1], 12200),
                   ([(7, 8, 3), 2, 2], 9375), ([(8, 7, 2), 3, 3], 4875),
                   ([(5, 5, 4), 1, 2], 2248), ([(5, 5, 2), 5, 1], 3434)],
    "16-cycles": [([28, 28, 3, 8, 8], 784), ([28, 28, 3, 8, 2], 2812), ([10, 7, 5, 6, 1], 160),
                  ([100, 100, 5, 3, 3], 10_000), ([16, 9, 3, 4, 2], 242),
                  ([100, 100, 5, 3, 1], 28_432), ([3, 3, 3, 4, 1], 12)],
    "19-weights": [([1, 6, 5, 3], 78), ([3, 6, 16, 6], 1254), ([4, 6, 16, 6], 1574),
                   ([3, 1, 1, 2], 16), ([4, 28, 20, 10], 4130)],
    "19-lstm": [([(3,), (2,), (2,), (3, 8), (2, 8), (8,)], 1.6357201),
                ([(6,), (4,), (4,), (6, 16), (4, 16), (16,)], 1.6712943),
                ([(1,), (5,), (5,), (1, 20), (5, 20), (20,)], 2.4825652)],
    "19-every": [([(1, 2, 1), (1, 3, 1), (1, 1), (1, 2, 1)], 0.11105383),
                 ([(4, 7, 3), (4, 8, 5), (5, 5), (4, 7, 5)], 144.44584),
                 ([(2, 1, 2), (2, 2, 3), (3, 3), (2, 1, 3)], 0.0),
                 ([(3, 20, 1), (3, 21, 4), (4, 4), (3, 20, 4)], 66.702997)],
    "19-announce": [([(12, 2), 0], 12), ([(9, 2), 0], 9), ([(25, 2), 0], 25), ([(10, 2), 1], 10),
                    ([(96, 4), 0], 102), ([(90, 4), 2], 97)],
    "18-every": [([67_000, 1_215_000, 64_000_000, 0.02, 0.15], 10),
                 ([67_000, 1_215_000, 64_000_000, 0.02, 0.06], 124),
                 ([125_000, 6_700_000, 125_000_000, 0.02, 0.25], 14),
                 ([60_000, 300_000, 48_000_000, 0.01, 0.5], 2),
                 ([1_000, 9_000, 16_000_000, 0.025, 0.5], 1),
                 ([100_000, 2_000_000, 10_000_000, 0.04, 0.75], 10)],
    "18-features": [([(1165,), 8000, 240, 160, 256, 40, 125, 3750], 4108.4009),
                    ([(579,), 8000, 256, 256, 256, 12, 0, 4000], 466.28947),
                    ([(1321,), 16_000, 400, 160, 512, 26, 60, 7600], 2961.9541),
                    ([(179,), 4000, 100, 33, 128, 8, 100, 1900], 424.47646),
                    ([(423,), 8000, 200, 50, 1024, 20, 300, 3400], 1908.1113)],
    "18-decide": [([(4, 2), 1, 0.5, 0], 2), ([(5, 2), 2, 0.75, 0], 5),
                  ([(9, 2), 1, 0.5, 3], 8), ([(5, 3), 3, 0.5, 1], 7),
                  ([(81, 4), 3, 0.55, 2], 97), ([(76, 4), 4, 0.4, 0], 128),
                  ([(74, 4), 2, 0.6, 5], 87)],
    "21-lost": [([(3,), (3,), 24], 0.0),
                ([(3,), (3,), 32], 8.0),
                ([(4,), (4,), 24], 0.0),
                ([(2,), (2,), 30], 8.0),
                ([(2,), (2,), 40], 24.0),
                ([(5,), (5,), 128], 24.0),
                ([(2,), (2,), 100], 100.0),
                ([(4,), (4,), 20], 0.0)],
    "21-split": [([(24,), "anna"], 12.0),
                ([(24,), "bo"], 8.0),
                ([(24,), "cem"], 16.0),
                ([(24,), "annabel"], 20.0),
                ([(24,), "dina"], 24.0),
                ([(3,), "anna"], 2.0)],
    "21-alarm": [([(60,), 25.0, 4.0], 1.0),
                ([(60,), 25.0, 4.0], 1.0),
                ([(60,), 25.0, 4.0], 21.0),
                ([(60,), 25.0, 4.0], 21.0),
                ([(8,), 25.0, 4.0], 4.0),
                ([(4,), 25.0, 4.0], 1.0),
                ([(9,), 25.0, 4.0], 1.0)],
}  # fmt: skip


def test_every_number_that_is_asked_for_was_worked_out():
    assert {n for n, key in KEYS.items() if isinstance(key, (Number, Numbers))} == set(RIGHT)
    assert {n for n, key in KEYS.items() if isinstance(key, Function)} == set(CASES)


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_number_and_how_far_off_it_may_be(name):
    right, tolerance, _ = RIGHT[name]
    np.testing.assert_allclose(KEYS[name].right, right, rtol=2e-7)
    assert KEYS[name].tolerance == tolerance


@pytest.mark.parametrize("name", RIGHT)
def test_each_usual_mistake_gets_a_reply_of_its_own(name):
    mistakes = RIGHT[name][2]
    if isinstance(KEYS[name], Numbers):
        assert not mistakes
        return
    np.testing.assert_allclose(list(KEYS[name].mistakes), list(mistakes), rtol=2e-7)
    for answer, word in mistakes.items():
        assert word in KEYS[name].wrong(answer)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("08-cherry", 0.659, 0.688)],
)
def test_what_is_estimated_has_both_ends_of_its_range(name, low, high):
    assert isinstance(KEYS[name], Between)
    np.testing.assert_allclose([KEYS[name].low, KEYS[name].high], [low, high], rtol=2e-7)


@pytest.mark.parametrize("name", CASES)
def test_a_function_is_tried_on_the_same_cases_every_time(name):
    key, found = KEYS[name], []
    for case in key.cases():
        sizes = [np.shape(part) if np.ndim(part) else part for part in case]
        found.append((sizes, float(np.abs(key.reference(*case)).sum())))
    assert [sizes for sizes, _ in found] == [sizes for sizes, _ in CASES[name]]
    np.testing.assert_allclose(
        [total for _, total in found], [total for _, total in CASES[name]], rtol=1e-6
    )
    assert key.tolerance == 1e-4


def test_the_references_at_their_limits():
    assert chapter_09.quantize(np.array([12.7, 12.8, -12.8, -12.9]), 0.1, 0).tolist() == [
        127, 127, -128, -128,
    ]  # fmt: skip
    # Differences of 4, 4 and 3 hundredths; t of two degrees of freedom is 4.302653.
    ends = 0.11 / 3 + np.array([-1, 1]) * 4.302653 / 300
    np.testing.assert_allclose(chapter_07.gain(*chapter_07.ablations()[0]), ends, rtol=1e-6)
    stored, scales = chapter_09.by_filter(np.array([[0.5, -3], [-1.27, 1], [0.26, 0.1]]))
    assert stored.tolist() == [[50, -127], [-127, 42], [26, 4]]
    np.testing.assert_allclose(scales, [0.01, 3 / 127], rtol=1e-12)
    two = chapter_09.calibrate(np.array([[[-1.0]], [[4.1]], [[99.0]]]), 1)
    assert two == (pytest.approx(0.02, rel=1e-12), -78)
    assert chapter_12.verdicts(np.array([[0.5], [0.50001]])).tolist() == [0, 1]
    assert chapter_11.largest_rank(10, 10) == 4  # rank 5 has as many weights as one layer
    assert [chapter_15.halve(total, 2) for total in (1, 2, -2, -3)] == [0, 1, 0, -1]
    window = np.arange(25.0).reshape(5, 5)
    window[2, 2] = 37
    # Mean 13, mean square 245.
    assert chapter_06.contrast(window, 0.5) == pytest.approx(24 / (76**0.5 + 0.5), rel=1e-12)
    window[:, 3:] = np.nan  # of the pixels that are left, 0 1 2, 5 6 7, 10 11 37 ...
    left = window[:, :3]
    expected = (37 - left.mean()) / (left.std() + 0.5)
    assert chapter_06.contrast(window, 0.5) == pytest.approx(expected, rel=1e-12)
    window[2, 2] = np.nan
    assert chapter_06.contrast(window, 0.5) == 0
    blocks = np.array([[9, 9, 0, 1], [1, 0, 7, 0]])  # equal numbers count one by one
    assert chapter_06.second_largest(blocks, 2).tolist() == [[9, 1]]


@pytest.mark.parametrize("number", range(6))
def test_the_block_is_that_of_keras(number):
    from tinyml_kit.learning.keras_backend import keras

    image, depthwise, pointwise, stride = chapter_05.blocks()[number]
    how = {"activation": "relu", "use_bias": False}
    first = keras.layers.DepthwiseConv2D(len(depthwise), stride, "same", **how)
    second = keras.layers.Conv2D(pointwise.shape[1], 1, **how)
    block = keras.Sequential([keras.Input(image.shape), first, second])
    block.set_weights([depthwise[..., np.newaxis], pointwise[np.newaxis, np.newaxis]])
    ours = chapter_05.separable_block(image, depthwise, pointwise, stride)
    np.testing.assert_allclose(ours, block(image[np.newaxis])[0], atol=1e-5)


def test_frames_of_the_counter_hold_as_many_groups_as_they_should():
    draws = [np.random.default_rng(seed) for seed in range(8)]
    found = [
        [spots.count(chapter_06.small_frame(number, rng)) for number in (0, 9, 33)] for rng in draws
    ]
    none, few, many = np.transpose(found)
    # Two spots may touch, and a faint one may be missed; nothing is found where nothing is.
    assert not none.any()
    assert set(few) <= {7, 8, 9} and np.median(few) == 9
    assert np.abs(many - 33).max() <= 4 and np.median(many) == 33


def test_a_network_for_xor_needs_finite_numbers():
    good = ([[-1, 1], [-1, 1]], [1.5, -0.5], [1, 1], [-1.5])
    assert chapter_03.not_xor(good) is None
    with pytest.raises(ValueError, match="not finite"):
        chapter_03.not_xor(([[-1, 1], [-1, 1]], [1.5, -0.5], [1, 1], [np.inf]))
    # A neuron fires above 0, not at 0.
    at_zero = ([[-1, 1], [-1, 1]], [1.5, -0.5], [1, 1], [-1])
    assert chapter_03.not_xor(at_zero) is None
    assert chapter_03.not_xor(([[1, 1], [1, 1]], [-1, -0.5], [-1, 1], [0])) is None


def test_the_networks_of_the_resolvers_are_named_as_the_interpreter_names_them():
    for operator, method in chapter_13.METHODS.items():
        known = OPERATORS[operator].tflm or operator
        assert f"Add{known}".lower().replace("_", "") == method.lower()
    for graph in chapter_13.networks().values():
        assert {one.name for one in graph.operators} <= set(chapter_13.METHODS)


def test_sums_to_be_scaled_have_halves_of_both_signs():
    total, multiplier, shift = chapter_13.scalings().T
    exact = total * multiplier / 2.0 ** (31 - shift)
    halves = exact[exact % 1 == 0.5]
    assert (halves < 0).sum() > 20 and (halves > 0).sum() > 20 and shift.max() == 0


def test_a_night_light_keeps_what_it_was_between_its_thresholds():
    readings = [400, 299, 300, 500, 501, 300, 299]
    assert chapter_14.night_light(readings) == [0, 1, 1, 1, 0, 0, 1]
    noisy, *others = chapter_14.evenings()
    assert 50 < sum(chapter_14.night_light(noisy)) < 200
    for readings in others[:-1]:  # lit and dark; after the last one it only begins
        assert 0 < sum(chapter_14.night_light(readings)) < len(readings)


def test_who_is_left_out_is_named_by_the_nearest_of_the_others():
    x = np.array([[0.0], [1.0], [0.2], [5.0], [0.9]])
    labels, speakers = np.array([0, 1, 0, 0, 1]), np.array(["a", "a", "b", "b", "c"])
    # Nearest to 5.0, of those that b did not say, is 1.0, which is labelled 1.
    found = chapter_18.left_out(x, labels, speakers, chapter_18.nearest)
    assert found == {"a": 1.0, "b": 0.5, "c": 1.0}
    least = [
        min(chapter_18.left_out(*case, chapter_18.nearest).values())
        for case in chapter_18.recordings()
    ]
    np.testing.assert_allclose(least, [7 / 16, 5 / 16, 10 / 13])  # a stranger is not easy


def test_the_books_lamp_is_dark_at_its_ends_and_full_in_the_middle():
    assert chapter_14.bump([0, 511, 1023]).tolist() == [0, 255, 0]


@pytest.fixture
def known(monkeypatch):
    """Return networks at the limits of the Nano Every: 43,152 bytes and 3,636 MACs."""
    rows = [
        (1, 0, 0, 43_152, 3636, 0.90),
        (2, 0, 0, 43_153, 3636, 0.99),
        (3, 0, 0, 43_152, 3637, 0.99),
        (4, 5, 0, 2000, 100, 0.89),
        (4, 5, 6, 2001, 100, 0.895),
        (7, 0, 0, 100, 100, 0.8899),
    ]
    columns = ["w1", "w2", "w3", "weight_bytes", "macs", "validation_accuracy"]
    table = pd.DataFrame(rows, columns=columns)
    # Steps of a float that are exact: 0.89 is a point below 0.90.
    table["validation_accuracy"] = table["validation_accuracy"].round(4)
    monkeypatch.setattr(chapter_11, "sweep", lambda: table)


def test_the_least_that_is_lost_within_a_budget_worked_out_by_hand():
    # A rank of the first costs 4 numbers, of the second 5; each keeps its largest value.
    kernels = [np.diag([9.0, 4.0]), np.array([[8.0, 0, 0], [0, 3, 0]])]
    assert chapter_11.least_lost(kernels, 9) == pytest.approx(5)  # 4 and 3 are lost
    assert chapter_11.least_lost(kernels, 12) == pytest.approx(5)  # nothing more fits
    assert chapter_11.least_lost(kernels, 13) == pytest.approx(3)
    assert chapter_11.least_lost(kernels, 14) == pytest.approx(3)  # 16 for 4 beats 9 for 5
    assert chapter_11.least_lost(kernels, 18) == 0


@pytest.mark.parametrize(
    ("widths", "said"),
    [
        ([4, 5], None),
        ([4, 5, 0], None),
        ([1], "A smaller one that fits is also within a point of the best."),
        ([4, 5, 6], "A smaller one that fits is also within a point of the best."),
        ([7], "On the validation images it is more than a point below the best that fits."),
        ([2], "It does not fit: 3,636 MACs, 43,153 bytes of weights."),
        ([3], "It does not fit: 3,637 MACs, 43,152 bytes of weights."),
        ([5, 4], "The table has no network of these widths."),
    ],
)
def test_a_network_is_judged_by_what_fits_at_the_limit(known, widths, said):
    assert chapter_11.not_the_smallest(widths) == said


@pytest.mark.parametrize("widths", [[], [1, 2, 3, 4], "a"])
def test_a_network_has_one_to_three_layers(known, widths):
    with pytest.raises(TypeError):
        chapter_11.not_the_smallest(widths)
