"""What the headers of an export say beside the model: labels, frequency, signal processing."""

import re
from dataclasses import dataclass

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.edge_impulse.source import without_comments

_DEFINED = re.compile(r"^[ \t]*#define[ \t]+EI_CLASSIFIER_(\w+)[ \t]+(\S[^\n]*)$", re.MULTILINE)
_LABELS = re.compile(
    r"ei_classifier_inferencing_categories\w*\s*\[[^\]]{0,99}\]\s*=\s*\{([^{}]*)\}"
)
_TYPES = re.compile(r"typedef\s+struct\s*\{([^{}]*)\}\s*(ei_dsp_config_\w+_t)\s*;")
_BLOCK = re.compile(r"\b(ei_dsp_config_\w+_t)\s+(ei_dsp_config_\w+)\s*=\s*\{([^{};]*)\}\s*;")
_RAW_BLOCK = re.compile(
    r"\bei_dsp_config_\w+_t\s+(ei_dsp_config_\w+)\s*=\s*\{([^{};]{0,5000})\}\s*;"
)
_VALUE = re.compile(r'"(?:[^"\\\n]|\\.){0,1000}"|[^,"\s][^,"\n]*')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
#: The engines of EI_CLASSIFIER_INFERENCING_ENGINE, of which the kit reads TFLite's.
ENGINES = {
    "1": "uTensor", "2": "TFLite", "3": "STM32Cube.AI", "4": "TFLite (full)", "5": "TensaiFlow",
    "6": "TensorRT", "7": "DRP-AI", "8": "TIDL (TFLite)", "9": "Akida", "10": "TIDL (ONNX)",
    "11": "MemryX", "12": "Ethos-U", "13": "Ceva", "255": "none",
}  # fmt: skip


@dataclass(frozen=True)
class Metadata:
    """What an export says beside its model.

    labels : tuple of str, one for each output
    frequency : float, samples a second; 0 where there is none
    engine : str, what runs the model
    defined : {name: value} of the constants EI_CLASSIFIER_…, as they are written
    processing : {name of a block: {setting: value}}, as they are written, in their order
    """

    labels: tuple[str, ...] = ()
    frequency: float = 0.0
    engine: str = "TFLite"
    defined: dict[str, str] | None = None
    processing: dict[str, dict[str, str]] | None = None


def metadata_of(headers: str) -> Metadata:
    """Return what the texts of an export's headers say; what they do not say is left out."""
    plain = without_comments(headers)
    defined: dict[str, str] = {}
    for name, value in _DEFINED.findall(plain):
        defined.setdefault(name, value.strip())  # later ones are alternatives
    labels = _LABELS.search(plain)
    try:
        frequency = float(defined.get("FREQUENCY", "0"))
    except ValueError:
        frequency = 0.0
    engine = defined.get("INFERENCING_ENGINE", "EI_CLASSIFIER_TFLITE")
    number = defined.get(engine.removeprefix("EI_CLASSIFIER_"), "2" if not defined else engine)
    fields = {name: _fields(body) for body, name in _TYPES.findall(plain)}
    told = {name: _told(body) for name, body in _RAW_BLOCK.findall(headers)}
    processing = {
        name: dict(zip(fields.get(kind) or told.get(name, ()), _values(body), strict=False))
        for kind, name, body in _BLOCK.findall(plain)
    }
    return Metadata(
        tuple(one_line(label) for label in _TEXT.findall(labels[1])) if labels else (),
        frequency,
        ENGINES.get(number, one_line(number)),
        defined,
        processing,
    )


def _fields(body):
    """Return the names of a structure's members."""
    return [re.findall(r"\w+", one)[-1] for one in body.split(";") if re.findall(r"\w+", one)]


def _told(body):
    """Return the names of settings that stand in comments behind their values, one a line."""
    lines = [line.partition("//") for line in body.splitlines() if line.strip()]
    named = [comment.split() for _, mark, comment in lines if mark]
    return [one_line(words[-1]) for words in named if words] if len(named) == len(lines) else []


def _values(body):
    return [one_line(value.strip().strip('"')) for value in _VALUE.findall(body)]
