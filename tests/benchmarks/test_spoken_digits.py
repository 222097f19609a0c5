"""Who trains and who is judged in the benchmark of spoken digits, and where weights start from."""

import argparse

import numpy as np
import pytest

from benchmarks import spoken_digits
from tinyml_kit.learning import keywords

WHO = ["anna", "ben", "cleo"] * 4


@pytest.mark.parametrize("inner", [False, True])
def test_nobody_is_judged_who_trains_and_inner_folds_leave_the_tested_one_alone(inner):
    found = list(spoken_digits.folds(WHO, inner))
    assert [speaker for speaker, *_ in found] == ["anna", "ben", "cleo"]
    for speaker, judged, train, test in found:
        assert {WHO[k] for k in test} == {judged}
        left_out = {speaker, judged}
        assert {WHO[k] for k in train} == set(WHO) - left_out
        assert (speaker == judged) is not inner


def test_noise_is_loud_or_quiet_but_never_clipped():
    random = np.random.default_rng(0)
    sounds = [spoken_digits.noise(8000, random) for _ in range(40)]
    peaks = np.array([np.abs(one).max() for one in sounds])
    assert peaks.max() <= 10**-0.1 and peaks.min() >= 10**-3
    assert peaks.max() / peaks.min() > 30


def test_a_network_starts_from_another_but_for_a_last_layer_of_another_size():
    how = argparse.Namespace(warped=True, width=4, seed=0, epochs=1)
    start = keywords.ds_cnn(classes=3, width=4, seed=5)
    features = np.full((1, 4, 49, 40), -128, np.int8)
    labels = np.array([0, 1, 2, 3])
    model = spoken_digits.trained([(features, labels)], 4, how, start)
    old, new = start.get_layer("pointwise1"), model.get_layer("pointwise1")
    # One step of Adam moves a weight by the rate, at most.
    assert np.abs(new.get_weights()[0] - old.get_weights()[0]).max() <= 4.1e-3
    assert model.output_shape == (None, 4)
