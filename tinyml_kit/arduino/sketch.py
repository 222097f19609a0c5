"""A model as a sketch: a complete folder that opens in the Arduino IDE.

The sketch answers Python in the frames of the kit's serial protocol. It answers a person who types
a question mark with a line of text. The model is computed by the kit's C or by a TFLM library.
"""

import re
from pathlib import Path

from tinyml_kit import boards
from tinyml_kit.arduino import sketch_tflm
from tinyml_kit.base import resources
from tinyml_kit.base.folder import write_folder
from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.header import element_type
from tinyml_kit.codegen.c.targets import target_of
from tinyml_kit.graph.model import Tensor
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError

RUNTIMES = ("c", "tflm")
LIBRARY = resources.sketches() / "libraries" / "TinymlKit" / "src"
# A sketch with a network sends no samples of a sensor.
STREAM = "TinymlKitStream."
# What a tinyml_model's element_bytes stands for.
SPOKEN = ("int8_t", "int16_t", "float")
# TINYML_TENSORS in tinyml_protocol.h.
MOST_TENSORS = 4
# How many numbers of a long output a person is shown.
MOST_SHOWN = 10
# The model's files for each runtime; the IDE would compile those of the other one, too.
_FILES = {"c": ("model.c",), "tflm": ("model.cpp", "model_data.c")}


def export(
    model: str | Path | bytes,
    folder: str | Path,
    runtime: str = "c",
    board: str | None = None,
    arena_bytes: int | None = None,
    replace: bool = True,
) -> dict[str, Path]:
    """Write a complete sketch.

    Parameters
    ----------
    model : path of a .tflite, or its bytes
    folder : path
        Made if it is not there. Its name is the sketch's. All files are written, or none.
    runtime : str
        "c": the kit's C, which needs no library. "tflm": the TFLM interpreter, which comes with a
        library of Arduino's Library Manager.
    board : str or None
        A board of `boards`, whose memory has to suffice. None: code that runs on any board.
    arena_bytes : int or None
        For "tflm", as for `c_array.export`.
    replace : bool
        Whether files that are there and differ may be replaced.

    Returns
    -------
    {relative path: Path} of what was written. The same model gives the same bytes each time.

    Raises
    ------
    GraphError
        If the model cannot be read.
    ExportError
        If there is no such runtime, a sketch cannot have the folder's name, the folder holds a
        sketch of the other runtime, or the model does not suit the runtime, the board or the
        serial protocol.
    """
    folder = Path(folder)
    files = source(model, folder.resolve().name, runtime, board, arena_bytes)
    for name in _FILES["tflm" if runtime == "c" else "c"]:
        if (folder / name).exists():
            raise ExportError(
                f"{folder}: holds {name} of a sketch with the other runtime, which the IDE would "
                "compile, too; name another folder."
            )
    return write_folder(folder, files, replace)


def source(
    model: str | Path | bytes,
    name: str,
    runtime: str = "c",
    board: str | None = None,
    arena_bytes: int | None = None,
) -> dict[str, str]:
    """Return {relative path: text} of what `export` writes into a folder called `name`."""
    if runtime not in RUNTIMES:
        raise ExportError(f"sketch: there is no runtime {runtime!r}; take c or tflm.")
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}", name):
        raise ExportError(
            f"{name}: a sketch has the name of its folder, and Arduino allows up to 63 letters, "
            "digits, dots, dashes and underscores; name another folder."
        )
    graph = read(model)
    _require_speakable(graph)
    if runtime == "c":
        own = c99.source(model, "model", target_of(board), board)
    else:
        own = sketch_tflm.files(model, board, arena_bytes)
    library = {
        f"src/TinymlKit/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted(LIBRARY.iterdir())
        if not path.name.startswith(STREAM)
    }
    return {f"{name}.ino": _sketch(graph, name, runtime, board), **own, **library}


def _require_speakable(graph):
    for ends, kind in ((graph.inputs, "inputs"), (graph.outputs, "outputs")):
        if len(ends) > MOST_TENSORS:
            raise ExportError(
                f"{graph.name}: has {len(ends)} {kind}, and the serial protocol can name "
                f"{MOST_TENSORS}; export it as c99 and write a sketch of your own."
            )
    ends = (*graph.inputs, *graph.outputs)
    kind = element_type(graph, ends)
    if kind == "void":
        raise ExportError(
            f"{graph.name}: inputs and outputs have different types, and the serial protocol "
            "knows one type for each model; convert it so that all have one type."
        )
    if kind not in SPOKEN:
        raise ExportError(
            f"{graph.name}: inputs and outputs are {graph.tensors[ends[0]].dtype}, and the serial "
            "protocol knows int8, int16 and float32; convert it to one of them."
        )


def _sketch(graph, name, runtime, board):
    needs = {
        "c": "It needs no library.",
        "tflm": f"It needs the library {sketch_tflm.LIBRARY} from the Library\n"
        "   Manager; the head of model.cpp says what to do if that is gone.",
    }[runtime]
    begin = "  model_begin();\n" if runtime == "tflm" else ""
    report = "  model_report(out);\n" if runtime == "tflm" else ""
    reset = "  model_reset(); /* a person's question starts a new sequence */\n"
    forget = reset if graph.states else ""
    title = c_comment(boards.find(board).title) if board else "your board"
    zeros = "\n".join(
        f"  memset(model_input({i}), {zero_of(graph.tensors[index])}, model_input_bytes({i}));"
        for i, index in enumerate(graph.inputs)
    )
    shown = "\n".join(_show(i, graph.tensors[index]) for i, index in enumerate(graph.outputs))
    return f"""/* {name}: a network exported by tinyml-kit ({c_comment(graph.name)}, {runtime}).

   Open this folder in the Arduino IDE, choose {title} and upload.
   {needs}
   Wiring: none, the USB cable is enough. In the serial monitor (115200 baud), type ? and the
   board says who it is and what the network answers to an input of zeros.

   In Python:
     from tinyml_kit.rungs.serial.serial_board import SerialBoard
     with SerialBoard("/dev/ttyACM0") as board:   # COM3 on Windows
         outputs, seconds = board.predict(inputs) */

#include "src/TinymlKit/TinymlKit.h"

#include "model.h"

#include "src/TinymlKit/TinymlKitModel.h"

static void question(Print &out) {{
  TinymlKit.introduce(out);
{report}{forget}{zeros}
  unsigned long took = TinymlKit.invoke();
  out.print(F("zeros give"));
{shown}
  out.print(F(", computed in "));
  out.print(took);
  out.println(F(" us"));
}}

void setup() {{
  Serial.begin(115200);
{begin}  TinymlKit.begin(Serial, TINYML_MODEL, question);
}}

void loop() {{ TinymlKit.poll(); }}
"""


def zero_of(tensor: Tensor) -> int:
    """Return the value of each byte of a tensor that stores zeros."""
    return int(tensor.quantization.zero_point[0]) if tensor.quantization is not None else 0


def _show(i, tensor):
    """Return C++ that prints an output in real numbers."""
    count, value = min(tensor.size, MOST_SHOWN), f"model_output({i})[k]"
    if tensor.quantization is not None:
        value = f"MODEL_OUTPUT{i}_SCALE * ({value} - MODEL_OUTPUT{i}_ZERO_POINT)"
    more = f'\n  out.print(F(" ... ({tensor.size} in all)"));' if tensor.size > count else ""
    return f"""  for (int k = 0; k < {count}; k++) {{
    out.print(' ');
    out.print({value}, 4);
  }}{more}"""
