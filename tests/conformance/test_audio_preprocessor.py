"""Parts of TFLM's own audio preprocessor on its own recordings: every tensor as in TFLM."""

import wave

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from tests.support import comparing
from tinyml_kit.rungs.interpreters import tflm

SAMPLES, STEP = 480, 320  # of a frame of 30 ms, and from one frame to the next


def part(content, first, last, inputs, outputs):
    """Return the file of some of a model's operators, from the first to before the last."""
    model = schema.ModelT.InitFromPackedBuf(content)
    graph = model.subgraphs[0]
    graph.operators = graph.operators[first:last]
    graph.inputs, graph.outputs = np.array(inputs, np.int32), np.array(outputs, np.int32)
    model.signatureDefs = model.metadata = None
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def frames(folder):
    found = []
    for path in sorted(folder.glob("*.wav")):
        with wave.open(str(path)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        found += [samples[at : at + SAMPLES] for at in range(0, len(samples) - SAMPLES + 1, STEP)]
    return np.stack(found)


def test_the_audio_preprocessors_spectra_bands_and_roots_are_the_interpreters(real_data, tmp_path):
    folder = real_data / "models" / "tflm"
    path = folder / "audio_preprocessor_int8.tflite"
    if not path.is_file():
        pytest.skip(f"{path.name} is not among the test data")
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    content, x = path.read_bytes(), frames(folder / "testdata")
    assert len(x) == 198
    # The whole model remembers the noise, so its frames are one sequence.
    whole = tflm.run(tflm.build(content), x[np.newaxis], intermediates=True)
    between = {tensor: values[0] for tensor, values in whole.intermediates.items()}
    spectra = part(content, 0, 4, [0], [22, 23])
    comparing.require_equal(spectra, [x], tmp_path / "spectra")
    roots = part(content, 9, 11, [28, 22], [30])
    comparing.require_equal(roots, [between[28], between[22]], tmp_path / "roots")
    logarithms = part(content, 13, 14, [33], [34])
    comparing.require_equal(logarithms, [between[33]], tmp_path / "logarithms")
    bands = part(content, 9, 14, [28, 22], [34])
    sequence = [between[28][np.newaxis], between[22][np.newaxis]]
    comparing.require_equal(bands, sequence, tmp_path / "bands")
