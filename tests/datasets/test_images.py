"""The small pictures: idx files parsed strictly, data sets verified, absence explained."""

import gzip
import hashlib
import http.server
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinyml_kit.base.files import ChecksumError
from tinyml_kit.datasets import images
from tinyml_kit.datasets.images import ImageSetError


def idx(array):
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def packed(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content))
    return path


@given(hnp.arrays(np.uint8, hnp.array_shapes(max_dims=4, min_side=0, max_side=5)))
def test_an_idx_file_survives_a_round_trip(tmp_path_factory, array):
    path = packed(tmp_path_factory.mktemp("idx") / "a.gz", idx(array))
    np.testing.assert_array_equal(images.read_idx(path), array)


@given(hnp.arrays(np.uint8, hnp.array_shapes(max_dims=3, max_side=4)), st.data())
def test_an_idx_file_cut_anywhere_or_with_a_byte_too_many_is_refused(tmp_path_factory, array, data):
    content = idx(array)
    path = tmp_path_factory.mktemp("idx") / "a.gz"
    for wrong in (content[: data.draw(st.integers(0, len(content) - 1))], content + b"\0"):
        with pytest.raises(ImageSetError):
            images.read_idx(packed(path, wrong))


@given(st.binary(max_size=40))
def test_any_bytes_are_an_array_or_an_image_error(tmp_path_factory, content):
    path = packed(tmp_path_factory.mktemp("idx") / "a.gz", b"\0\0\x08" + content)
    try:
        assert images.read_idx(path).dtype == np.uint8
    except ImageSetError as error:
        assert str(path) in str(error)


@pytest.mark.parametrize("start", [b"\0\0\x0d\x01", b"\x89PNG", b"\0\0\x08\0", b"\0"])
def test_a_wrong_magic_number_is_shown(tmp_path, start):
    path = packed(tmp_path / "a.gz", start + bytes(8))
    with pytest.raises(ImageSetError, match=f"begins with {(start + bytes(3))[:4].hex()}.*000008"):
        images.read_idx(path)


def test_a_wrong_length_is_shown_with_the_shape(tmp_path):
    path = packed(tmp_path / "a.gz", idx(np.zeros((3, 2), np.uint8)) + b"\0")
    with pytest.raises(ImageSetError, match=r"7 bytes or more follow .* states the shape \(3, 2\)"):
        images.read_idx(path)


def test_sizes_whose_product_overflows_are_refused(tmp_path):
    path = packed(tmp_path / "a.gz", bytes([0, 0, 8, 4]) + b"\xff" * 16)
    with pytest.raises(
        ImageSetError, match="MB are allowed; if you trust it, set TINYML_KIT_MOST_MB="
    ):
        images.read_idx(path)


def test_a_missing_and_a_damaged_gzip_file_are_refused(tmp_path):
    path = tmp_path / "a.gz"
    with pytest.raises(ImageSetError, match="no such file"):
        images.read_idx(path)
    whole = packed(path, idx(np.arange(200, dtype=np.uint8))).read_bytes()
    for damaged in (b"no gzip", whole[:-9], whole[:40] + b"\xff\xff\xff\xff" + whole[44:]):
        path.write_bytes(damaged)
        with pytest.raises(ImageSetError, match="gzip stream is damaged"):
            images.read_idx(path)


def test_digits_are_1797_pictures_of_17_grey_levels():
    pictures, labels = images.digits()
    assert (pictures.shape, pictures.dtype) == ((1797, 8, 8), np.uint8)
    assert (pictures.min(), pictures.max()) == (0, 16)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


FILES = {
    "train-images-idx3-ubyte.gz": np.arange(12, dtype=np.uint8).reshape(3, 2, 2),
    "train-labels-idx1-ubyte.gz": np.array([1, 0, 9], np.uint8),
    "t10k-images-idx3-ubyte.gz": np.zeros((1, 2, 2), np.uint8),
    "t10k-labels-idx1-ubyte.gz": np.array([4], np.uint8),
}


