"""Every picture of the chapters is drawn as recorded in words and numbers, artist by artist.

After a wanted change, TINYML_KIT_RENEW_RECORDED=1 writes the recorded texts again: read the
difference before it is committed.
"""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.support import random_graphs
from tests.support.drawn import drawn, frame, waves
from tests.support.recorded import require_recorded
from tinyml_kit.course.avr_bench import Count
from tinyml_kit.course.pictures import (
    atmega,
    circuits,
    compression,
    convolution,
    deployment,
    descent,
    design,
    edge,
    gestures,
    judging,
    matrix,
    networks,
    preprocessing,
    pruning,
    quantization,
    sound,
)
from tinyml_kit.datasets import motion
from tinyml_kit.learning.scores import SCORES

RECORDED = Path(__file__).with_name("recorded")


def by_width():
    rows = [
        (w, seed, 0.9, 0.88 - 0.001 * w, 0.87 - 0.1 * (w % 4) / seed)
        for seed in (1, 2) for w in (4, 6, 8, 9)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["width", "seed", "float32", "int32", "int16"])


def counts():
    spent = (("C", 6500), ("assembly", 890), ("library", 2100))
    return [Count(code, "uno", 1, cycles, 9, 100, 0, 0, "simulated") for code, cycles in spent]


def foldings():
    return pd.DataFrame({"multipliers": [5, 18, 169], "cycles": [700_000, 90_000, 10_000]})


