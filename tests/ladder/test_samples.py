"""Files of inputs and outputs: what is written is read, and what is not an array is refused."""

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinyml_kit.ladder import samples
from tinyml_kit.ladder.samples import SampleError

IMAGES = np.arange(24, dtype=np.int8).reshape(2, 3, 4)


def npy(array, **how):
    file = io.BytesIO()
    np.save(file, array, **how)
    return file.getvalue()


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        hnp.arrays(st.sampled_from([np.int8, np.float32]), hnp.array_shapes(max_side=4)),
        min_size=1,
        max_size=3,
    )
)
def test_outputs_survive_a_round_trip(tmp_path_factory, arrays):
    path = tmp_path_factory.mktemp("y") / "y.npz"
    samples.write(path, arrays)
    for one, other in zip(samples.read(path), arrays, strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype


def test_one_output_is_a_plain_npy(tmp_path):
    samples.write(tmp_path / "deep" / "y.npy", [IMAGES])
    np.testing.assert_array_equal(np.load(tmp_path / "deep" / "y.npy"), IMAGES)


def test_arrays_named_as_the_tensors_may_stand_in_any_order(tmp_path):
    np.savez(tmp_path / "x.npz", b=IMAGES, a=IMAGES + 1)
    found = samples.read(tmp_path / "x.npz", ["a", "b"])
    assert [int(array[0, 0, 0]) for array in found] == [1, 0]


def test_arrays_of_other_names_keep_their_order(tmp_path):
    np.savez(tmp_path / "x.npz", IMAGES, IMAGES + 1)
    found = samples.read(tmp_path / "x.npz", ["a", "b"])
    assert [int(array[0, 0, 0]) for array in found] == [0, 1]


@pytest.mark.parametrize("names", [["b"], ["b", "a", "c"], []])
def test_names_count_only_if_they_are_those_of_all_arrays(names, tmp_path):
    np.savez(tmp_path / "x.npz", a=IMAGES, b=IMAGES + 1)
    found = samples.read(tmp_path / "x.npz", names)
    assert [int(array[0, 0, 0]) for array in found] == [0, 1]


def test_inputs_are_never_written_over_under_whatever_name(tmp_path):
    inputs, link = tmp_path / "x.npy", tmp_path / "y.npy"
    np.save(inputs, IMAGES)
    samples.require_writable(link, 1, inputs)
    link.symlink_to(inputs)
    with pytest.raises(SampleError, match="y.npy: this file is to be read; give the outputs ano"):
        samples.require_writable(link, 1, inputs)
    # Another file that is there may be.
    (tmp_path / "z.npy").touch()
    samples.require_writable(tmp_path / "z.npy", 1, inputs)


def test_one_output_may_go_into_either_kind_and_two_into_an_npz(tmp_path):
    for name, count in [("y.npy", 1), ("y.npz", 1), ("y.npz", 2)]:
        samples.require_writable(tmp_path / name, count)
    with pytest.raises(SampleError, match="y.npy: the model has 2 outputs; name an .npz to hold"):
        samples.require_writable(tmp_path / "y.npy", 2)


def zipped(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


HUGE = npy(IMAGES).replace(b"(2, 3, 4)", b"(9e9,4,) ")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not an .npy or .npz, or it is damaged"),
        (b"1,2,3\n", "not an array of numbers"),
        (npy(IMAGES)[:-1], "the file is cut off: it ends before its array"),
        (npy(IMAGES)[:20], "or it is damaged"),
        (HUGE, "or it is damaged"),
        (npy(np.array([{}], object), allow_pickle=True), "holds Python objects"),
        (zipped(x=npy(IMAGES)[:40])[:-30], "damaged"),
        (zipped(**{"x.npy": npy(IMAGES)[:40]}), "damaged"),
        (zipped(**{"x.txt": b"hello"}), "holds more than arrays"),
        (zipped(**{"x.npy": npy(np.array([{}], object), allow_pickle=True)}), "Python objects"),
    ],
)
def test_what_is_no_array_is_refused_in_one_sentence(content, sentence, tmp_path):
    path = tmp_path / "x.npy"
    path.write_bytes(content)
    with pytest.raises(SampleError, match=sentence) as refused:
        samples.read(path)
    assert str(refused.value).startswith(str(path)) and "\n" not in str(refused.value)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(tmp_path_factory, data):
    file = io.BytesIO()
    np.savez(file, IMAGES, IMAGES)
    content = bytearray(data.draw(st.sampled_from([npy(IMAGES), file.getvalue()])))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("x") / "x.npy"
    path.write_bytes(content)
    try:
        assert all(isinstance(array, np.ndarray) for array in samples.read(path))
    except SampleError:
        pass


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SampleError, match="no.npy: there is no such file"):
        samples.read(tmp_path / "no.npy")


@pytest.mark.parametrize(("name", "count"), [("y.npy", 2), ("y.txt", 1), ("y", 1)])
def test_a_name_that_cannot_hold_the_outputs_is_refused(name, count, tmp_path):
    with pytest.raises(SampleError, match="name "):
        samples.write(tmp_path / name, [IMAGES] * count)
    assert not list(tmp_path.iterdir())
