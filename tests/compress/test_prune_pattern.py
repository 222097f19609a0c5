"""Two in four, exactly; and what is told while a network is tuned."""

import numpy as np
import pytest

from tinyml_kit.compress import tuning
from tinyml_kit.compress.checks import kernels
from tinyml_kit.compress.prune import follows_two_in_four, prune


def test_of_four_neighbouring_inputs_exactly_two_become_zero(cases):
    case = cases["dense"]  # 784 inputs
    model, record = prune(
        case.model, case.x[:64], case.y[:64], pattern="2:4", layers=["hidden1"], epochs=1
    )
    kernel = kernels(model)["hidden1"]
    zeros = (kernel.reshape(-1, 4, kernel.shape[-1]) == 0).sum(axis=1)
    assert (zeros == 2).all() and record.by_layer == {"hidden1": 0.5}


@pytest.mark.parametrize(
    ("column", "follows"),
    [
        ([1, 1, 0, 0], True), ([1, 1, 1, 0], False), ([0, 0, 1, 1, 1, 1, 0, 0], True),
        ([0, 1, 1, 1], False), ([1, 1, 1], False), ([0, 0, 0, 0, 1, 1], True),
    ],
)  # fmt: skip
def test_groups_of_four_begin_at_the_first_input(column, follows):
    kernel = np.array(column, np.float32)[:, np.newaxis]
    assert follows_two_in_four(kernel) == follows
    # So it is at every place of a filter.
    assert follows_two_in_four(np.stack([kernel * 0, kernel])) == follows


def test_the_bar_counts_the_epochs_and_is_taken_away_at_the_end(digits, monkeypatch):
    told = []

    class Bar:
        def __init__(self, steps, **how):
            told.append((steps, how))

        def update(self):
            told.append("epoch")

        def close(self):
            told.append("end")

    monkeypatch.setattr(tuning, "progress", Bar)
    tuning.fine_tune(tuning.copied(digits.model), digits.x[:64], digits.y[:64], epochs=3)
    how = {"desc": f"tuning {digits.model.name}", "unit": "epoch", "total": 3, "leave": False}
    assert told == [(None, how), "epoch", "epoch", "epoch", "end"]


def test_tuning_prints_nothing_of_keras(digits, capsys):
    tuning.fine_tune(tuning.copied(digits.model), digits.x[:64], digits.y[:64], epochs=1)
    assert capsys.readouterr().out == ""


def test_a_rate_a_batch_and_a_seed_each_make_a_difference(digits):
    def weights(**how):
        model = tuning.copied(digits.model)
        tuning.fine_tune(model, digits.x[:128], digits.y[:128], epochs=1, **how)
        return np.concatenate([a.ravel() for a in model.get_weights()])

    usual = weights()
    assert np.array_equal(usual, weights(batch=64, rate=1e-3, seed=0, balance=None))
    for other in ({"batch": 63}, {"rate": 1.1e-3}, {"seed": 1}, {"balance": "weights"}):
        assert not np.array_equal(usual, weights(**other))