def techniques(count=4):
    names = ["float32", "int8", "pruned", "clustered", *(f"t{k}" for k in range(count - 4))]
    columns = ("tflite_bytes", "gzip_bytes", "flash_bytes", "macs", "ram_bytes")
    rows = [
        {"technique": name, "seed": seed, "accuracy": 0.9 - 0.01 * k**2 + 0.02 * seed}
        | {column: 4000 * (j + 2) / (k + 1 + 0.1 * j) for j, column in enumerate(columns)}
        for seed in (0, 1) for k, name in enumerate(names)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    table["accuracy_low"] = table["accuracy"] - 0.03
    return table.assign(accuracy_high=table["accuracy"] + 0.02)


def sweep():
    hidden = [(w, 0, 0) for w in (1, 8, 64)]
    hidden += [(a, b, 0) for a, b in itertools.product((1, 8, 64), repeat=2)] + [(16, 8, 2)]
    rows = [
        {
            "layers": 1 + (b > 0) + (c > 0), "w1": a, "w2": b, "w3": c,
            "weight_bytes": 100 * a + a * b + b * c,
            "accuracy": 0.1 + 0.1 * np.log2(a) + 0.01 * (b > 1),
        }
        for a, b, c in hidden
    ]  # fmt: skip
    return pd.DataFrame(rows)


def smallest():
    rows = []
    for k, (name, ram) in enumerate((("large", 90_000), ("small", 40_000))):
        for seed in range(3):
            row = {"classifier": name, "seed": seed, "parameters": 500, "ram_bytes": ram}
            row |= dict.fromkeys(SCORES, 0.8 + 0.01 * seed)
            for j, (score, rival) in enumerate(itertools.product(judging.DECIDING, judging.RIVALS)):
                lead = 0.01 * seed - 0.004 * j + 0.005 * k
                row |= {f"{score}_ahead_of_{rival}_difference": lead}
                row |= {f"{score}_ahead_of_{rival}_low": lead - 0.006}
                row |= {f"{score}_ahead_of_{rival}_high": lead + 0.008}
            rows.append(row)
    return pd.DataFrame(rows)


def surfaces():
    levels = np.linspace(0, 0.9, 7)
    rows = [(a, b, 1 - a * b, 9000 - 5000 * b) for a in levels for b in levels if b >= a]
    return pd.DataFrame(rows, columns=["initial", "final", "accuracy", "bytes"])


def bowl(slope, intercept):
    return (slope - 2) ** 2 + 3 * (intercept + 1) ** 2


BITS = dict(bits=(8, 6, 4, 2), ours=[0.9, 0.9, 0.8, 0.3], per_tensor=[0.9, 0.8, 0.5, 0.1])
PATH = np.array([[0.0, 0], [1, -2], [1.5, -1.2]])
NOISE = waves(300)

DRAWN = {
    "overflow": lambda: atmega.overflow(),
    "overflow_5": lambda: atmega.overflow(5),
    "running_sum": lambda: atmega.running_sum(np.full(11, 10_000)),
    "by_width": lambda: atmega.by_width(by_width(), "a title"),
    "cycles_per_mac": lambda: atmega.cycles_per_mac(counts()),
    "by_ink": lambda: atmega.by_ink(
        [0, 1, 0.2, 0.3, 0.6], [100, 1100, 320, 400, 690], ("dark", "light")
    ),
    "waves": lambda: circuits.waves(
        {"on": np.array([0, 1, 1, 0]), "sum": np.array([0, 0, -3, 7])}, bits=("on",)
    ),
    "foldings": lambda: circuits.foldings(foldings(), 1, 1_200_000, "folded for a chip"),
    "dots": lambda: compression.dots(techniques()),
    "dots_in_groups": lambda: compression.dots(
        techniques(), groups={"one": ["pruned", "float32"], "two": ["clustered", "int8"]}
    ),
    "accuracy_against_size": lambda: compression.accuracy_against_size(
        techniques(), limit=(5000, "a board")
    ),
    "accuracy_against_size_of_many": lambda: compression.accuracy_against_size(
        techniques(14), "macs", front=False
    ),
    "accuracy_against_size_zoomed": lambda: compression.accuracy_against_size(
        techniques(14), named=["t1", "t9"], zoom=(0.5, 0.9)
    ),
    "accuracy_against_size_in_groups": lambda: compression.accuracy_against_size(
        techniques(), groups={"one": ["pruned", "float32"], "two": ["clustered", "int8"]}
    ),
    "numbers": lambda: convolution.numbers(
        {"b": (0, 1, 1, 2)}, a=np.arange(20.0).reshape(4, 5) - 3, b=[1, 2.5, -0.125], c=[[0]]
    ),
    "window": lambda: convolution.window(
        np.arange(20.0).reshape(4, 5), np.array([[1.0, 2], [3, 4]]), 5
    ),
    "seen_through": lambda: convolution.seen_through(frame(30, 24)),
    "seen_through_edges": lambda: convolution.seen_through(frame(30, 24), "vertical edges", 2),
    "feature_maps": lambda: convolution.feature_maps(
        waves(6, 6), waves(3, 3, 2), np.maximum(waves(4, 4, 2), 0)
    ),
    "memory": lambda: deployment.memory(random_graphs.make(1).content),
    "steps": lambda: descent.steps(lambda w: (w - 2) ** 2, {"small": [0, 1, 1.5], "big": [0, 5]}),
    "over_rates": lambda: descent.over_rates(
        [0.1, 1, 10], {"SGD": 0.1 + waves(3, 2) ** 2, "Adam": 0.2 + waves(3, 2) ** 2}
    ),
    "doubts": lambda: design.doubts(
        [(waves(4, 4), "waves", {"T = 1": [0.9, 0.08, 0.02], "T = 5": [0.5, 0.2, 0.3]})],
        names="abc",
    ),
    "spectrum": lambda: design.spectrum(np.array([5.0, 3, 2, 1]), 8, 5),
    "spectrum_with_its_start": lambda: design.spectrum(
        np.array([5.0, 3, 2, 1]), 8, 5, np.array([2.0, 1.5, 1, 0.5])
    ),
    "by_narrowest": lambda: design.by_narrowest(sweep()),
    "cloud": lambda: design.cloud(
        sweep(), limit=(5000, "a board"), chosen=sweep().iloc[1], label="bytes"
    ),
    "cloud_from_a_score_on": lambda: design.cloud(sweep(), least=0.3),
    "machines": lambda: edge.machines(),
    "boards": lambda: edge.boards(),
    "drift": lambda: edge.drift([1, 0.5], {"right answers": [1, 0.9], "HITs kept": [1, 0.5]}),
    "energies": lambda: edge.energies(
        pd.DataFrame({"send": [2.0, 1200], "decide": [0.05, 385]}, ["knob", "frame"])
    ),
    "lifetimes": lambda: edge.lifetimes(
        "digits CNN", "two AA cells", ["uno", "nano33ble"], [1e-3, 1, 100, 1e4]
    ),
    "counts_by_name": lambda: edge.counts_by_name(
        np.rint(50 + 40 * NOISE), np.array(["few", "many", "some"] * 100), threshold=20
    ),
    "recordings": lambda: gestures.recordings(motion.simulated(2, 1), [0, 9]),
    "over_steps": lambda: gestures.over_steps(
        {"near": np.array([0.1, 0.2]), "far": np.array([0.1, 1.0, 10])}, "distance", log=True
    ),
    "strangeness": lambda: gestures.strangeness(
        np.linspace(0.1, 1, 20), np.linspace(0.5, 5, 10), ("walks", "falls"), 0.9
    ),
    "draw_leads": lambda: judging.draw_leads(smallest()),
    "grouped": lambda: matrix.grouped(
        the_accuracy=pd.DataFrame(
            {"published": [0.9, np.nan], "ours": [0.8, 0.7], "twin": [0.5, 1.0]}, ["float", "int8"]
        ),
        size=pd.DataFrame({"published": [1.0, 0.25]}, ["float", "int8"]),
    ),
    "over_side": lambda: matrix.over_side(
        pd.DataFrame({"side": [224, 96], "ram": [4e6, 1e6], "flash": [3e5, 2e5]}),
        {"ram": "memory", "flash": "weights"},
        {"a board": 2e6},
    ),
    "activations": lambda: networks.activations(),
    "losses": lambda: networks.losses(),
    "descents": lambda: networks.descents(a_bowl=(bowl, PATH), other=(bowl, PATH[::-1])),
    "loss_curves": lambda: networks.loss_curves(training=[1, 0.5, 0.2], other_run=[1, 0.7, 0.6]),
    "loss_curves_linear": lambda: networks.loss_curves("loss", "step", log=False, run=[3, 1, 2]),
    "boundaries": lambda: networks.boundaries(
        waves(20, 2),
        np.arange(20) % 3 == 0,
        right_half=lambda p: p[:, 0],
        never=lambda p: 0 * p[:, 0],
    ),
    "training_figure": lambda: networks.training_figure(lambda *_: [1, 0.5, 0.25], -1, 32, "SGD"),
    "raw": lambda: preprocessing.raw(HIT=frame(), MISS=frame()[::-1]),
    "overview": lambda: preprocessing.overview(
        frame(200, 220), a_gap=(30, 40, 10), wide=(100, 100, 50)
    ),
    "photons": lambda: preprocessing.photons(
        10, sensor=np.repeat([-15, 0, 10, 20, 60], [4, 5, 3, 1, 2])
    ),
    "pieces": lambda: preprocessing.pieces(
        np.add.outer(np.arange(1765.0), np.arange(1765.0)) / 100, np.array([[845, 565], [9, 9]])
    ),
    "marked": lambda: preprocessing.marked(
        frame(), np.array([[20.0, 50.0], [30, 10]]), [("half", 0.5), ("all", 1)]
    ),
    "lines": lambda: preprocessing.lines(
        [1, 10, 100], ("x", "y"), True, a=[2, 3, 4], b_c=[1, 1, 0]
    ),
    "codebook": lambda: pruning.codebook(NOISE, np.array([-0.5, 0.0, 0.5])),
    "surfaces": lambda: pruning.surfaces(
        surfaces(), {"accuracy": "accuracy", "bytes": "size"}, ("bytes",)
    ),
    "sorted_sizes": lambda: pruning.sorted_sizes(NOISE, 0.3),
    "sensitivity": lambda: pruning.sensitivity(
        [0.2, 0.5], {"a": [0.9, 0.8], "b": [0.9, 0.3]}, 0.95
    ),
    "staircase": lambda: quantization.staircase(np.linspace(-1, 2, 61), 0.01, 10),
    "staircase_of_4_bits": lambda: quantization.staircase(np.linspace(-1, 2, 61), 0.1, 1, bits=4),
    "range_errors": lambda: quantization.range_errors(np.abs(NOISE), (8, 3), by_hand=0.9),
    "spreads": lambda: quantization.spreads(
        [NOISE, NOISE[:50] / 2], ["a", "b"], narrower=[1, 2], smaller=[1, 3]
    ),
    "wave": lambda: sound.wave(np.arange(-40, 40) ** 3 // 9, 100, (0.1, 0.3)),
    "spectrograms": lambda: sound.spectrograms(
        {"a table": waves(6, 4), "squares": waves(6, 4) ** 2}, 0.02, ("kHz", 0.5)
    ),
    "bands": lambda: sound.bands(np.eye(12)[:, 1:11] + np.eye(12)[:, :10] / 2, 31.25, every=4),
    "listening": lambda: sound.listening(
        np.abs(waves(5, 2)) / 9,
        ("a", "b"),
        np.arange(5) / 4,
        np.abs(waves(5, 2)) / 12,
        0.5,
        [(0.1, 0.4, "a")],
        [(0.5, "a"), (1.0, "b")],
    ),
    "alarms": lambda: sound.alarms(
        [0.4, 0.6, 0.8], {"one": [1, 0.9, 0.5]}, {"one": [90, 15, 0], "three": [30, 0, 0]}
    ),
    "budget": lambda: sound.budget(
        {"a": {"front end": 0.05, "network": 0.08}, "b": {"front end": 0.04, "network": 0.2}}, 0.15
    ),
    "by_bits": lambda: quantization.by_bits(floor=0.91, **BITS),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_drawn_as_recorded(name):
    require_recorded(drawn(DRAWN[name]()), RECORDED / f"{name}.txt")


def test_every_recorded_text_belongs_to_a_picture():
    assert {path.stem for path in RECORDED.glob("*")} == set(DRAWN)
