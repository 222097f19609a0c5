"""The commands predict and ladder, called as a shell does: JSON alone, statuses, rubbish."""

import json
import subprocess
import sys

import numpy as np
import pytest

from tests.support.flatbuffer import Writer
from tinyml_kit import cli
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.avr import profiled
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.registry import Rung


def added(dtype=np.int8, twice=False):
    """Return a model that adds two inputs; `twice` makes the sum two outputs."""
    writer = Writer()
    scale = {} if dtype == np.float32 else {"scale": 0.5}
    x, y, z = (writer.tensor((1, 3), dtype, name=name, **scale) for name in ("x", "y", "z"))
    writer.operator("ADD", [x, y], [z])
    writer.inputs, writer.outputs = [x, y], [z, z] if twice else [z]
    return writer.finish()


def relu(dtype=np.int8):
    writer = Writer()
    scale = {} if dtype == np.float32 else {"scale": 0.5}
    x, y = (writer.tensor((1, 3), dtype, **scale) for _ in range(2))
    writer.operator("RELU", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    return writer.finish()


X = np.array([[1, -2, 3], [-128, 127, 0]], np.int8)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a model and inputs, and be in it."""
    (tmp_path / "m.tflite").write_bytes(relu())
    np.save(tmp_path / "x.npy", X)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(monkeypatch, capfd, folder):
    """Return a function that calls the program: exit status, standard output, standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["tinyml-kit", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code, *capfd.readouterr()

    return call


def predict(on="reference", inputs="x.npy", outputs="y.npy", model="m.tflite"):
    return "predict", model, "--on", on, "--inputs", inputs, "--outputs", outputs


# --- what it does -----------------------------------------------------------------------------


def test_predict_writes_the_raw_outputs(call):
    status, out, err = call(*predict())
    assert (status, err) == (0, "")
    assert out == "y.npy: 2 outputs of m.tflite on reference (measured)\n"
    found = np.load("y.npy")
    np.testing.assert_array_equal(found, np.maximum(X, 0))
    assert found.dtype == np.int8


def test_predict_in_json_is_one_object_and_nothing_else(call):
    status, out, err = call(*predict(), "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert (found["model"], found["inputs"], found["oracle"]) == ("m.tflite", 2, None)
    (row,) = found["rungs"]
    assert (row["rung"], row["status"], row["label"]) == ("reference", None, "measured")


def test_several_inputs_come_in_an_npz_by_order_or_by_name(call, folder):
    (folder / "m.tflite").write_bytes(added())
    np.savez(folder / "x.npz", X, X[::-1])
    np.savez(folder / "named.npz", y=X[::-1], x=X)
    for name in ("x.npz", "named.npz"):
        assert call(*predict(inputs=name))[0] == 0
        total = np.clip(X.astype(int) + X[::-1], -128, 127)
        np.testing.assert_array_equal(np.load("y.npy"), total)


def test_several_outputs_go_into_an_npz(call, folder):
    (folder / "m.tflite").write_bytes(added(twice=True))
    np.savez(folder / "x.npz", X, X)
    status, out, err = call(*predict(inputs="x.npz"))
    assert status == 2 and "name an .npz to hold them all" in err
    assert call(*predict(inputs="x.npz", outputs="y.npz"))[0] == 0
    assert sorted(np.load("y.npz").files) == ["output_0", "output_1"]


def test_ladder_in_json_is_one_object_and_nothing_else(call):
    status, out, err = call(
        "ladder", "m.tflite", "--inputs", "x.npy", "--on", "reference", "litert", "--json"
    )
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert out.count("\n") == 1
    assert [row["rung"] for row in found["rungs"]] == ["reference", "litert"]
    assert all(row["status"] == "equal" for row in found["rungs"])


def test_rungs_are_named_with_one_on_or_with_many(call):
    start = ("ladder", "m.tflite", "--inputs", "x.npy", "--json")
    once = json.loads(call(*start, "--on", "reference", "litert")[1])
    twice = json.loads(call(*start, "--on", "reference", "--on", "litert")[1])
    assert [r["rung"] for r in once["rungs"]] == [r["rung"] for r in twice["rungs"]]


def test_ladder_for_people_names_the_oracle_and_a_line_a_rung(call):
    status, out, err = call("ladder", "m.tflite", "--inputs", "x.npy", "--on", "reference")
    assert (status, err) == (0, "")
    first, second = out.splitlines()
    assert first.startswith("m.tflite, 2 inputs, oracle: ")
    assert second.split() == ["reference", "equal"]


def test_a_rung_that_is_missing_here_fails_only_if_it_was_named(call, monkeypatch):
    table = {"reference": registry.rung("reference"), "c": Rung("no_such_package_at_all")}
    monkeypatch.setattr(registry, "rungs", lambda: table)
    status, out, _ = call("ladder", "m.tflite", "--inputs", "x.npy")
    assert status == 0 and "missing" in out
    assert call("ladder", "m.tflite", "--inputs", "x.npy", "--on", "c")[0] == 1


def test_the_program_says_nothing_else_in_a_shell(folder):
    command = [sys.executable, "-m", "tinyml_kit.cli", *predict(on="litert"), "--json"]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert json.loads(answer.stdout)["rungs"][0]["rung"] == "litert"


# --- rubbish ----------------------------------------------------------------------------------


@pytest.fixture
def rubbish(folder):
    np.save(folder / "unsigned.npy", X.astype(np.uint8))
    np.save(folder / "double.npy", X.astype(float))
    np.save(folder / "wide.npy", np.zeros((2, 4), np.int8))
    np.save(folder / "none.npy", X[:0])
    np.save(folder / "number.npy", np.int8(1))
    np.save(folder / "objects.npy", np.array([{}, 1], object), allow_pickle=True)
    np.save(folder / "words.npy", np.array(["a", "b"]))
    np.savez(folder / "two.npz", X, X)
    np.savez(folder / "empty.npz")
    (folder / "text.npy").write_text("1,2,3\n", encoding="utf-8")
    (folder / "nothing.npy").touch()
    (folder / "cut.npy").write_bytes((folder / "x.npy").read_bytes()[:-1])
    (folder / "a_folder").mkdir()
    (folder / "text.tflite").write_text("no model", encoding="utf-8")
    (folder / "nothing.tflite").touch()
    (folder / "cut.tflite").write_bytes(relu()[:200])
    np.save(folder / "nan.npy", np.array([[1, np.nan, 3]], np.float32))
    (folder / "float.tflite").write_bytes(relu(np.float32))
    return folder


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"inputs": "unsigned.npy"}, "is int8 and was given uint8"),
        ({"inputs": "double.npy"}, "is int8 and was given float64"),
        ({"inputs": "words.npy"}, "is int8 and was given <U1"),
        ({"inputs": "wide.npy"}, "takes (n, 3) and was given (2, 4)"),
        ({"inputs": "number.npy"}, "takes (n, 3) and was given ()"),
        ({"inputs": "none.npy"}, "the array holds no samples"),
        ({"inputs": "two.npz"}, "takes 1 arrays and was given 2"),
        ({"inputs": "empty.npz"}, "takes 1 arrays and was given 0"),
        ({"inputs": "objects.npy"}, "Python objects, which are not read"),
        ({"inputs": "text.npy"}, "not an array of numbers"),
        (
            {"inputs": "nothing.npy"},
            "nothing.npy: the file is not an .npy or .npz, or it is damaged",
        ),
        ({"inputs": "cut.npy"}, "cut.npy: the file is cut off: it ends before its array of"),
        ({"inputs": "no.npy"}, "no.npy: there is no such file"),
        (
            {"inputs": "a_folder"},
            "a_folder: this is a folder; name a .npy or .npz of",
        ),
        ({"inputs": "nan.npy", "model": "float.tflite"}, "sample 0 is not finite"),
        ({"on": "esp8266"}, "there is no rung 'esp8266'; take one of reference"),
        ({"on": ""}, "there is no rung ''; take one of reference"),
        ({"outputs": "y.csv"}, "name a file with one of these endings"),
        ({"model": "no.tflite"}, "no.tflite: there is no such file"),
        ({"model": "a_folder"}, "a_folder: this is a folder; name a .tflite in it."),
        ({"model": "text.tflite"}, "text.tflite: "),
        ({"model": "nothing.tflite"}, "nothing.tflite: "),
        ({"model": "cut.tflite"}, "cut.tflite: "),
        ({"outputs": "x.npy"}, "x.npy: this file is to be read; give the outputs another name."),
        ({"outputs": "x.npy/y.npy"}, "x.npy"),
    ],
)
def test_rubbish_is_one_sentence_status_2_and_nothing_written(change, words, call, rubbish):
    before = sorted(path.name for path in rubbish.iterdir())
    status, out, err = call(*predict(**change), "--json")
    assert (status, out) == (2, "")
    assert err.startswith("tinyml-kit: ") and words in err
    assert err.count("\n") == 1 and "Traceback" not in err
    assert sorted(path.name for path in rubbish.iterdir()) == before

    if "outputs" not in change:
        on = change.get("on", "reference")
        inputs, model = change.get("inputs", "x.npy"), change.get("model", "m.tflite")
        status, out, other = call("ladder", model, "--inputs", inputs, "--on", on, "--json")
        assert (status, out, other) == (2, "", err)


