"""The network for any detector: its arithmetic, its calibration, and what ships."""

import numpy as np
import pytest

from tinyml_kit.base import resources
from tinyml_kit.learning.spot_numbers import NAMES, spot_numbers
from tinyml_kit.learning.unlike import TrainingData
from tinyml_kit.verdicts import any_detector as module
from tinyml_kit.verdicts.any_detector import AnyDetector, InstrumentError, lead, softmax

ABOVE_6 = NAMES.index("peaks above 6")


def image(number=0, height=10.0, level=2.0):
    """Return significance with some spots, on every tenth cell."""
    made = np.full((100, 100), level, np.float32)
    for k in range(number):
        made[5 + 10 * (k // 10), 5 + 10 * (k % 10)] = height
    return made


@pytest.fixture
def network():
    """Return a network that counts: HIT leads MISS by 4 ln(1 + spots) - 8."""
    weights = np.zeros((17, 3))
    weights[ABOVE_6] = 2, 0, -2
    rng = np.random.default_rng(0)
    seen = spot_numbers(np.stack([image(n) for n in rng.integers(0, 60, 400)]))
    return AnyDetector(
        np.zeros(17), np.ones(17), [(weights, np.array([-4.0, 2.0, 4.0]))], np.ones(3),
        TrainingData.of(seen + rng.normal(0, 0.05, seen.shape)), -8.0,
    )  # fmt: skip


def test_verdicts_follow_the_logits(network):
    images = np.stack([image(0), image(6), image(40)])
    logits = network.logits(network.numbers(images))
    np.testing.assert_allclose(lead(logits), 4 * np.log([1, 7, 41]) - 8)
    np.testing.assert_allclose(network.probabilities(images), softmax(logits))
    assert network.predict(images) == ["MISS", "MAYBE", "HIT"]


def test_a_hidden_layer_is_rectified(network):
    first = np.zeros((17, 2))
    first[ABOVE_6] = 1, -1
    deep = AnyDetector(
        np.full(17, 1.0), np.full(17, 2.0),
        [(first, np.zeros(2)), (np.array([[1.0, 0, 0], [0, 0, 1.0]]), np.zeros(3))],
        np.ones(3), network.training, 0.0,
    )  # fmt: skip
    x = (np.log([1, 41]) - 1) / 2
    np.testing.assert_allclose(
        deep.logits(deep.numbers(np.stack([image(0), image(40)]))),
        [[0, 0, -x[0]], [x[1], 0, 0]],
    )


def test_softmax_is_that_of_large_numbers_too():
    np.testing.assert_allclose(softmax(np.array([[1e4, 1e4, 0]])), [[0.5, 0.5, 0]])


def test_blanks_shift_the_lead_to_where_it_is_without_a_crystal(network):
    # This instrument always shows twenty spots more, in other places each time.
    rng = np.random.default_rng(1)
    blanks = np.stack([np.roll(image(20), rng.integers(0, 10, 2), (0, 1)) for _ in range(40)])
    at_home = network.on_instrument(blanks)
    assert not at_home.ignored.any()
    assert at_home.shift == pytest.approx(4 * np.log(21))
    assert network.predict(blanks[:1]) == ["HIT"] and at_home.predict(blanks[:1]) == ["MISS"]


def test_cells_that_are_bright_in_half_of_the_blanks_are_not_counted(network):
    blanks = np.stack([image(0)] * 30)
    blanks[:16, 20, 30] = 25.0
    blanks[:14, 70, 30] = 25.0
    at_home = network.on_instrument(blanks)
    assert np.argwhere(at_home.ignored).tolist() == [[20, 30]]
    frame = image(0)
    frame[20, 30] = 25.0
    assert at_home.numbers(frame[None])[0, ABOVE_6] == 0


def test_a_few_hits_among_the_blanks_do_no_harm(network):
    blanks = np.stack([image(0)] * 70 + [image(60)] * 30)
    assert network.on_instrument(blanks).shift == pytest.approx(0)


def test_few_blanks_are_refused(network):
    with pytest.raises(InstrumentError, match="19 blank.s.; give at least 20"):
        network.on_instrument(np.stack([image(0)] * 19))


def test_what_is_unlike_the_training_data_is_said(network):
    assert network.unlike(np.stack([image(20), np.full((100, 100), 31.75)])).tolist() == [
        False,
        True,
    ]


def test_what_is_stored_comes_back(network, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "data_dir", lambda: tmp_path)
    monkeypatch.setattr(module, "record_checksum", lambda path: None)
    monkeypatch.setattr(module, "shipped_file", lambda name: tmp_path / name)
    module.ship(network)
    back = module.any_detector()
    images = np.stack([image(0), image(6), image(40)])
    assert (back.probabilities(images) == network.probabilities(images)).all()
    assert back.blank_lead == -8.0 and back.training.limit == network.training.limit


def test_the_shipped_network_is_small_and_sees_hits(real_data):
    network = module.any_detector()
    assert sum(weights.size + bias.size for weights, bias in network.layers) < 1000
    assert (resources.data_dir() / module.FILE).stat().st_size < 256_000
    assert network.predict(np.stack([image(0), image(60)])) == ["MISS", "HIT"]
