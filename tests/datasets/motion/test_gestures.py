"""Simulated gestures: what physics says about them, and that they can be repeated."""

import numpy as np
import pytest

from tinyml_kit.datasets import motion, people
from tinyml_kit.datasets.motion import gestures


@pytest.fixture(scope="module")
def made():
    return motion.simulated(people=4, takes=2)


def of(made, gesture):
    return np.stack(
        [made.samples[i] for i in np.flatnonzero(made.labels == made.names.index(gesture))]
    )


def test_everybody_does_everything(made):
    assert len(made) == 4 * 2 * 6 and made.axes == gestures.AXES
    assert {one.shape for one in made.samples} == {(128, 6)}
    assert {one.dtype for one in made.samples} == {np.dtype(np.float32)}
    assert np.bincount(made.labels).tolist() == [8] * 6
    assert all(name.startswith("simulated") for name in (*made.people, *made.files))
    assert len(list(people.leave_one_out(made.people))) == 4


def test_a_hand_at_rest_feels_gravity_alone(made):
    rest = of(made, "rest")
    assert np.linalg.norm(rest[..., :3], axis=-1) == pytest.approx(1, abs=0.12)


def test_gestures_that_end_where_they_began_feel_gravity_on_average(made):
    # The mean of an acceleration from rest to rest is 0; turning moves gravity between the axes.
    for gesture in ("circle", "lift"):
        felt = of(made, gesture)[..., :3].mean(axis=1)
        assert np.linalg.norm(felt, axis=-1) == pytest.approx(1, abs=0.05)


def test_a_twist_turns_about_its_axis_there_and_back(made):
    turned = of(made, "twist")[..., 3:]
    loudest = np.abs(turned).max(axis=1)
    assert (loudest[:, 0] > 4 * loudest[:, 1:].max(axis=1)).all()
    # 100 steps of noise, and an offset of the sensor of about a degree a second, add up.
    assert np.abs(turned[..., 0].sum(axis=1) / gestures.RATE).max() < 12


def test_the_sensor_has_a_range(made):
    both = np.stack(made.samples)
    assert np.abs(both[..., :3]).max() <= 4
    assert np.abs(both[..., 3:]).max() <= 2000


def test_a_seed_repeats_and_more_people_leave_the_first_as_they_were(made):
    np.testing.assert_array_equal(motion.simulated(2, 2).samples, made.samples[:24])
    assert (motion.simulated(1, 1, seed=1).samples[0] != made.samples[0]).any()
