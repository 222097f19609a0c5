"""The Bragg network as circuits: words, foldings and the table beside processors."""

import numpy as np
import pandas as pd
import pytest

from tests.support.networks import Network
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.codegen.rtl.export import circuit_of
from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.stages import stages_of
from tinyml_kit.codegen.rtl.timing import cycles
from tinyml_kit.course import circuits
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.keys import chapter_16
from tinyml_kit.graph.tflite import read

BRAGG = shipped_file("bragg_100px_int8.tflite")


def test_a_circuit_is_told_layer_by_layer():
    circuit = circuit_of(BRAGG, "up5k")
    told = circuits.layers(circuit)
    names = [name for name, _ in told]
    assert names == [*3 * ["convolution,\npooling"], "convolution", "dense", "softmax"]
    counts = [int(made.split()[0]) for _, made in told[:-1]]
    assert told[-1][1] == "one by one" and sum(counts) == circuits.multipliers(circuit)


def test_more_multipliers_take_fewer_cycles():
    ways = circuits.ways()
    assert (np.diff(ways["multipliers"]) > 0).all() and (np.diff(ways["cycles"]) < 0).all()
    assert ways["cycles"].iloc[-1] == 100 * 100  # a pixel in each cycle


def test_the_slider_offers_every_folding(monkeypatch):
    shown = []
    monkeypatch.setattr(circuits.widgets, "explore", lambda draw, way: shown.append((draw, way)))
    circuits.explore()
    ((draw, way),) = shown
    assert [int(count) for count, _ in way.options] == circuits.ways()["multipliers"].tolist()
    assert f"{way.label} in a cycle" in alt_text(draw(way=way.value))


def test_a_device_that_was_not_routed_is_left_out(monkeypatch):
    rows = {"device": ["up5k", "ecp5-85"], "label": ["routed (timing analysis)", np.nan],
            "logic_cells": [4000, np.nan], "frames_per_second": [300.0, np.nan],
            "latency_us": [3000.0, np.nan]}  # fmt: skip
    monkeypatch.setattr(circuits, "routed", lambda: pd.DataFrame(rows))
    table = circuits.beside_processors()
    assert table.index[-1] == "Lattice iCE40 UP5K" and table["ms"].iloc[-1] == 3.0


def test_energy_is_estimated_for_the_processor_and_unknown_for_circuits():
    table = circuits.beside_processors()
    known = table["µJ a frame"].notna()
    assert table[known].index.str.startswith("Cortex-M4").all() and known.sum() == 2
    assert (table.loc[known, "label"] == "estimated").all()


@pytest.mark.parametrize("case", [(28, 28, 3, 8, 8), (28, 28, 3, 8, 2), (20, 16, 3, 4, 2)])
def test_the_exercise_on_cycles_agrees_with_the_kits_prediction(case):
    width, height, kernel, filters, lanes = case
    network = Network((1, height, width, 1))
    network.conv(filters, kernel)
    network.pool()  # a queue behind that is never full
    (stage,) = stages_of(read(network.finish()))
    circuit = Circuit((Folding(stage, "window", lanes, 1),), 1, lanes)
    assert cycles(circuit).frame == chapter_16.cycles_of_a_frame(*case)
