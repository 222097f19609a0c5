import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.base import resources
from tinyml_kit.boards import all_boards, find
from tinyml_kit.course import budget_explorer as explorer
from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget, estimate

TIMED = [name for name, board in all_boards().items() if board.core.cycles_per_mac]
NAMES = (
    st.sampled_from(TIMED),
    st.sampled_from(list(explorer.NETWORKS)),
    st.floats(1e-4, 1e3),
    st.sampled_from(list(explorer.SENSORS)),
)


def test_the_listed_networks_cost_what_the_models_say():
    from tinyml_kit.learning import classics, models
    from tinyml_kit.learning.cost import card, cost
    from tinyml_kit.learning.keras_backend import keras

    conv = keras.layers.Conv2D(8, 8, strides=2, padding="same", activation="relu")
    flat, dense = keras.layers.Flatten(), keras.layers.Dense(4, activation="softmax")
    built = {
        "digits CNN": classics.digits_cnn(),
        "dense 784-32-10": classics.dense(32),
        "Bragg CNN, 100 px": models.bragg_cnn(100),
        "Bragg CNN, 300 px": models.bragg_cnn(300),
        "AND of two sensors": classics.dense(4, 4, inputs=2, classes=1),
        "sine, 8-16-1": classics.dense(8, 16, inputs=1, classes=1),
        "keyword CNN of the book": keras.Sequential([keras.Input((249, 65, 1)), conv, flat, dense]),
    }
    assert set(built) == set(explorer.NETWORKS)
    for name, model in built.items():
        graph = explorer.NETWORKS[name].graph
        assert sum(estimate.macs(graph).values()) == cost(model).macs
        assert estimate.weight_bytes(graph) == cost(model).weight_bytes
        for board in all_boards():
            theirs, found = card(model, board), explorer.budget(board, name, 1e-6)
            assert (found.flash, found.ram) == (
                estimate.total(theirs.flash),
                estimate.total(theirs.ram),
            )
            assert found.fits is (theirs.fits if board in TIMED or not theirs.fits else None)


SHIPPED = {
    "bragg_100px_int8": lambda: models().bragg_cnn(),
    "mnist_dense_32_int8": lambda: network((28, 28, 1), "flatten", 32, ends="linear"),
    "mnist_cnn_int8": lambda: network((28, 28, 1), 6, "pool", 24, "pool", "flatten", ends="linear"),
}


def models():
    from tinyml_kit.learning import models

    return models


def network(shape, *parts, ends):
    """Return a Keras model: numbers are convolutions before a "flatten", dense layers behind it."""
    from tinyml_kit.learning.keras_backend import keras

    layers, flat = [keras.Input(shape)], False
    for part in parts:
        if part == "pool":
            layers.append(keras.layers.MaxPool2D(2))
        elif part == "flatten":
            layers.append(keras.layers.Flatten())
            flat = True
        elif flat:
            layers.append(keras.layers.Dense(part, activation="relu"))
        else:
            layers.append(keras.layers.Conv2D(part, 3, activation="relu"))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation=ends)])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_a_model_and_a_list_of_layers_cost_the_same_bytes(name):
    from tinyml_kit.learning.cost import card

    graph, model = read(resources.data_dir() / f"{name}.tflite"), SHIPPED[name]()
    for board in all_boards():
        file, theirs = budget.card(graph, board), card(model, board)
        assert (file.ram, file.fits) == (theirs.ram, theirs.fits)
        real, drawn = estimate.total(file.flash), estimate.total(theirs.flash)
        # In an AVR instructions hold weights, and those of 0 take none. Elsewhere only the shifts
        # of channels differ: equal arrays of them are stored once.
        few = 0.05 * real if find(board).core.target == "avr" else 8
        assert abs(real - drawn) <= few
    if name == "bragg_100px_int8":
        found = explorer.budget("nano33ble", "Bragg CNN, 100 px", 1)
        file = budget.card(graph, "nano33ble")
        assert found.flash == estimate.total(file.flash)
        assert found.ram == estimate.total(file.ram) == 16_912 + 544


@given(*NAMES)
def test_the_average_power_lies_between_sleep_and_work(name, network, rate, sensor):
    found, chip = explorer.budget(name, network, rate, sensor), find(name)
    asleep, awake = (chip.volts * ma / 1000 for ma in (chip.sleep_milliamps, chip.milliamps))
    rest = found.watts - explorer.SENSORS[sensor].milliwatts / 1000
    assert asleep - 1e-12 <= rest <= awake + 1e-12


