"""The people, the sensor and the converter of chapter 21, against numbers worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from tinyml_kit.course import own_sensor
from tinyml_kit.datasets import motion
from tinyml_kit.rungs.protocol import RungMissing


@pytest.fixture(scope="module")
def people():
    return own_sensor.people()


def test_ten_people_do_each_of_four_gestures_five_times(people):
    assert len(people) == 10 * 4 * 5 and people.names == own_sensor.GESTURES
    assert {samples.shape for samples in people.samples} == {(128, 3)}
    for name in own_sensor.NAMES:
        theirs = people.labels[np.array(people.people) == name]
        assert np.bincount(theirs).tolist() == [5, 5, 5, 5]


def test_the_sensor_answers_with_shares_of_its_supply():
    np.testing.assert_allclose(own_sensor.volts([0.0, 1.0, -1.0]), [1.65, 1.98, 1.32])
    np.testing.assert_allclose(own_sensor.volts([0.0, 9.0, -9.0], 2.4), [1.2, 2.4, 0])


@pytest.mark.parametrize(("volts", "step"), [(0, 0), (5, 1023), (2.5, 511), (1.65, 337)])
def test_the_converter_counts_in_1023_steps(volts, step):
    assert own_sensor.counts(np.array([volts])).tolist() == [step]


def test_a_quarter_turn_changes_two_axes_and_four_of_them_change_nothing():
    g = np.array([[1.0, 2.0, 3.0]])
    assert own_sensor.turned(g).tolist() == [[-2.0, 1.0, 3.0]]
    four = own_sensor.turned(own_sensor.turned(own_sensor.turned(own_sensor.turned(g))))
    np.testing.assert_array_equal(four, g)


def test_rattling_is_noise_of_a_quarter_of_a_g_and_the_same_each_time():
    still = np.zeros((4000, 3))
    noise = own_sensor.rattling(still)
    assert abs(noise.std() - 0.25) < 0.01 and abs(noise.mean()) < 0.01
    np.testing.assert_array_equal(noise, own_sensor.rattling(still))


def test_the_recordings_that_are_missing_are_written_and_read_back(people, tmp_path):
    few = people.part([0, 1, 7, 199])
    assert own_sensor.write_rest(tmp_path, few) == 4 and own_sensor.write_rest(tmp_path, few) == 0
    recorded = motion.of_folder(tmp_path)
    read = own_sensor.read_at(own_sensor.volts, few, recorded)
    for samples, counted in zip(recorded.samples, read, strict=True):
        np.testing.assert_array_equal(motion.in_counts(samples, 1024 / 5), counted)


def test_the_first_recording_of_each_gesture_is_found(people):
    found = own_sensor.one_of_each(people, "bo")
    assert list(found) == list(own_sensor.GESTURES)
    assert [people.people[at] for at in found.values()] == ["bo"] * 4
    assert found["circle"] == people.people.index("bo")


def test_without_a_compiled_sketch_nothing_is_watched(people):
    assert own_sensor.watched(None, people, [0]).shape == (0, 5)


def test_a_fresh_folder_is_empty(tmp_path):
    (tmp_path / "data" / "knock").mkdir(parents=True)
    assert list(own_sensor.fresh(tmp_path / "data").iterdir()) == []
    path = own_sensor.write_felt(tmp_path / "felt.csv", np.array([[1.65, 1.65, 1.98]]))
    assert path.read_text(encoding="utf-8").split() == ["A0,A1,A2", "1.6500,1.6500,1.9800"]


@pytest.mark.parametrize(("frequencies", "milliseconds"), [(4, 27.8), (2, 15.7)])
def test_four_frequencies_take_an_uno_longer_than_a_sample_and_two_do_not(
    people, frequencies, milliseconds
):
    settings = replace(own_sensor.SETTINGS, frequencies=frequencies)
    steps = own_sensor.counts(own_sensor.volts(people.samples[0]))
    try:
        cycles = own_sensor.feature_cycles(steps, settings)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    assert cycles / 16e3 == pytest.approx(milliseconds, abs=0.3)
    with_more = own_sensor.feature_cycles(np.concatenate([steps, steps]), settings)
    assert with_more == cycles  # the first window counts, not the last sample
