"""The budget card: sums that add up, verdicts that follow from them, advice that helps."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.support.command import call
from tests.support.flatbuffer import PADDINGS, Writer
from tinyml_kit.base import resources
from tinyml_kit.boards import BoardError, all_boards, find
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget, estimate

DATA = resources.data_dir()


def dense(inputs, outputs, scales=0.01):
    """Return the file of one dense layer."""
    writer = Writer()
    x, y = writer.tensor((1, inputs), np.int8, 0.5), writer.tensor((1, outputs), np.int8, 0.5)
    data = np.ones((outputs, inputs), np.int8)
    weights = writer.tensor(data.shape, np.int8, scales, data=data)
    bias = writer.tensor((outputs,), np.int32, 0.005, data=np.zeros(outputs, np.int32))
    writer.operator("FULLY_CONNECTED", [x, weights, bias], [y])
    writer.inputs, writer.outputs = [x], [y]
    return writer.finish()


def convolutions(dtype=np.int8):
    """Return the file of a convolution and a depthwise one, 8 × 8 × 2 to 8 × 8 × 4."""
    writer = Writer()
    scale = None if dtype == np.float32 else 0.1
    x, y, z = (writer.tensor((1, 8, 8, n), dtype, scale) for n in (2, 4, 4))
    weights = writer.tensor((4, 3, 3, 2), dtype, scale, data=np.ones((4, 3, 3, 2), dtype))
    each = writer.tensor((1, 5, 5, 4), dtype, scale, data=np.ones((1, 5, 5, 4), dtype))
    window = dict(strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1,
                  padding=PADDINGS["SAME"])  # fmt: skip
    writer.operator("CONV_2D", [x, weights], [y], **window)
    writer.operator("DEPTHWISE_CONV_2D", [y, each], [z], depthMultiplier=1, **window)
    writer.inputs, writer.outputs = [x], [z]
    return writer.finish()


def test_macs_are_those_of_the_textbook():
    assert estimate.macs(read(dense(784, 32))) == {0: 784 * 32}
    conv, depthwise = 64 * 4 * (3 * 3 * 2), 64 * 4 * (5 * 5)
    assert estimate.macs(read(convolutions())) == {0: conv, 1: depthwise}
    assert estimate.macs(several(4, ("FULLY_CONNECTED", 5), ("RELU", 5))) == {0: 20, 1: 0}


def test_weights_are_counted_once_even_if_two_operators_read_them():
    writer = Writer()
    x, y, z = (writer.tensor((1, 4), np.int8, 0.5) for _ in range(3))
    weights = writer.tensor((4, 4), np.int8, 0.1, data=np.ones((4, 4), np.int8))
    writer.operator("FULLY_CONNECTED", [x, weights, None], [y])
    writer.operator("FULLY_CONNECTED", [y, weights, None], [z])
    writer.inputs, writer.outputs = [x], [z]
    assert estimate.weight_bytes(read(writer.finish())) == 16


def test_a_channel_of_its_own_scale_costs_a_multiplier_and_a_shift():
    def stored(scales):
        return parts(read(dense(8, 6, scales)), "pico")["weights, tables and scales"]

    assert stored(np.linspace(0.01, 0.02, 6)) == 8 * 6 + 6 * 4 + 6 * 5
    # Equal ones are stored once, in instructions.
    assert stored(np.full(6, 0.01)) == stored(0.01) == 8 * 6 + 6 * 4


def test_a_missing_bias_is_stored_and_counted_all_the_same():
    graph = read(convolutions())
    assert estimate.weight_bytes(graph) == 4 * 3 * 3 * 2 + 5 * 5 * 4
    # Both biases are zeros and equal: they are one array of the program.
    found = parts(graph, "pico")["weights, tables and scales"]
    assert found == 4 * 3 * 3 * 2 + 5 * 5 * 4 + 4 * 4


def parts(graph, board="uno"):
    """Return {what: bytes} of the flash that a graph takes on a board."""
    return {part.what: part.bytes for part in budget.card(graph, board).flash}


def several(size, *layers):
    """Return the graph of a chain: ("RELU", elements) or ("FULLY_CONNECTED", units) each."""
    writer = Writer()
    writer.inputs = last = [writer.tensor((1, size), np.int8, 0.5)]
    for name, units in layers:
        constants = []
        if name == "FULLY_CONNECTED":
            data = np.ones((units, size), np.int8)
            constants = [writer.tensor(data.shape, np.int8, 0.1, data=data), None]
        y = writer.tensor((1, units), np.int8, 0.5)
        writer.operator(name, [*last, *constants], [y])
        last, size = [y], units
    writer.outputs = last
    return read(writer.finish())


KNOWN = [name for name, board in all_boards().items() if board.core.code]


@pytest.mark.parametrize("name", KNOWN)
def test_parts_add_up_and_the_verdict_follows(name):
    graph = read(dense(784, 32))
    made = budget.card(graph, find(name))
    card = made.as_dict()
    for memory in ("flash", "ram"):
        parts = card[memory]["parts"]
        assert card[memory]["bytes"] == sum(part["bytes"] for part in parts)
        assert card[memory]["at_least_bytes"] == card[memory]["bytes"]
        missing = card[memory]["bytes"] - card[memory]["available_bytes"]
        assert card[memory]["over_bytes"] == max(0, missing)
        assert {part["label"] for part in parts} == {"computed", "estimated"}
    assert card["fits"] == (card["flash"]["over_bytes"] == card["ram"]["over_bytes"] == 0)
    # An AVR stores scales and biases as records, a Cortex-M4 some words more for each channel.
    assert abs(card["flash"]["parts"][0]["bytes"] - (784 * 32 + 32 * 4)) < 32 * 4
    assert card["ram"]["parts"][0]["bytes"] == plan(graph).size == 784 + 32
    assert bool(card["advice"]) != card["fits"]
    assert card["note"] is None


def test_a_core_without_figures_is_never_given_those_of_another():
    graph = read(dense(784, 32))
    board = find("esp32")
    assert board.core.code is None
    card = budget.card(graph, board).as_dict()
    assert card["fits"] is None
    assert card["note"] == (
        "How much code and stack take on the core of the ESP32 DevKit (Xtensa LX6) is not known: "
        "only weights, tables and tensors are counted."
    )
    assert card["flash"] == {
        "bytes": None,
        "at_least_bytes": 784 * 32 + 32 * 4,
        "available_bytes": 4096 * 1024,
        "over_bytes": None,
        "label": "estimated",
        "parts": [
            {
                "what": "weights, tables and scales",
                "bytes": 784 * 32 + 32 * 4,
                "label": "computed",
            },
            {"what": "code of the operators", "bytes": None, "label": "not known"},
            {"what": "program around", "bytes": None, "label": "not known"},
        ],
    }
    assert (card["ram"]["bytes"], card["ram"]["at_least_bytes"]) == (None, 784 + 32)


def test_what_is_too_large_without_its_code_does_not_fit():
    small = replace(find("esp32"), flash=20_000)
    card = budget.card(read(dense(784, 32)), small)
    assert card.fits is False and card.over == {"flash": 784 * 32 + 32 * 4 - 20_000, "ram": 0}
    assert card.as_dict()["flash"]["over_bytes"] == card.over["flash"]
    assert "Most weights belong to operator 0" in card.advice[0]
    # Its own figures count where another board is proposed, and that has to have some.
    assert card.advice[-1].startswith("The next board that it fits: Arduino Uno")


def test_784_32_10_fits_an_uno_and_twice_the_width_does_not():
    assert budget.card(read(dense(784, 32)), find("uno")).fits
    card = budget.card(read(dense(784, 64)), find("uno"))
    assert card.over["flash"] > 0 and card.over["ram"] == 0
    assert "Most weights belong to operator 0 (FULLY_CONNECTED)" in card.advice[0]
    assert card.advice[-1] == "The next board that it fits: Arduino Mega 2560."


def test_too_large_tensors_are_named_with_the_moment_they_meet():
    card = budget.card(read(dense(2000, 100)), find("uno"))
    assert card.over["ram"] == 2000 + 100 + find("uno").core.code.stack - 2048
    assert "RAM peaks at operator 0 (FULLY_CONNECTED): 2,000 + 100 bytes" in card.advice[0]


def test_a_float_model_that_does_not_fit_is_to_be_quantised():
    assert budget.card(read(convolutions()), find("uno")).advice == ()
    card = budget.card(read(convolutions(np.float32)), find("uno"))
    assert "quantised to int8 it needs a quarter" in " ".join(card.advice)


def test_every_board_gets_a_card():
    cards = budget.cards(read(dense(4, 4)))
    assert [card.board.name for card in cards] == list(all_boards())
    assert {card.board.name for card in cards if card.fits} == set(KNOWN)
    assert all(card.fits is not False for card in cards)


@pytest.fixture
def path(tmp_path):
    (tmp_path / "small.tflite").write_bytes(dense(784, 64))
    return tmp_path / "small.tflite"


def test_the_command_says_what_fits_and_what_is_over(path):
    answer = call("size", path)
    assert answer.exit_code == 0
    said = " ".join(answer.output.split())
    assert "50,176 MACs" in said
    assert "0 FULLY_CONNECTED 1 × 64 64 50,176" in said
    assert "50,176 MACs, 50,432 bytes of weights (computed)" in said
    assert (
        "Arduino Uno does not fit: flash 52,136 of 32,256 bytes, 19,880 too many; "
        "RAM 1,098 of 2,048 bytes (estimated)" in said
    )
    assert "Arduino Uno does not fit: flash" in said and "too many" in said
    assert "Arduino Nano 33 BLE Sense fits" in said
    # Parts are told of one board alone; advice that two boards share is told once.
    assert "stack and variables" not in said
    assert said.count("Arduino Nano Every does not fit") == 1
    assert said.count("Most weights belong to operator 0 (FULLY_CONNECTED): 50,432 of 50,432") == 1


def test_the_command_shows_the_parts_of_one_board(path):
    answer = call("size", path, "--board", "atmega328p")
    said = " ".join(answer.output.split())
    assert "flash weights, tables and scales 50,416 (computed)" in said
    assert "RAM stack and variables 250 (estimated)" in said
    assert "Mega" not in said.split("The next board")[0]


def test_the_command_says_what_is_not_known(path):
    said = " ".join(call("size", path, "--board", "esp32").output.split())
    assert "ESP32 DevKit may fit: flash at least 50,432 of 4,194,304 bytes" in said
    assert "RAM stack and variables ? (not known)" in said
    assert "(Xtensa LX6) is not known: only weights, tables and tensors are counted." in said


def test_the_command_prints_one_json_object(path):
    found = json.loads(call("size", path, "--board", "uno", "--json").stdout)
    assert (found["model"], found["macs"]) == ("small", 50_176)
    assert found["operators"][0]["output_shape"] == [1, 64]
    (card,) = found["boards"]
    assert (card["board"], card["fits"]) == ("uno", False)
    assert found["weight_bytes"] == 784 * 64 + 64 * 4
    # An AVR stores 6 bytes for each group of eight channels, and a bias in 3.
    assert card["flash"]["parts"][0]["bytes"] == 784 * 64 + 8 * 6 + 64 * 3
    assert found["operators"] == [
        {
            "index": 0,
            "name": "FULLY_CONNECTED",
            "macs": 784 * 64,
            "output_shape": [1, 64],
            "output_bytes": 64,
        }
    ]
    assert [card["flash"]["label"], card["ram"]["label"]] == ["estimated", "estimated"]
    whole = sum(part["bytes"] for part in card["flash"]["parts"])
    assert card["flash"]["bytes"] == whole
    assert card["flash"]["over_bytes"] == whole - card["flash"]["available_bytes"] == whole - 32_256
    assert card["ram"]["over_bytes"] == 0


def test_models_made_by_others_fit_where_they_are_known_to_run(real_data):
    cards = {
        name: {
            card.board.name: card.fits
            for card in budget.cards(read(real_data / "models" / f"{name}.tflite"))
        }
        for name in ("hello_world_int8", "mnist_valid_int8", "micro_speech_int8", "kws_ref_int8")
    }
    assert all(cards["hello_world_int8"][name] for name in KNOWN)
    assert cards["hello_world_int8"]["esp32"] is None
    assert cards["mnist_valid_int8"]["uno"]
    assert not cards["micro_speech_int8"]["uno"] and cards["micro_speech_int8"]["mega2560"]
    assert not cards["kws_ref_int8"]["mega2560"] and cards["kws_ref_int8"]["nano33ble"]


def test_an_image_between_a_convolution_and_its_pooling_takes_no_memory():
    # The MNIST network of two convolutions runs on an Uno, with 2 KB of RAM (simulated).
    graph = read(resources.data_dir() / "mnist_cnn_int8.tflite")
    made = budget.card(graph, find("uno"))
    assert made.over["ram"] == 0
    assert made.ram[0].bytes < plan(graph).size


def test_a_board_may_be_given_by_its_name():
    graph = read(dense(4, 2))
    assert budget.card(graph, "uno") == budget.card(graph, find("uno"))
    with pytest.raises(BoardError, match="there is no board 'nano'; take one of uno"):
        budget.card(graph, "nano")
