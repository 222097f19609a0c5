"""Streams of recordings: their lengths, where somebody moves, and windows that show it."""

import numpy as np
import pytest

from tinyml_kit.datasets import motion
from tinyml_kit.datasets.motion import Motions, MotionSetError, streams
from tinyml_kit.datasets.motion.variations import varied


def two(lengths=(40, 40), labels=(1, 0)):
    """Return a recording with a bump from 10 to 19, and one at rest."""
    samples = [np.zeros((length, 3), np.float32) for length in lengths]
    samples[0][10:20, 2] = 1
    return Motions(
        tuple(samples), np.array(labels), ("rest", "wave"), ("a", "a"), ("1", "2"), ("x", "y", "z")
    )


def test_recordings_pass_into_each_other():
    found = streams.joined(two(), [0, 1, 0])
    assert found.samples.shape == (3 * 40 - 2 * streams.FADE, 3)
    assert found.labels.tolist() == [1, 1]
    # Averaged over nine samples, two samples of the bump are 4/81 of the most, and three are 9/81.
    assert found.spans.tolist() == [[8, 22], [72, 86]]
    bumps = np.flatnonzero(found.samples[:, 2] == 1)
    assert bumps.tolist() == [*range(10, 20), *range(74, 84)]


def test_what_one_recording_ends_with_fades_into_what_the_next_begins_with():
    motions = two()
    motions.samples[1][:] = 7
    found = streams.joined(motions, [0, 1]).samples[:, 0]
    np.testing.assert_allclose(found[32:40], np.linspace(0, 7, 8), rtol=1e-6)
    assert (found[:32] == 0).all() and (found[40:] == 7).all()
    assert (motions.samples[0][:, 0] == 0).all()


def test_windows_show_a_gesture_or_none_and_halves_have_no_label():
    stream = streams.joined(two((60, 60)), [0, 1])
    assert stream.spans.tolist() == [[8, 22]]
    x, labels = streams.windows(stream, 20, [0, 5, 12, 18, 19, 40], rest=0)
    # From 0 on 12 of 14 samples are inside, from 12 on 10: too much for none, too little for one.
    assert labels.tolist() == [1, 0, 0, 0]
    np.testing.assert_array_equal(x[0], stream.samples[5:25])


def test_two_gestures_in_one_window_have_no_label():
    stream = streams.joined(two(labels=(1, 1)), [0, 0])
    assert len(streams.windows(stream, 50, [0, 22], rest=0)[1]) == 1


def test_a_recording_that_is_too_short_to_fade_is_refused():
    with pytest.raises(MotionSetError, match="2: 8 samples cannot pass into the next"):
        streams.joined(two((40, 8)), [0, 1])


def test_simulated_gestures_last_as_long_as_people_take():
    people = motion.simulated(4, 2)
    for samples, label in zip(people.samples, people.labels, strict=True):
        begin, end = streams.moving(samples)
        if people.names[label] != "rest":
            assert 20 < end - begin <= 128


def test_a_varied_recording_is_much_like_the_first_and_repeats_with_its_seed():
    samples = motion.simulated(1, 1).samples[0]
    one, again, other = (varied(samples, np.random.default_rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert one.shape == samples.shape and one.dtype == np.float32
    assert (one != other).any()
    near = np.linalg.norm(one[:, :3], axis=1) / np.linalg.norm(samples[:, :3], axis=1)
    assert 0.7 < np.median(near) < 1.4
    assert varied(samples[:, :3], np.random.default_rng(0)).shape == (128, 3)
