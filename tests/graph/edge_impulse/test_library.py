"""An export is a folder, a .zip or a file; each kind is read or refused by its name."""

import zipfile

import numpy as np
import pytest

from tests.support.eon import small
from tests.support.networks import small_network
from tinyml_kit import ladder
from tinyml_kit.graph import edge_impulse
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read

HEADER = """
#define EI_CLASSIFIER_TFLITE 2 // the usual one
#define EI_CLASSIFIER_FREQUENCY 62.5
#define EI_CLASSIFIER_INFERENCING_ENGINE EI_CLASSIFIER_TFLITE
#define EI_CLASSIFIER_INFERENCING_ENGINE EI_CLASSIFIER_OTHER
typedef struct { int axes; float scale_axes; const char * filter_type; } ei_dsp_config_made_t;
const char* ei_classifier_inferencing_categories[] = { "left", "right" };
ei_dsp_config_made_t ei_dsp_config_7 = { 3, /* a note */ 1.0000f, "low" };
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in {
        "tflite-model/trained_model_compiled.cpp": small(),
        "tflite-model/trained_model_compiled.h": "int nothing;",
        "model-parameters/model_metadata.h": HEADER,
        "edge-impulse-sdk/tensorflow/other.cpp": small(),
        "readme.txt": "not read",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def as_array(content):
    numbers = ", ".join(f"0x{byte:02x}" for byte in content)
    return f"const unsigned char tflite_learn_5[] ALIGN(16) = {{ {numbers} }};\nint length = 1;\n"


def test_a_folder_gives_the_model_and_what_is_said_of_it(folder):
    found = edge_impulse.load(folder)
    assert (found.kind, found.source) == ("compiled", "tflite-model/trained_model_compiled.cpp")
    told = found.metadata
    assert (told.labels, told.frequency, told.engine) == (("left", "right"), 62.5, "TFLite")
    assert told.processing == {
        "ei_dsp_config_7": {"axes": "3", "scale_axes": "1.0000f", "filter_type": "low"}
    }


def test_a_zip_a_file_and_an_array_give_the_same_model(folder, tmp_path):
    expected = edge_impulse.load(folder).model
    path = folder / "tflite-model" / "trained_model_compiled.cpp"
    assert edge_impulse.load(path).model == expected
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        for one in sorted(folder.rglob("*.cpp")):
            made.write(one, one.relative_to(folder).as_posix())
    assert edge_impulse.load(tmp_path / "x.zip").model == expected
    (tmp_path / "a.h").write_text(as_array(expected), encoding="utf-8")
    array = edge_impulse.load(tmp_path / "a.h")
    assert (array.kind, array.model) == ("array", expected)
    (tmp_path / "a.tflite").write_bytes(expected)
    assert edge_impulse.load(tmp_path / "a.tflite").kind == "file"


def test_the_same_model_twice_is_one_and_two_are_refused(folder):
    model = folder / "tflite-model"
    (model / "again.cpp").write_text(small(), encoding="utf-8")
    assert edge_impulse.load(folder).kind == "compiled"
    (model / "anomaly.cpp").write_text(as_array(small_network()), encoding="utf-8")
    with pytest.raises(GraphError, match="it holds 3 models .*; name the file of one"):
        edge_impulse.load(folder)


def refusal(path):
    with pytest.raises(GraphError) as caught:
        edge_impulse.load(path)
    return str(caught.value).removeprefix(str(path))


def test_other_kinds_are_refused_by_name(folder, tmp_path):
    (folder / "tflite-model" / "trained_model_compiled.cpp").write_text(
        "int main;", encoding="utf-8"
    )
    assert refusal(folder).startswith(": there is no model of TFLite in it; name an exported C++")
    header = folder / "model-parameters" / "model_metadata.h"
    header.write_text("#define EI_CLASSIFIER_AKIDA 9\n#define EI_CLASSIFIER_INFERENCING_ENGINE "
                      "EI_CLASSIFIER_AKIDA\n", encoding="utf-8")  # fmt: skip
    assert refusal(folder).startswith(": its model is for Akida, and the kit reads TFLite's; expor")
    (tmp_path / "x.eim").write_bytes(b"\x7fELF" + bytes(100))
    assert refusal(tmp_path / "x.eim").startswith(": this is a program (.eim) for Linux, from whic")
    (tmp_path / "x.zip").write_bytes(b"PK\3\4" + bytes(100))
    assert refusal(tmp_path / "x.zip").startswith(": the file is damaged (")
    assert refusal(tmp_path / "nothing").startswith(": there is no such file; name an exported lib")


def test_a_damaged_model_is_named_with_its_file(folder):
    path = folder / "tflite-model" / "trained_model_compiled.cpp"
    path.write_text(small().replace("OP_SOFTMAX", "OP_OTHER"), encoding="utf-8")
    assert refusal(folder) == (
        ", tflite-model/trained_model_compiled.cpp: operator 3 (OTHER) is none of TFLite's own "
        "operators; export the library again."
    )
    path.write_text(as_array(b"\0\0\0\0TFL3" + bytes(60)), encoding="utf-8")
    assert refusal(folder).startswith(", tflite-model/trained_model_compiled.cpp: ")


def test_too_many_files_and_too_large_a_zip_are_refused(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(edge_impulse.library, "MOST_FILES", 3)
    assert "files; name the exported library." in refusal(folder)
    monkeypatch.setenv("TINYML_KIT_MOST_MB", "0.001")
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.cpp", " " * 10**6)
    assert "MB are allowed; if you trust it" in refusal(tmp_path / "x.zip")


@pytest.mark.parametrize("name", ["ei-keyword-spotting", "keyword-spotting-02-v3", "pico-vww"])
def test_published_exports_are_equal_on_the_rungs_of_this_computer(name, real_data):
    path = real_data / "ei_exports" / name
    if not path.is_dir():
        pytest.skip("ei_exports is not among the test data")
    found = edge_impulse.load(path)
    assert len(found.metadata.labels) == read(found.model).tensors[-1].shape[-1]
    shape = read(found.model).tensors[read(found.model).inputs[0]].shape[1:]
    inputs = np.random.default_rng(0).integers(-128, 128, (3, *shape), np.int8)
    assert ladder.run(found.model, inputs, ["reference"]).agrees
