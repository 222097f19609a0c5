"""Damaged models: a thousand of those that `benchmarks/damaged_models.py` makes by the million."""

import re
import shutil
from collections import Counter

import numpy as np
import pytest

from benchmarks.damaged import judge as judging
from benchmarks.damaged import mutate
from benchmarks.damaged.in_c import CONSTANT, Programs, _values
from benchmarks.damaged.judge import BEYOND, COMPUTED, FAULT, LEFT, REFUSED, Judge
from tests.support import random_graphs
from tests.support.flatbuffer import Writer
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.literals import declare
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import Constant
from tinyml_kit.rungs.protocol import DeviceError

MODELS = mutate.sources(None)
SEED, COUNT, IN_C = 7, 1000, 150


def compiled(tmp_path):
    if shutil.which("gcc") is None:
        pytest.skip("toolchain: gcc is not installed")
    return Programs(tmp_path)


def test_a_thousand_are_refused_or_computed():
    judge, found = Judge(None), Counter()
    for number in range(COUNT):
        verdict, words = judge.judge(mutate.mutant(MODELS, SEED, number))
        assert verdict != FAULT, f"{number}: {words}"
        found[verdict] += 1
    assert found[REFUSED] > 500 and found[COMPUTED] > 50
    assert found.total() == COUNT


def test_what_is_computed_is_computed_alike_in_c_under_sanitizers(tmp_path):
    compiled(tmp_path)
    judge = Judge(tmp_path)
    for number in range(IN_C):
        verdict, words = judge.judge(mutate.mutant(MODELS, SEED, number))
        assert verdict != FAULT, f"{number}: {words}"
    assert judge.programs.compiled > 10


def test_real_models_are_refused_or_computed_when_they_are_damaged(real_data):
    judge, models = Judge(None), mutate.sources(real_data)
    for number in range(200):
        verdict, words = judge.judge(mutate.mutant(models, SEED, number))
        assert verdict != FAULT, f"{number}: {words}"


# --- how they are made and judged -------------------------------------------------------------


def test_a_number_gives_the_same_file_each_time():
    made = [mutate.mutant(MODELS, 1, number) for number in range(20)]
    assert made == [mutate.mutant(MODELS, 1, number) for number in range(20)]
    assert len(set(made)) == 20
    assert made != [mutate.mutant(MODELS, 2, number) for number in range(20)]


def test_weights_are_not_part_of_the_structure():
    content = random_graphs.make(0).content
    known = [tensor.data for tensor in read(content).tensors if tensor.data is not None]
    inside = set(mutate.source("m", content).structure.tolist())
    for data in known:
        start = content.index(data.tobytes())
        assert not inside & set(range(start, start + data.nbytes))
    assert len(inside) == len(content) - sum(data.nbytes for data in known)


def refusing(monkeypatch, message):
    def refuse(content):
        raise message

    monkeypatch.setattr(judging, "read", refuse)
    return Judge(None).judge(b"")


def test_a_refusal_is_one_sentence(monkeypatch):
    assert refusing(monkeypatch, GraphError("so and so.")) == (REFUSED, "so and so.")
    assert refusing(monkeypatch, GraphError("no end"))[0] == FAULT


def test_any_other_exception_is_a_fault(monkeypatch):
    for problem in (ValueError("x"), MemoryError(), RecursionError(), KeyError("y")):
        verdict, words = refusing(monkeypatch, problem)
        assert verdict == FAULT and type(problem).__name__ in words


def test_a_reader_that_takes_too_long_or_too_much_is_a_fault(monkeypatch):
    graph = read(MODELS[0].content)
    clock = iter([0.0, 2.1])
    monkeypatch.setattr(judging.time, "process_time", lambda: next(clock))
    monkeypatch.setattr(judging, "read", lambda content: graph)
    assert Judge(None).judge(b"") == (FAULT, "reading takes 2.1 s")
    monkeypatch.undo()
    monkeypatch.setattr(judging, "read", lambda content: np.ones(2 * judging.MEMORY, np.int8))
    assert "reading raises" in Judge(None).judge(b"")[1]


def test_a_large_model_is_read_and_left(monkeypatch):
    monkeypatch.setattr(judging, "MACS", 10)
    assert Judge(None).judge(MODELS[0].content)[0] == LEFT


def test_a_reference_that_differs_from_c_is_a_fault(tmp_path, monkeypatch):
    compiled(tmp_path)
    judge = Judge(tmp_path)
    content = random_graphs.make(0).content
    assert judge.judge(content) == (COMPUTED, "")
    run = judging.reference.run

    def wrong(built, inputs, intermediates):
        found = run(built, inputs, intermediates)
        found.outputs[0].flat[0] ^= 1
        return found

    monkeypatch.setattr(judging.reference, "run", wrong)
    verdict, words = judge.judge(content)
    assert verdict == FAULT and words.startswith("C differs from the reference: operator ")


def test_sums_at_the_end_of_float32_may_run_over_in_c_alone(tmp_path, monkeypatch):
    compiled(tmp_path)
    judge = Judge(tmp_path)
    writer = Writer()
    x, y = (writer.tensor((1, 4), np.float32) for _ in range(2))
    writer.operator("RELU", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    content = writer.finish()
    run = judging.reference.run
    for value, verdict in ((1e36, FAULT), (1e38, BEYOND), (np.inf, BEYOND), (np.nan, BEYOND)):

        def other(built, inputs, intermediates, value=value):
            found = run(built, inputs, intermediates)
            for array in (*found.outputs, *found.intermediates.values()):
                array[...] = value
            return found

        monkeypatch.setattr(judging.reference, "run", other)
        assert judge.judge(content)[0] == verdict


def test_models_that_differ_in_weights_share_a_program(tmp_path):
    programs = compiled(tmp_path)
    content = bytearray(random_graphs.make(0).content)
    weights = next(t.data for t in read(bytes(content)).tensors if t.data is not None)
    other = content.copy()
    at = content.index(weights.tobytes())
    other[at] ^= 5
    outputs = []
    for one in (bytes(content), bytes(other)):
        graph = read(one)
        outputs.append(programs.run(graph, judging.inputs_for(graph)).outputs[0])
    assert programs.compiled == 1
    assert (outputs[0] != outputs[1]).any()


def test_a_step_outside_an_array_ends_the_program(tmp_path, monkeypatch):
    programs = compiled(tmp_path)
    source = c99.source

    def shorter(graph):
        made = source(graph)
        name, size = re.findall(r"static const int8_t (\w+_weights)\[(\d+)\]", made["model.c"])[0]
        text = made["model.c"].replace(f"{name}[{size}]", f"{name}[{int(size) - 1}]")
        return {**made, "model.c": text}

    graph = read(MODELS[0].content)
    inputs = judging.inputs_for(graph)
    programs.run(graph, inputs)
    monkeypatch.setattr(c99, "source", shorter)
    with pytest.raises(DeviceError, match="AddressSanitizer: global-buffer-overflow"):
        programs.run(graph, inputs)


def test_numbers_without_a_literal_are_read_from_the_text():
    ends = np.array([-(2**31), 2**31 - 1, 0], np.int32)
    reals = np.array([np.nan, np.inf, -np.inf, -1.5, 3e38, 1e-45, 2], np.float32)
    for values in (ends, reals):
        (found,) = CONSTANT.findall(declare("a", Constant(values, "numbers")))
        made = np.frombuffer(_values(found[0], found[3]), values.dtype)
        np.testing.assert_array_equal(made, values)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_constant_is_taken_out_of_the_text(model):
    text = c99.source(read(model.content))["model.c"]
    assert "FLASH = {" not in CONSTANT.sub("", text)