@pytest.fixture
def small_mnist(tmp_path, monkeypatch):
    """Let a data set of four pictures stand for MNIST; return where its files lie."""

    def put(folder, **replaced):
        arrays = {**FILES, **replaced}
        paths = [packed(folder / name, idx(array)) for name, array in arrays.items()]
        sums = tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
        monkeypatch.setattr(images, "_MNIST", sums)
        return paths

    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(images, "_MNIST_URLS", ())
    return put


def test_the_cache_named_by_the_environment_is_used(tmp_path, small_mnist):
    small_mnist(tmp_path / "cache" / "mnist")
    found = images.mnist()
    arrays = (found.train_images, found.train_labels, found.test_images, found.test_labels)
    for array, expected in zip(arrays, FILES.values(), strict=True):
        np.testing.assert_array_equal(array, expected)
    assert found.names == tuple("0123456789")


def test_a_file_of_another_content_is_refused_by_name_and_kept(tmp_path, small_mnist):
    paths = small_mnist(tmp_path / "cache" / "mnist")
    packed(paths[1], idx(np.array([1, 0, 8], np.uint8)))
    with pytest.raises(ChecksumError, match="train-labels-idx1-ubyte.gz: the content has SHA-256"):
        images.mnist()
    assert paths[1].exists()


def test_labels_that_do_not_count_as_many_as_the_images_are_refused(tmp_path, small_mnist):
    small_mnist(
        tmp_path / "cache" / "mnist", **{"t10k-labels-idx1-ubyte.gz": np.array([4, 4], np.uint8)}
    )
    with pytest.raises(ImageSetError, match=r"images are \(1, 2, 2\) and labels \(2,\)"):
        images.mnist()


@pytest.fixture
def server(tmp_path):
    """Serve the folder `served` on this machine; yield its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=tmp_path / "served")

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


def test_absent_files_are_downloaded_from_the_first_address_that_has_them(
    tmp_path, small_mnist, server, monkeypatch
):
    small_mnist(tmp_path / "served")
    monkeypatch.setattr(images, "_MNIST_URLS", (server + "gone/", server))
    np.testing.assert_array_equal(images.mnist().train_labels, [1, 0, 9])
    assert sorted(p.name for p in (tmp_path / "cache" / "mnist").iterdir()) == sorted(FILES)


def test_a_download_of_another_content_is_refused_and_not_kept(
    tmp_path, small_mnist, server, monkeypatch
):
    paths = small_mnist(tmp_path / "served")
    packed(paths[0], b"a page of a hotel's wireless network")
    monkeypatch.setattr(images, "_MNIST_URLS", (server,))
    with pytest.raises(ImageSetError, match="could not be downloaded .ValueError from http"):
        images.mnist()
    assert list((tmp_path / "cache" / "mnist").iterdir()) == []


def test_offline_and_absent_it_is_said_which_file_to_put_where(tmp_path, small_mnist, monkeypatch):
    small_mnist(tmp_path / "served")
    # Port 9 of this machine: nobody listens.
    monkeypatch.setattr(images, "_MNIST_URLS", ("http://127.0.0.1:9/",))
    wanted = tmp_path / "cache" / "mnist" / "train-images-idx3-ubyte.gz"
    with pytest.raises(ImageSetError, match="put train-images-idx3-ubyte.gz there") as caught:
        images.mnist()
    assert str(caught.value).startswith(f"{wanted} is absent and could not be downloaded")
    assert "TINYML_KIT_CACHE" in str(caught.value)


@pytest.mark.parametrize("load", [images.mnist, images.fashion_mnist])
def test_the_published_files_hold_70000_pictures(real_data, monkeypatch, load):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(real_data / "datasets"))
    found = load()
    assert found.train_images.shape == (60000, 28, 28)
    assert found.test_images.shape == (10000, 28, 28)
    assert len(found.names) == len(np.unique(found.train_labels)) == 10


def test_the_first_published_pictures_are_the_known_ones(real_data, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(real_data / "datasets"))
    assert images.mnist().test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    fashion = images.fashion_mnist()
    assert [fashion.names[i] for i in fashion.test_labels[:3]] == [
        "Ankle boot",
        "Pullover",
        "Trouser",
    ]