@given(*NAMES)
def test_twice_as_many_decisions_take_twice_the_time_and_no_less_power(name, net, rate, sensor):
    once, twice = (explorer.budget(name, net, r, sensor) for r in (rate, 2 * rate))
    assert math.isclose(twice.busy, 2 * once.busy)
    assert twice.watts >= once.watts and twice.days(1) <= once.days(1)


@pytest.mark.parametrize("over", [None, "flash", "ram", "time"])
def test_a_board_may_be_just_full_and_just_busy_and_no_more_in_any_respect(monkeypatch, over):
    needs = explorer.budget("nano33ble", "digits CNN", 1)
    flash, ram = needs.flash - (over == "flash"), needs.ram - (over == "ram")
    just = replace(find("nano33ble"), flash=flash, ram=ram)
    monkeypatch.setattr(explorer.boards, "find", lambda name: just)
    rate = 1 / needs.seconds
    if over == "time":
        rate = math.nextafter(rate, math.inf) * (1 + 1e-12)
    assert explorer.budget("just", "digits CNN", rate).fits == (over is None)


def test_the_smallest_bragg_network_fits_the_nano_and_no_avr():
    fits = {name for name in all_boards() if explorer.budget(name, "Bragg CNN, 100 px", 1).fits}
    assert "nano33ble" in fits
    assert not fits & {"uno", "mega2560", "nano_every", "atmega1284p"}
    # Not layer by layer, with 352,848 B of RAM, but with each pooling fused with its convolution:
    # the image, and a third of what the first convolution makes of it.
    large = explorer.budget("nano33ble", "Bragg CNN, 300 px", 0.01)
    assert large.fits and large.ram == 300 * 300 + 148 * 148 * 3 + 544


@pytest.mark.parametrize(
    ("board", "ram", "unknown", "words"),
    [
        ("esp32", 64 + 72, ("code", "stack", "time"), "code, stack and time of this core are"),
        ("portenta", 64 + 72 + 544 + 54, ("time",), "time of this core is"),
    ],
)
def test_what_is_not_known_of_a_core_is_not_another_cores(board, ram, unknown, words):
    found = explorer.budget(board, "digits CNN", 1)
    assert (found.fits, found.ram, found.unknown) == (None, ram, unknown)
    assert (found.seconds, found.busy, found.joules, found.watts) == (None,) * 4
    assert found.days(1) is None
    figure = explorer.figure(board, "digits CNN", 1)
    said = alt_text(figure)
    assert f"may fit ({words} not known)" in said
    assert "time not known. energy not known." in said
    assert figure.axes[0].texts[2].get_text() == "not known"
    assert len(figure.axes[0].patches) == 2


def test_what_is_too_large_does_not_fit_however_long_it_takes(monkeypatch):
    small = replace(find("esp32"), flash=100)
    monkeypatch.setattr(explorer.boards, "find", lambda name: small)
    found = explorer.budget("small", "digits CNN", 1)
    assert (found.fits, found.verdict) == (False, "DOES NOT FIT")


def test_without_code_and_stack_a_network_may_still_be_known_to_be_too_slow(monkeypatch):
    core = replace(find("uno").core, code=None)
    monkeypatch.setattr(explorer.boards, "find", lambda name: replace(find("uno"), core=core))
    found = explorer.budget("unknown", "digits CNN", 1)
    assert found.verdict == "may fit (code and stack of this core are not known)"
    assert explorer.budget("unknown", "digits CNN", 1 / found.seconds).fits is None
    assert explorer.budget("unknown", "digits CNN", 1.001 / found.seconds).fits is False


@given(*NAMES, st.sampled_from(list(explorer.BATTERIES)))
def test_the_picture_says_what_does_not_fit(name, network, rate, sensor, battery):
    figure = explorer.figure(name, network, rate, sensor, battery)
    found, chip = explorer.budget(name, network, rate, sensor), find(name)
    over = [found.flash > chip.flash, found.ram > chip.ram, found.busy > 1]
    assert ["TOO MUCH" in text.get_text() for text in figure.axes[0].texts] == over
    assert [bar.get_hatch() is not None for bar in figure.axes[0].patches] == over
    assert ("DOES NOT FIT" in alt_text(figure)) == any(over)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (dict(network="GPT"), "no network is called 'GPT'; take one of \"AND of two sensors\", "),
        (dict(sensor="nose"), "no sensor is called 'nose'; take one of "),
        (dict(rate=0), "0 decisions per second; take a number above 0"),
        (dict(rate=math.nan), "nan decisions"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change, message):
    with pytest.raises(explorer.BudgetError, match=message):
        explorer.budget(**(dict(board_name="uno", network="digits CNN", rate=1) | change))