def test_a_folder_that_is_not_there_yet_is_made(call, folder):
    assert call(*predict(outputs="new/deep/y.npy"))[0] == 0
    assert [path.name for path in (folder / "new" / "deep").iterdir()] == ["y.npy"]


def test_a_failing_rung_leaves_the_old_outputs(call, monkeypatch, folder):
    (folder / "y.npy").write_bytes(b"old")
    monkeypatch.setattr(registry, "rungs", lambda: {"c": Rung("no_such_package_at_all")})
    status, out, err = call(*predict(on="c"))
    assert (status, out) == (2, "")
    assert "no_such_package_at_all" in err
    assert (folder / "y.npy").read_bytes() == b"old"


def test_names_without_on_are_not_taken_for_rungs(call):
    assert call("ladder", "m.tflite", "tflm", "--inputs", "x.npy")[0] == 2


def test_a_model_that_is_computed_wrongly_fails_with_the_operator(call, monkeypatch, folder):
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    # The rung computes another model than the one it was given.
    wrong = relu().replace(np.float32(0.5).tobytes(), np.float32(0.25).tobytes(), 1)
    right = reference.build
    monkeypatch.setattr(reference, "build", lambda model, folder: right(wrong))
    status, out, _ = call("ladder", "m.tflite", "--inputs", "x.npy", "--on", "reference", "--json")
    assert status == 1
    (row,) = json.loads(out)["rungs"]
    assert row["status"] == "differs"
    assert row["first_divergence"]["name"] == "RELU"


