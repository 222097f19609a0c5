"""Diagrams: what they say is true, and nothing in them collides or is cut off."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tinyml_kit import boards
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.course import alt_text
from tinyml_kit.course.diagrams import (
    addresses,
    blocks,
    bragg_network,
    carry,
    chips,
    circuits,
    convolutions,
    frames,
    integer_layer,
    memory,
    neurons,
    passes,
    places,
    scales,
    simd,
    smaller,
    sparsity,
    way,
)
from tinyml_kit.graph.tflite import read

DIAGRAMS = {
    **{f"way {name}": (way.way, name) for name in way.STATIONS},
    "way without a reader": (way.way,),
    "way of two stations": (way.way, "smaller", "chip"),
    "neuron": (neurons.neuron,),
    "layer": (neurons.layer,),
    "layer with more neurons": (neurons.layer, 3, 5),
    "passes": (passes.passes,),
    "convolution": (convolutions.convolution,),
    "convolution with step and border": (convolutions.convolution, 5, 3, 2, 1),
    "convolution to one number": (convolutions.convolution, 3, 3),
    "channels": (convolutions.channels,),
    "one channel": (convolutions.channels, 1, 3),
    "receptive field": (convolutions.receptive_field,),
    "receptive field of three layers": (
        convolutions.receptive_field,
        12,
        (("conv", 3, 1), ("pool", 2, 2), ("conv", 3, 1)),
    ),
    "blocks": (blocks.blocks,),
    "experiment": (frames.experiment,),
    "steps": (frames.steps,),
    "bragg network": (bragg_network.bragg_network,),
    "number line": (scales.number_line, 0.02, -30, 1.234),
    "number line of a ReLU": (scales.number_line, 6 / 255, -128),
    "number line, upper end": (scales.number_line, 0.1, 127, -3.0),
    **{f"memory of {name}": (chips.board_memory, name) for name in ("uno", "nano33ble")},
    "two ways onto a chip": (chips.two_ways,),
    "TFLM's flow": (chips.tflm_flow,),
    "wiring": (chips.wiring,),
    "AVR registers": (chips.avr_registers,),
    "serial frame": (chips.serial_frame,),
    "carry": (carry.carry,),
    "no carry": (carry.carry, 1, 2),
    "addresses of an AVR": (addresses.addresses,),
    "an address that walks": (memory.walk,),
    "an address that walks over two": (memory.walk, (-128, 127)),
    "bytes of a number": (memory.as_bytes,),
    "bytes of the largest number": (memory.as_bytes, 2**31 - 1),
    "logic cell": (circuits.logic_cell,),
    "chain of multipliers": (circuits.chain,),
    "chain of two": (circuits.chain, (3, -1)),
    "line buffer": (circuits.line_buffer,),
    "line buffer of five rows": (circuits.line_buffer, 10, 5, 6, 7),
    "stream": (
        circuits.stream,
        [("convolution,\npooling", "10 products\nin a cycle"), ("dense", "1 ×")],
    ),
    "im2col": (simd.im2col,),
    "im2col of a larger image": (simd.im2col, 4, 3, 2),
    "SXTB16": (simd.widen,),
    "layer in integers": (integer_layer.integer_layer,),
    "layer in integers, clamped": (
        integer_layer.integer_layer,
        (127, 127),
        -128,
        (127, 127),
        0,
        1,
        0,
        0,
    ),
    "SMLAD": (simd.smlad,),
    "SMLAD, all numbers positive": (simd.smlad, (1, 2), (3, 4), 0),
    "pruned and clustered kernels": (sparsity.sparsity,),
    "cloud or edge": (places.cloud_or_edge,),
    "cycle of the work": (places.cycle,),
    "teacher and student": (smaller.teacher_and_student,),
    "factorised matrix": (smaller.factorised_matrix,),
    "factorised matrix, wide and of a low rank": (smaller.factorised_matrix, 48, 160, 2),
}


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def drawn(name):
    draw, *arguments = DIAGRAMS[name]
    return draw(*arguments)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_no_word_is_cut_off_or_lies_on_another(name):
    figure = drawn(name)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = {
        (number, text.get_text()): text.get_window_extent(renderer)
        for number, text in enumerate(figure.axes[0].texts)
        if text.get_text()
    }
    sheet = figure.bbox
    for text, box in boxes.items():
        assert sheet.x0 <= box.x0 and box.x1 <= sheet.x1, text
        assert sheet.y0 <= box.y0 and box.y1 <= sheet.y1, text
    for (text, box), (other, place) in itertools.combinations(boxes.items(), 2):
        assert not box.padded(-1).overlaps(place.padded(-1)), (text, other)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_diagram_is_described_and_drawn_in_vectors(name):
    data, _ = alt_text.mimebundle(drawn(name))
    assert "data:image/svg+xml" in data["text/html"]
    assert len(data["text/plain"]) > 60 and "drawing with the words" not in data["text/plain"]


def test_the_way_marks_where_the_reader_is_and_knows_its_stations():
    assert words(way.way("network")).count("you are here") == 1
    assert words(way.way("network", "chip")).count("you are here") == 2
    assert "you are here" not in words(way.way())
    assert alt_text.alt_text(way.way()).endswith(f"{', '.join(way.STATIONS)}.")
    with pytest.raises(way.DiagramError, match="no station 'moon'; choose from signal, features"):
        way.way("moon")


@pytest.mark.parametrize(
    "size, kernel, stride, padding, made",
    [(5, 3, 1, 0, 3), (5, 3, 2, 1, 3), (6, 2, 2, 0, 3), (3, 3, 1, 0, 1)],
)
def test_the_feature_map_has_the_size_of_the_formula(size, kernel, stride, padding, made):
    assert f"map {made} × {made}" in words(convolutions.convolution(size, kernel, stride, padding))


@pytest.mark.parametrize(
    "size, layers, seen",
    [
        (8, (("conv", 3, 1),), 3),
        (8, (("conv", 3, 1), ("pool", 2, 2)), 4),  # 3, and one more a neighbour further
        (12, (("conv", 3, 1), ("pool", 2, 2), ("conv", 3, 1)), 8),  # 4 + 2 steps of 2
    ],
)
def test_a_receptive_field_counts_the_pixels_that_one_value_is_made_of(size, layers, seen):
    drawn = words(convolutions.receptive_field(size, layers))
    assert f"one row of {size} pixels, {seen} marked" in drawn
    assert drawn[-1].endswith(" values, 1 marked")


def test_the_steps_of_a_frame_lead_to_the_input_that_ships():
    left = words(frames.steps())
    side = read(shipped_file("bragg_100px_int8.tflite")).tensors[0].shape[1]
    assert f"the middle\n{side} × {side}" in left and f"{side**2:,}\nnumbers" in left


def test_the_bragg_network_is_the_one_that_ships():
    graph = read(shipped_file("bragg_100px_int8.tflite"))
    shapes = [graph.tensors[graph.inputs[0]].shape] + [
        graph.tensors[operator.outputs[0]].shape
        for operator in graph.operators
        if operator.name in ("CONV_2D", "MAX_POOL_2D")
    ]
    assert [shape[1] for shape in shapes] == [side for _, side, _ in bragg_network.LAYERS]
    counts = [
        sum(graph.tensors[index].size for index in operator.inputs[1:])
        for operator in graph.operators
        if operator.name in ("CONV_2D", "FULLY_CONNECTED")
    ]
    listed = [count for *_, count in bragg_network.LAYERS if count] + [bragg_network.DENSE]
    assert listed == counts and sum(counts) == 990
    assert "990 weights and biases together" in words(bragg_network.bragg_network())


def test_a_number_line_shows_the_integer_that_a_number_becomes():
    assert "1.234 becomes 32" in words(scales.number_line(0.02, -30, 1.234))
    assert "9 becomes 127" in words(scales.number_line(0.02, -30, 9.0))  # the largest there is
    ends = words(scales.number_line(0.02, -30))
    assert {"-1.96", "3.14", "0", "-128", "-30", "127"} <= set(ends)


@pytest.mark.parametrize("scale, zero_point", [(0, 0), (-1, 0), (np.nan, 0), (1, -129), (1, 128)])
def test_a_number_line_needs_a_scale_and_a_zero_point_of_int8(scale, zero_point):
    with pytest.raises(scales.ScaleError, match=re.escape(f"scale {scale} and zero point")):
        scales.number_line(scale, zero_point)


def test_the_memory_is_that_of_the_board_and_to_scale():
    uno = boards.find("uno")
    found = words(chips.board_memory("uno"))
    assert f"{uno.flash / 1024:g} KB" in found and f"{uno.ram / 1024:g} KB" in found
    with pytest.raises(boards.BoardError):
        chips.board_memory("toaster")


def test_what_a_network_takes_of_the_memory_is_drawn_on_the_same_scale():
    figure = chips.board_memory("nano33ble", flash=9830, ram=26_214, name="the network")
    widths = [patch.get_width() for patch in figure.axes[0].patches]
    assert widths[1] / widths[0] == pytest.approx(0.01, rel=1e-3)
    assert widths[3] / widths[2] == pytest.approx(0.1, rel=1e-3)
    assert "the network: 9,830 bytes" in words(figure)
    table = chips.board_memory("uno", name="the table", would=4096)
    assert "In the RAM, the table would take 4,096 bytes." in alt_text.alt_text(table)


@pytest.mark.parametrize(
    "total, product, bytes_", [(128_200, 23_152, (2, 79, 56)), (65_535, 1, (1, 0, 0))]
)
def test_bytes_with_their_carries_make_the_whole_sum(total, product, bytes_):
    shown = words(carry.carry(total, product))
    high, middle, low = bytes_
    assert high * 65_536 + middle * 256 + low == total + product
    registers = [word for word in shown if word.startswith(("r22:", "r23:", "r24:"))]
    assert registers[1::2] == [f"r22: {low}", f"r23: {middle}", f"r24: {high}"]
    assert f"{total:,} + {product:,} = {total + product:,}" in shown
    assert shown.count("carry 1") == 2


def test_a_colour_in_the_legend_of_the_registers_lies_on_no_word():
    figure = chips.avr_registers()
    renderer = FigureCanvasAgg(figure).get_renderer()
    squares = [one for one in figure.axes[0].patches if one.get_width() == 12]
    assert len(squares) == 5
    for text in figure.axes[0].texts:
        box = text.get_window_extent(renderer).padded(2)
        assert not any(box.overlaps(one.get_window_extent(renderer)) for one in squares), text


def test_the_data_addresses_of_an_avr_end_where_its_ram_ends():
    uno = boards.find("uno")
    shown = words(addresses.addresses())
    first = addresses.DATA[-1][0]
    assert f"{first + uno.ram - 1:#06x}" in shown and f"RAM: {uno.ram // 1024} KB" in shown


def test_an_address_walks_to_the_next_byte():
    shown = words(memory.walk((5, -2, 7)))
    assert [word for word in shown if word in ("5", "−2", "7", "?")] == ["5", "−2", "7", "?"] * 2
    assert [word for word in shown if word.startswith("x = ")] == ["x = 256", "x = 257"]
    assert "gave 5" in shown and shown.count("x[2]") == 1 and shown.count("x[1]") == 2


@pytest.mark.parametrize(
    "number, parts", [(1000, [232, 3, 0, 0]), (2**31 - 1, [255, 255, 255, 127])]
)
def test_the_lowest_byte_of_a_number_comes_first(number, parts):
    shown = words(memory.as_bytes(number))
    assert [word for word in shown if word.startswith("bytes[")] == [
        f"bytes[{place}] = {part}" for place, part in enumerate(parts)
    ]
    (added,) = [word for word in shown if " · " in word]
    terms = [term.replace(",", "").split(" · ") for term in added.split(" + ")]
    assert sum(int(part) * int(counts) for part, counts in terms) == number


def test_the_rows_of_im2col_hold_the_pixels_of_the_windows():
    numbers = [word for word in words(simd.im2col(3, 2, 1)) if word.isdigit()]
    image, rows = numbers[:9], numbers[9:]
    assert image == [str(number) for number in range(1, 10)]
    assert " ".join(rows) == "1 2 4 5 2 3 5 6 4 5 7 8 5 6 8 9"


def test_smlad_adds_both_products_to_the_sum():
    assert {"−28", "10", "100 + (−28) + 10", "82"} <= set(words(simd.smlad()))
    assert {"8", "3", "0 + 8 + 3", "11"} <= set(words(simd.smlad((1, 2), (3, 4), 0)))


def test_a_layer_in_integers_shows_each_step_with_its_numbers():
    shown = set(words(integer_layer.integer_layer()))
    assert {"10", "−3", "15", "2", "15 · 20", "2 · −7", "300", "300 · 77\n>> 8 = 90", "70"} <= shown
    # 2 · 255 · 127 is far above what int8 can hold.
    clamped = integer_layer.integer_layer((127, 127), -128, (127, 127), 0, 1, 0, 0)
    assert {"64770", "127"} <= set(words(clamped))


def test_a_layer_in_integers_has_two_inputs_and_two_weights():
    with pytest.raises(integer_layer.LayerError, match="1 inputs and 2 weights; give two of each"):
        integer_layer.integer_layer((1,))


def test_widened_bytes_stand_below_those_they_came_from():
    found = words(simd.widen((1, 2, -3, 4)))
    assert found == ["four bytes", "4", "−3", "2", "1", "sxtb16", "−3", "1", "sxtb16 …, ror #8",
                     "4", "2"]  # fmt: skip


def test_only_the_cloud_sends_what_the_sensor_says():
    shown = words(places.cloud_or_edge())
    assert shown.count("radio") == 2 and shown.count("sensor") == shown.count("decision") == 2
    assert shown.count("data centre") == shown.count("chip") == 1


def test_the_work_goes_from_collecting_round_to_collecting():
    shown = words(places.cycle())
    assert [step for step in shown if step in places.STEPS] == list(places.STEPS)
    arrows = places.cycle().axes[0].patches[: len(places.STEPS)]
    assert len(arrows) == len(places.STEPS)


def test_the_kernels_are_pruned_and_clustered_as_their_names_say():
    found = sparsity.variants()
    assert np.count_nonzero(found["single weights"]) == 8
    dropped = np.abs(sparsity.KERNEL[found["single weights"] == 0])
    assert dropped.max() < np.abs(found["single weights"][found["single weights"] != 0]).min()
    assert (np.count_nonzero(found["two in four"], axis=0) == 2).all()
    assert found["whole filters"].shape == (4, 2)
    assert set(found["four values"].ravel()) == set(sparsity.VALUES)
