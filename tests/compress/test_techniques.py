import numpy as np
import pytest

from tinyml_kit.compress import interpret, techniques
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.compress.prune import Pruned
from tinyml_kit.compress.quantize import Quantized
from tinyml_kit.compress.techniques import TECHNIQUES, Technique, apply

QUICK = {"epochs": 1, "batch": 32}


def test_a_technique_is_its_steps_and_a_conversion(digits):
    made = apply("pruned", digits.model, digits.x, digits.y, **QUICK)
    assert [type(record) for record in made.records] == [Pruned, Quantized]
    assert made.records[1].tflite_bytes == len(made.tflite)
    stored = np.concatenate([a.ravel() for a in interpret.weights(made.tflite).values()])
    assert (stored == 0).mean() >= 0.5


def test_steps_keep_their_own_options_and_take_the_rest(digits):
    own = Technique((("prune", {"epochs": 3, "sparsity": 0.7}),))
    made = apply(own, digits.model, digits.x, digits.y, epochs=1, batch=64)
    assert len(made.records[0].losses) == 3 and made.records[0].sparsity > 0.69


def test_the_network_of_a_variant_is_the_one_before_aware_training(digits):
    steps = (("prune_filters", {}), ("qat", {}))
    made = apply(Technique(steps), digits.model, digits.x, digits.y, **QUICK)
    assert made.network.get_layer("conv").filters == 4


def test_calibration_examples_are_drawn_by_the_seed(digits):
    files = [apply("int8", digits.model, digits.x, digits.y, seed=k).tflite for k in (0, 0, 1)]
    assert files[0] == files[1] != files[2]


def test_every_verb_is_used_by_a_named_technique():
    used = {verb for technique in TECHNIQUES.values() for verb, _ in technique.steps}
    assert used == set(techniques.VERBS)


def test_an_unknown_technique_is_refused_with_what_there_is(digits):
    with pytest.raises(CompressError, match="'int4' is unknown; take some of float32, float16"):
        apply("int4", digits.model, digits.x, digits.y)


def test_an_unknown_step_is_refused(digits):
    with pytest.raises(CompressError, match="the step 'shrink' is unknown"):
        apply(Technique((("shrink", {}),)), digits.model, digits.x, digits.y)
