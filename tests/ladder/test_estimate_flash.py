"""Estimated flash beside what compilers and linkers take, family by family and for what ships."""

import numpy as np
import pytest

from tests.support import corpus, models_by_hand, random_graphs, random_recurrent, signals_by_hand
from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import estimate
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import RungMissing, TooLarge

RUNGS = ("atmega1284p", "cortex-m4", "cortex-m0plus", "riscv32")
# How far an estimate may be from the flash of a program, and how many bytes are always allowed.
WITHIN, FEW = 0.15, 500
#: Models of each family; the seeds are not those that the figures were fitted to. Of int16, one has
#: a SOFTMAX of a single class, whose tables the compiler leaves out; there are more to outweigh it.
FAMILIES = {
    "networks": [random_graphs.network(seed).content for seed in range(8)],
    "int8": [random_graphs.make(seed).content for seed in range(12)],
    "later operators": [random_graphs.make(seed).content for seed in random_graphs.later(1)[::3]],
    "int16": [random_graphs.make(seed, np.int16).content for seed in range(16)],
    "float32": [random_graphs.make(seed, np.float32).content for seed in range(10)],
    "recurrent": [random_recurrent.recurrent(*one).content for one in corpus.RECURRENT[:10]],
    "signals": [models_by_hand.make(add, np.int16).content for add in signals_by_hand.MODELS],
}


def both(content, rung, folder):
    """Return the estimated and the linked bytes of flash, or None if the board is too small."""
    try:
        built = registry.device(rung).build(content, folder, **registry.rung(rung).options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    except TooLarge:
        return None
    made = estimate.estimate(estimate.count(read(content)), boards.owner_of(rung))
    return estimate.total(made.flash), built.flash_bytes


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_takes_what_is_estimated_within_15_percent(family, rung, tmp_path):
    found = [
        both(content, rung, tmp_path / str(number))
        for number, content in enumerate(FAMILIES[family])
    ]
    sums = np.array([one for one in found if one]).sum(axis=0)
    assert abs(sums[0] / sums[1] - 1) <= WITHIN


@pytest.mark.parametrize("rung", RUNGS)
def test_a_model_that_ships_takes_what_is_estimated(rung, tmp_path):
    for path in sorted(resources.data_dir().glob("*.tflite")):
        found = both(path.read_bytes(), rung, tmp_path / path.stem)
        if found:
            estimated, linked = found
            assert abs(estimated - linked) <= max(WITHIN * linked, FEW), path.name
