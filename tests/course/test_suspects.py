"""The files and frames of the exercise on calibration are as badly calibrated as its key says."""

import numpy as np
import pytest

from tinyml_kit.compress import quantize
from tinyml_kit.course import suspects
from tinyml_kit.course.keys import chapter_09
from tinyml_kit.datasets import bragg
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import shipped


def reach(file):
    graph = read(file)
    return 255 * float(graph.tensors[graph.inputs[0]].quantization.scale[0])


def test_the_scales_of_the_files_tell_what_the_key_says():
    found = {name: reach(file) for name, file in suspects.files().items()}
    assert {
        name: "clips" if far < 6 else "coarse" if far > 20 else "healthy"
        for name, far in found.items()
    } == chapter_09.VERDICTS


@pytest.mark.parametrize("name", ["b.tflite", "d.tflite"])
def test_the_healthy_files_agree_with_the_network_but_are_no_answer_of_ones_own(name):
    files = suspects.files()
    assert "That is a file of exercise 4" in chapter_09.not_converted(files[name])
    renamed = files[name].replace(b"bragg_cnn/flatten", b"bragg_cnn/flattem")
    assert renamed != files[name]
    for disguised in (renamed, files[name] + b"\0"):
        assert "That is a file of exercise 4" in chapter_09.not_converted(disguised)
    for other in set(chapter_09.VERDICTS) - {"b.tflite", "d.tflite"}:
        assert "it agrees with the network on" in chapter_09.not_converted(files[other])


def test_the_pile_is_fit_for_calibration_only_without_its_broken_frames():
    pile, network = suspects.pile(), shipped.bragg_classifier().model
    good = np.delete(pile, suspects.BROKEN, axis=0)
    np.testing.assert_array_equal(good, np.delete(bragg.load().images[:300], suspects.BROKEN, 0))
    whole, sound = (
        quantize.to_tflite(network, "int8", frames, samples=len(frames))[0]
        for frames in (pile, good)
    )
    assert "it agrees" in chapter_09.not_converted(whole)
    assert chapter_09.not_converted(sound) is None


def test_a_file_of_floats_and_a_file_that_is_too_large_are_refused(monkeypatch):
    network = shipped.bragg_classifier().model
    as_float, _ = quantize.to_tflite(network, "float32")
    assert "Its input is float32, not int8" in chapter_09.not_converted(as_float)
    monkeypatch.setattr(chapter_09, "MOST_BYTES", 5000)
    assert "more than 5,000" in chapter_09.not_converted(suspects.files()["b.tflite"])