@pytest.mark.parametrize(
    ("network", "board", "rate", "sensor", "said"),
    [
        ("Bragg CNN, 100 px", "nano33ble", 1, "camera, 96 × 96",
         "383 µJ per decision; chip 392 µW + sensor 2 mW; two AA cells: 131 days (estimated)"),
        ("Bragg CNN, 100 px", "uno", 120, "diffraction frame, 100 × 100",
         "29.2 mJ per decision; chip 46 mW, busy all the time (estimated)"),
    ],
)  # fmt: skip
def test_power_is_told_of_chip_and_sensor_and_no_lifetime_of_what_does_not_fit(
    network, board, rate, sensor, said
):
    figure = explorer.figure(board, network, rate, sensor, "two AA cells")
    assert figure.axes[0].get_title(loc="left").splitlines()[1] == said


def test_the_parts_of_a_budget_add_up_to_it():
    needs = explorer.parts("nano33ble", "Bragg CNN, 100 px")
    found = explorer.budget("nano33ble", "Bragg CNN, 100 px", 1)
    assert (estimate.total(needs.flash), estimate.total(needs.ram)) == (found.flash, found.ram)
    assert [part.what for part in needs.ram] == ["tensors", "stack and variables"]
    with pytest.raises(explorer.BudgetError, match="no network is called 'VGG'"):
        explorer.parts("uno", "VGG")


def test_the_explorer_starts_with_a_budget_that_fits(monkeypatch):
    shown = []
    monkeypatch.setattr(widgets, "display", lambda figure, display_id: shown.append(figure))
    monkeypatch.setattr(widgets, "in_live_notebook", lambda: False)
    explorer.explore()
    assert "fits" in alt_text(shown[0])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3e-9, "3 ns"), (0.15, "150 ms"), (90, "90 s"), (7200, "2 h"), (86_400 * 400, "400 days")],
)
def test_durations_read_well(seconds, words):
    assert explorer.duration(seconds) == words


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (1 / 86_400, "1 decision in 24 h"),
        (1, "1 decision per second"),
        (120, "120 decisions per second"),
    ],
)
def test_rates_read_well(rate, words):
    assert explorer.often(rate) == words


def test_a_reading_of_a_sensor_is_as_large_as_its_samples():
    # Three axes of two bytes, 100 times a second; two bytes, 16,000 times; a byte for each pixel.
    assert {name: sensor.bytes for name, sensor in explorer.SENSORS.items()} == {
        "two movement sensors": 2,
        "potentiometer": 1,
        "accelerometer, 1 s": 3 * 2 * 100,
        "microphone, 1 s": 2 * 16_000,
        "camera, 96 × 96": 96 * 96,
        "diffraction frame, 100 × 100": 100 * 100,
    }
    drawn = [sensor.milliwatts for sensor in explorer.SENSORS.values()]
    assert drawn == [0.3, 1.1, 0.5, 1.8, 2.0, 0]


def test_batteries_hold_what_their_makers_publish():
    hours = {"coin cell CR2032": 0.675, "two AA cells": 7.5, "power bank, 10 Ah": 37}
    assert explorer.BATTERIES == pytest.approx(hours)


def test_the_rates_go_from_once_a_day_to_a_thousand_a_second():
    assert [round(1 / rate) for rate in explorer.RATES[:4]] == [86_400, 3600, 600, 60]
    assert explorer.RATES[4:] == (0.1, 1, 10, 120, 1000)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (2 * 31_557_600, "2 years"), (2 * 31_557_600 - 1, "730 days"), (2 * 86_400, "2 days"),
        (2 * 86_400 - 1, "48 h"), (7200, "2 h"), (7199, "120 min"), (120, "2 min"), (119, "119 s"),
        (1, "1 s"), (0.999, "999 ms"), (1e-3, "1 ms"), (9.99e-4, "999 µs"), (1e-6, "1 µs"),
        (9.99e-7, "999 ns"),
    ],
)  # fmt: skip
def test_a_duration_changes_its_unit_at_two_of_the_next(seconds, text):
    assert explorer.duration(seconds) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [(1, "1 decision per second"), (2, "2 decisions per second"), (0.5, "1 decision in 2 s")],
)
def test_a_rate_below_one_is_told_by_its_pause(rate, text):
    assert explorer.often(rate) == text