def test_profile_prints_a_row_for_each_operator(call):
    status, out, err = call("profile", "m.tflite", "--on", "c", "--inputs", "x.npy")
    if "is not installed" in err:
        pytest.skip(f"toolchain: {err}")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "m.tflite on c (seconds measured)"
    assert [line.split()[0] for line in lines[1:]] == ["operator", "0", "overhead", "whole"]


def test_profile_as_json_is_one_object(call):
    status, out, err = call("profile", "m.tflite", "--on", "c", "uno", "--json")
    found = json.loads(out)
    assert found["model"] == "m.tflite"
    assert {one["rung"] for one in found["profiles"]} == {"c", "uno"}
    for one in found["profiles"]:
        if "message" not in one:
            (row,) = one["rows"]
            assert (row["name"], row["output_shape"]) == ("RELU", [1, 3])
            assert (row["ram_bytes"], row["flash_bytes"]) == (3, 256)


def test_profile_goes_on_behind_a_rung_that_fails(call, monkeypatch):
    def fail(*_, **__):
        raise DeviceError("the simulator is out.")

    monkeypatch.setattr(profiled, "profile", fail)
    status, out, err = call("profile", "m.tflite", "--on", "uno", "c")
    assert status == 1 and "tinyml-kit: uno: the simulator is out.\n" in err
    found = json.loads(call("profile", "m.tflite", "--on", "uno", "--json")[1])
    assert found["profiles"] == [{"rung": "uno", "message": "the simulator is out."}]


def test_profile_refuses_a_rung_that_counts_nothing(call):
    status, out, err = call("profile", "m.tflite", "--on", "tflm")
    assert (status, out) == (2, "")
    assert err.startswith("tinyml-kit: profile: the rung tflm counts nothing operator by operator;")
