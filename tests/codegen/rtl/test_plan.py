"""How circuits are folded to devices, and the cycles that are predicted for them."""

import pytest

from tinyml_kit.base.resources import shipped_file
from tinyml_kit.boards import find_fpga
from tinyml_kit.codegen.rtl.export import circuit_of
from tinyml_kit.codegen.rtl.folding import Folding, foldings
from tinyml_kit.codegen.rtl.stages import stages_of
from tinyml_kit.codegen.rtl.timing import cycles
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import TargetTooSmall

BRAGG = shipped_file("bragg_100px_int8.tflite")


def layers(circuit):
    return [stage for stage in circuit.stages if isinstance(stage, Folding)]


def test_the_bragg_network_on_a_small_fpga_multiplies_two_columns_at_a_time():
    circuit = circuit_of(BRAGG, "up5k")
    assert [(one.reading, one.multipliers) for one in layers(circuit)] == [
        ("column", 10), ("column", 5), ("tap", 1), ("tap", 1), ("tap", 1),
    ]  # fmt: skip
    assert sum(one.hard for one in layers(circuit)) == 15


def test_the_cycles_of_the_bragg_network():
    small, large = (cycles(circuit_of(BRAGG, name)) for name in ("up5k", "ecp5-85"))
    assert (small.frame, small.latency) == (92_723, 100_146)
    assert (large.frame, large.latency) == (10_000, 10_555)


def test_a_rate_takes_no_more_multipliers_than_it_needs():
    device = find_fpga("ecp5-85")
    slow, fast = circuit_of(BRAGG, device, 500.0), circuit_of(BRAGG, device)
    many, few = (sum(one.multipliers for one in layers(each)) for each in (fast, slow))
    assert few < many
    assert cycles(slow).frame <= device.clock / 500


def test_what_a_device_cannot_do_is_refused():
    with pytest.raises(TargetTooSmall, match="Lattice iCE40 UP5K: it has too few multipliers"):
        circuit_of(BRAGG, "up5k", 100_000.0)


def test_foldings_fit_the_words_that_come():
    first = stages_of(read(BRAGG))[0]
    ways = list(foldings(first, 1))
    assert {one.reading for one in ways} == {"tap", "column", "window"}
    assert {one.lanes for one in ways} == {1, 3}
    assert min(one.steps for one in ways) == 1
    assert list(foldings(first, 2)) == []


def test_words_side_by_side_take_fewer_turns():
    first = stages_of(read(BRAGG))[0]
    ways = {(one.side_by_side, one.turns) for one in foldings(first, 1) if one.reading == "column"}
    assert ways == {(1, 5), (2, 3), (3, 2)}
