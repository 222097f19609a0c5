"""A model goes into the layout of Edge Impulse's deployments, and comes back the same."""

import json
import shutil
import subprocess

import numpy as np
import pytest

from tests.support.command import call
from tests.support.eon import small
from tests.support.layers_by_hand import dense
from tests.support.random_graphs import Maker, finished
from tinyml_kit.base import resources
from tinyml_kit.graph import edge_impulse
from tinyml_kit.graph.tflite import read
from tinyml_kit.own.packing import PackError, pack

MODEL = resources.data_dir() / "digits_article_int8.tflite"


@pytest.fixture
def labels(tmp_path):
    path = tmp_path / "labels.txt"
    path.write_text("".join(f'digit "{k}"\n' for k in range(10)), encoding="utf-8")
    return path


def test_the_model_comes_back_and_what_is_said_is_the_models(labels, tmp_path):
    out = tmp_path / "packed"
    written = pack(MODEL, labels, out, 62.5)
    assert {path.relative_to(out).as_posix() for path in written} == {
        "deployment-metadata.json", "trained.tflite", "model-parameters/model_metadata.h",
        "tflite-model/trained_model.h", "tflite-model/trained_model.cpp",
    }  # fmt: skip
    found = edge_impulse.load(out)
    assert found.model == MODEL.read_bytes()
    assert (found.metadata.frequency, found.metadata.engine) == (62.5, "TFLite")
    assert len(found.metadata.labels) == 10
    told = json.loads((out / "deployment-metadata.json").read_text(encoding="utf-8"))
    graph = read(MODEL)
    source = graph.tensors[graph.inputs[0]]
    (model,) = told["tfliteModels"]
    assert (told["version"], told["classes"][3]) == (1, 'digit "3"')
    assert model["inputFrameSize"] == source.size
    assert model["details"]["inputs"][0] == {
        "dataType": "int8", "name": source.name, "shape": list(source.shape),
        "quantizationScale": float(source.scale), "quantizationZeroPoint": source.zero_point,
    }  # fmt: skip


def test_the_c_compiles(labels, tmp_path):
    compiler = shutil.which("g++")
    if compiler is None:
        pytest.skip("toolchain: g++ is not installed")
    out = tmp_path / "packed"
    pack(MODEL, labels, out)
    (out / "main.cpp").write_text(
        '#include "model-parameters/model_metadata.h"\n#include "tflite-model/trained_model.h"\n'
        "int main() { return EI_CLASSIFIER_LABEL_COUNT != 10 || trained_tflite[4] != 'T' || "
        "EI_CLASSIFIER_TFLITE_INPUT_SCALE <= 0; }\n",
        encoding="utf-8",
    )
    sources = [out / "main.cpp", out / "tflite-model" / "trained_model.cpp"]
    subprocess.run([compiler, "-Wall", "-Werror", *sources, "-o", out / "main"], check=True)
    assert subprocess.run([out / "main"]).returncode == 0


def test_what_does_not_fit_is_one_sentence_and_nothing_is_written(labels, tmp_path):
    out = tmp_path / "packed"
    labels.write_text("a\nb\n", encoding="utf-8")
    with pytest.raises(PackError, match="it has 2 labels, and the model 10 outputs; write a line"):
        pack(MODEL, labels, out)
    labels.write_bytes(b"\xff\xfe")
    with pytest.raises(PackError, match="this is no text in UTF-8; save it as such"):
        pack(MODEL, labels, out)
    maker = Maker(0, np.int8)
    maker.input((1, 4))
    dense(maker, maker.input((1, 4)), 7)
    (tmp_path / "two.tflite").write_bytes(finished(maker, 0).content)
    with pytest.raises(PackError, match="the layout holds models with one input and one output"):
        pack(tmp_path / "two.tflite", labels, out)
    assert not out.exists()


def test_the_commands_unpack_and_pack(labels, tmp_path):
    (tmp_path / "x_compiled.cpp").write_text(small(), encoding="utf-8")
    model = tmp_path / "m.tflite"
    answer = call("unpack", tmp_path / "x_compiled.cpp", "--out", model)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.startswith(f"{model}: {model.stat().st_size:,} bytes, compiled, from x_co")
    labels.write_text("left\nright\n", encoding="utf-8")
    answer = call("pack", model, "--labels", labels, "--out", tmp_path / "p", "--frequency", 100)
    assert (answer.exit_code, answer.stdout.count("\n")) == (0, 5)
    again = tmp_path / "again.tflite"
    answer = call("unpack", tmp_path / "p", "--out", again)
    assert answer.stdout.splitlines()[1:] == ["labels: left, right", "frequency: 100 Hz"]
    assert again.read_bytes() == model.read_bytes()
    answer = call("unpack", tmp_path / "p", "--out", again, "--force", "--json")
    assert json.loads(answer.stdout)["labels"] == ["left", "right"]
    assert "exists and would change" in call("unpack", tmp_path / "p", "--out", again).stderr
    assert "exists and would change" in call("pack", model, "--labels", labels, "--out",
                                             tmp_path / "p").stderr  # fmt: skip
