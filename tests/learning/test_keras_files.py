"""A file of Keras gives its network, and nothing in it runs."""

import json
import zipfile

import h5py
import numpy as np
import pytest

from tinyml_kit.learning import keras_files
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.keras_files import KerasFileError


def small(*more):
    layers = [keras.Input((4,)), *more, keras.layers.Dense(3, activation="softmax")]
    return keras.Sequential(layers)


@pytest.mark.filterwarnings("ignore:You are saving:UserWarning")
@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_a_network_comes_back_with_its_weights(suffix, tmp_path):
    model = small()
    model.save(tmp_path / f"m.{suffix}")
    found = keras_files.load(tmp_path / f"m.{suffix}")
    for one, other in zip(model.get_weights(), found.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.filterwarnings("ignore:You are saving:UserWarning")
@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_a_lambda_is_refused_unread(suffix, tmp_path):
    small(keras.layers.Lambda(lambda x: x + 1)).save(tmp_path / f"m.{suffix}")
    with pytest.raises(KerasFileError, match="it holds Lambda, which would run code from the fi"):
        keras_files.load(tmp_path / f"m.{suffix}")


def archive(path, text):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("config.json", text)
    return path


def test_a_module_that_is_not_keras_own_is_refused(tmp_path):
    hostile = {"class_name": "Popen", "module": "subprocess", "config": {"args": ["true"]}}
    path = archive(tmp_path / "m.keras", json.dumps({"config": [hostile]}))
    with pytest.raises(KerasFileError) as caught:
        keras_files.load(path)
    assert str(caught.value) == (
        f"{path}: it holds Popen of the module subprocess, which would run code from the file; "
        "build the network of Keras' own layers."
    )


def test_what_is_no_network_is_one_sentence(tmp_path, monkeypatch):
    path = tmp_path / "m.keras"
    with pytest.raises(KerasFileError, match=r"there is no such file; name a \.keras or \.h5"):
        keras_files.load(path)
    path.write_bytes(b"nothing")
    with pytest.raises(KerasFileError, match="this is no file of Keras; save the network with"):
        keras_files.load(path)
    path.write_bytes(b"PK\3\4 and no more")
    with pytest.raises(KerasFileError, match="the file is damaged .*; save it again"):
        keras_files.load(path)
    path.write_bytes(b"\x89HDF and no more")
    with pytest.raises(KerasFileError, match="the file is damaged .*; save it again"):
        keras_files.load(path)
    with pytest.raises(KerasFileError, match="the description of its network is damaged"):
        keras_files.load(archive(path, "{"))
    with pytest.raises(KerasFileError, match="Keras 2 cannot build this network .*if Keras 3"):
        keras_files.load(archive(path, "{}"))
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file["x"] = 1
    with pytest.raises(KerasFileError, match="it holds weights without a network"):
        keras_files.load(tmp_path / "w.h5")
    monkeypatch.setenv("TINYML_KIT_MOST_MB", "0.000001")
    with pytest.raises(KerasFileError, match="MB are allowed; if you trust it"):
        keras_files.load(path)
