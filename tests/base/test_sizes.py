"""A ceiling on what files become in memory, by what they declare."""

import gzip
import json
import zipfile
import zlib

import numpy as np
import pytest

from tinyml_kit.base import arrays, sizes
from tinyml_kit.base.errors import BadInput


class Refused(BadInput):
    """The error of these tests."""


def test_the_ceiling_is_256_mb_and_a_variable_raises_it(monkeypatch):
    monkeypatch.delenv(sizes.VARIABLE, raising=False)
    assert sizes.most_bytes() == 256_000_000
    sizes.require_size(256_000_000, "a", Refused)
    with pytest.raises(Refused) as caught:
        sizes.require_size(300_000_001, "run.h5", Refused)
    assert str(caught.value) == (
        "run.h5 takes 300 MB in memory, and 256 MB are allowed; if you trust it, set "
        "TINYML_KIT_MOST_MB=301."
    )
    monkeypatch.setenv(sizes.VARIABLE, "301")
    sizes.require_size(300_000_001, "run.h5", Refused)


@pytest.mark.parametrize("named", ["many", "0", "-1", "nan", "inf"])
def test_a_ceiling_that_is_no_number_is_a_sentence(monkeypatch, named):
    monkeypatch.setenv(sizes.VARIABLE, named)
    with pytest.raises(sizes.TooMuch, match=f"TINYML_KIT_MOST_MB: {named} is not a number of MB"):
        sizes.most_bytes()


def test_what_is_inflated_is_bounded():
    content = bytes(range(256)) * 1000
    packed = zlib.compress(content)
    assert sizes.inflate([packed], len(content)) == content
    assert sizes.inflate([packed[:100], packed[100:]], len(content)) == content
    assert sizes.inflate([packed], len(content) - 1) is None
    assert sizes.inflate([zlib.compress(bytes(10**8))], 10**6) is None
    with pytest.raises(zlib.error, match="cut short"):
        sizes.inflate([packed[:-10]], len(content))
    with pytest.raises(zlib.error):
        sizes.inflate([b"no stream"], 10)
    two = gzip.compress(b"one") + gzip.compress(b"two")
    assert sizes.inflate([two], 10, gzip=True) == b"onetwo"


def archive(path, **members):
    """Write an .npz whose members may claim anything."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return path


def header(shape, dtype="|i1"):
    head = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode()


def test_arrays_come_back_as_numpy_wrote_them(tmp_path):
    x = np.arange(24, dtype="<i2").reshape(2, 3, 4)
    for given in (x, x.T, np.float32(3), x[:0], np.array("word")):
        np.save(tmp_path / "x.npy", given)
        found = arrays.read(tmp_path / "x.npy", Refused)
        assert (found.dtype, found.shape) == (given.dtype, np.shape(given))
        np.testing.assert_array_equal(found, given)
    np.savez_compressed(tmp_path / "x.npz", b=x, a=x.T)
    found = arrays.read(tmp_path / "x.npz", Refused)
    assert list(found) == ["b", "a"]
    np.testing.assert_array_equal(found["a"], x.T)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (header((10**12,)), "takes 1,000,000 MB in memory"),
        (header((2**62, 2**62)), "MB in memory"),
        (header((1000,)) + bytes(999), "ends before its array of shape (1000,) does"),
        (header((3,), "|O") + bytes(24), "holds Python objects"),
        (header((-3,)) + bytes(24), "or it is damaged"),
        (header((3,), "|i99"), "or it is damaged"),
    ],
)
def test_an_array_that_claims_too_much_is_refused_before_it_is_read(tmp_path, content, words):
    (tmp_path / "x.npy").write_bytes(content)
    archive(tmp_path / "x.npz", x=content)
    for name in ("x.npy", "x.npz"):
        with pytest.raises(Refused) as caught:
            arrays.read(tmp_path / name, Refused)
        assert words in str(caught.value) and str(caught.value).startswith(str(tmp_path / name))


def test_a_small_archive_of_large_arrays_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv(sizes.VARIABLE, "1")
    path = archive(tmp_path / "x.npz", a=header((600_000,)) + bytes(600_000), b=b"x" * 600_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(Refused, match="x.npz takes 1 MB in memory, and 1 MB are allowed"):
        arrays.read(path, Refused)


@pytest.mark.parametrize(
    "content",
    [b"[" * 10**6, b'[{"":0}' + b',{"":0}' * 10**6 + b"]", b"[0" + b",[0]" * 10**6 + b"]"],
)
def test_json_of_many_small_things_is_refused_by_what_they_take(content, monkeypatch):
    monkeypatch.setenv(sizes.VARIABLE, "50")
    with pytest.raises(Refused, match="notebook takes .* MB in memory"):
        sizes.require_json(content, "notebook", Refused)


def test_json_of_a_large_text_is_not(monkeypatch):
    monkeypatch.setenv(sizes.VARIABLE, "50")
    sizes.require_json(json.dumps({"image": "x" * 10**7}).encode(), "notebook", Refused)


def test_only_regular_files_below_the_ceiling_are_read(tmp_path, monkeypatch):
    monkeypatch.setenv(sizes.VARIABLE, "1")
    (tmp_path / "small").write_bytes(b"abc")
    assert sizes.read_bytes(tmp_path / "small", Refused, "a model") == b"abc"
    with open(tmp_path / "sparse", "wb") as file:
        file.truncate(10**12)
    with pytest.raises(Refused, match="sparse takes 1,000,000 MB in memory"):
        sizes.read_bytes(tmp_path / "sparse", Refused, "a model")
    with pytest.raises(Refused, match="there is no such file; name a model"):
        sizes.read_bytes(tmp_path / "no", Refused, "a model")
