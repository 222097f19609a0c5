"""A model in the layout of Edge Impulse's deployments, for tools that read it.

The layout is that of its specification (docs.edgeimpulse.com, Deployment metadata spec):
`deployment-metadata.json` beside `trained.tflite`, `model-parameters` and `tflite-model`. Its SDK
is not in it, and neither is a block of signal processing: the kit's front ends are C of their own.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import refuse_existing
from tinyml_kit.base.folder import filled
from tinyml_kit.base.sizes import read_bytes
from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.graph.tflite import content_of, read
from tinyml_kit.rungs.interpreters import tflm

METADATA = "deployment-metadata.json"
HEADER = "model-parameters/model_metadata.h"
TYPES = {"int8": 9, "uint8": 3, "float32": 1}
#: Bytes of a .tflite in a line of C.
A_LINE = 16


class PackError(BadInput):
    """A model or labels that the layout cannot hold."""


def pack(
    model: str | Path,
    labels: str | Path,
    out: str | Path,
    frequency: float = 0.0,
    replace: bool = False,
) -> list[Path]:
    """Write the folder and return the paths of its files.

    Parameters
    ----------
    model : path of a .tflite with one input and one output, int8, uint8 or float32
    labels : path of a text with a line for each output
    out : path of the folder; all files are written, or none
    frequency : float
        Samples a second of the sensor; 0 where that is not said.
    replace : bool
        Whether files that differ may be replaced.

    Raises
    ------
    GraphError
        If the model is not supported.
    PackError
        If it has several inputs or outputs, state, or another type, or the labels do not fit.
    WriteError
        If the folder cannot be written to.
    """
    out = Path(out)
    if not replace:
        refuse_existing(out / METADATA)
    graph = read(model)
    ends = [graph.tensors[index] for index in (*graph.inputs, *graph.outputs)]
    if len(ends) != 2 or graph.states or any(str(one.dtype) not in TYPES for one in ends):
        raise PackError(
            f"{model}: the layout holds models with one input and one output of int8, uint8 or "
            "float32, without state; convert it so."
        )
    names = _labels(labels, ends[1].size)
    content = content_of(model)
    files = {
        METADATA: json.dumps(_metadata(graph, content, names, frequency), indent=1) + "\n",
        HEADER: _header(ends, names, frequency),
        "tflite-model/trained_model.h": _declared(),
        "tflite-model/trained_model.cpp": _array(content),
    }
    with filled(out, replace) as folder:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        (folder / "trained.tflite").write_bytes(content)
    return [out / name for name in (*files, "trained.tflite")]


def _labels(path, count):
    try:
        text = read_bytes(path, PackError, "a text of labels").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackError(f"{path}: this is no text in UTF-8; save it as such.") from None
    names = [one_line(line.strip()) for line in text.splitlines() if line.strip()]
    if len(names) != count:
        raise PackError(
            f"{path}: it has {len(names)} labels, and the model {count} outputs; write a line for "
            "each."
        )
    return names


def _metadata(graph: Graph, content: bytes, labels, frequency) -> dict[str, Any]:
    source, target = (graph.tensors[ends[0]] for ends in (graph.inputs, graph.outputs))
    *_, axes = source.shape
    samples = source.size // axes if axes else 0
    arena = tflm.least_arena(tflm.build(content)) if tflm.available() else 0
    interval = 1000 / frequency if frequency else 0.0
    return {
        "version": 1,
        "deployCounter": 1,
        "classes": labels,
        "samplesPerInference": samples,
        "axesCount": axes,
        "frequency": frequency,
        "tfliteModels": [
            {
                "details": {
                    "modelType": str(source.dtype),
                    "inputs": [_details(source)],
                    "outputs": [_details(target)],
                },
                "inputTensor": source.title,
                "outputTensor": target.title,
                "modelPath": "trained.tflite",
                "arenaSize": arena,
                "inputFrameSize": source.size,
            }
        ],
        "project": {"name": graph.name},
        "impulse": {
            "inputBlocks": [
                {
                    "id": 1, "type": "time-series", "name": "Time series",
                    "windowSizeMs": samples * interval, "windowIncreaseMs": samples * interval,
                }
            ],
            "dspBlocks": [{"id": 2, "type": "raw", "name": "Raw data", "input": 1}],
            "learnBlocks": [{"id": 3, "type": "keras", "name": "tinyml-kit", "dsp": [2]}],
        },
        "folders": {"input": ".", "output": "output"},
    }  # fmt: skip


def _details(tensor: Tensor):
    quantized = tensor.quantization is not None
    return {
        "dataType": str(tensor.dtype),
        "name": tensor.title,
        "shape": list(tensor.shape),
        "quantizationScale": float(tensor.scale) if quantized else None,
        "quantizationZeroPoint": tensor.zero_point if quantized else None,
    }


def _header(ends, labels, frequency):
    lines = ["#ifndef MODEL_METADATA_H", "#define MODEL_METADATA_H", ""]
    lines += [
        "#define EI_CLASSIFIER_TFLITE 2",
        f"#define EI_CLASSIFIER_NN_INPUT_FRAME_SIZE {ends[0].size}",
        f"#define EI_CLASSIFIER_LABEL_COUNT {len(labels)}",
        f"#define EI_CLASSIFIER_FREQUENCY {frequency:g}",
        "#define EI_CLASSIFIER_INFERENCING_ENGINE EI_CLASSIFIER_TFLITE",
        "#define EI_CLASSIFIER_COMPILED 0",
        *(f"#define EI_CLASSIFIER_DATATYPE_{name.upper()} {n}" for name, n in TYPES.items()),
    ]
    for word, tensor in zip(("INPUT", "OUTPUT"), ends, strict=True):
        start = f"#define EI_CLASSIFIER_TFLITE_{word}"
        quantized = tensor.quantization is not None
        kind = str(tensor.dtype).upper()
        lines.append(f"{start}_DATATYPE EI_CLASSIFIER_DATATYPE_{kind}")
        lines.append(f"{start}_QUANTIZED {int(quantized)}")
        if quantized:
            lines.append(f"{start}_SCALE {np.float32(tensor.scale)!s}f")
            lines.append(f"{start}_ZEROPOINT {tensor.zero_point}")
    # A JSON text is a C string, too, once its \u are characters of UTF-8.
    words = ", ".join(json.dumps(label, ensure_ascii=False) for label in labels)
    lines += ["", f"const char* ei_classifier_inferencing_categories[] = {{ {words} }};"]
    return "\n".join([*lines, "", "#endif", ""])


def _declared():
    return (
        "#ifndef TRAINED_MODEL_H\n#define TRAINED_MODEL_H\n\n"
        "extern const unsigned char trained_tflite[];\n"
        "extern const unsigned int trained_tflite_len;\n\n#endif\n"
    )


def _array(content):
    rows = [
        "  " + ", ".join(f"0x{byte:02x}" for byte in content[at : at + A_LINE]) + ","
        for at in range(0, len(content), A_LINE)
    ]
    return "\n".join(
        ['#include "trained_model.h"', "", "alignas(16) const unsigned char trained_tflite[] = {",
         *rows, "};", f"const unsigned int trained_tflite_len = {len(content)};", ""]
    )  # fmt: skip
