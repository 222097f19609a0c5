"""A model behind the interface of the kit's C, computed by a TFLM library for Arduino.

What uses the model (the sketch, the serial protocol) does not see which of the two computes it.
The API is the one that Chirale_TensorFLowLite 2.0.0, Arduino_TensorFlowLite and tflm_cortexm share.
"""

from pathlib import Path

from tinyml_kit import boards
from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen import fits_memory
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.header import element_type, sizes
from tinyml_kit.codegen.tflm import c_array
from tinyml_kit.graph.tflite import content_of, read
from tinyml_kit.ops.layer import ExportError, TargetTooSmall

#: The library as the Library Manager spells it, and its header, which is spelled differently.
LIBRARY, HEADER = "Chirale_TensorFLowLite", "Chirale_TensorFlowLite.h"
OTHERS = {"Arduino_TensorFlowLite": "TensorFlowLite.h", "tflm_cortexm": "tflm_cortexm.h"}


def files(
    model: str | Path | bytes, board: str | None = None, arena_bytes: int | None = None
) -> dict[str, str]:
    """Return {file name: text} of a model for the interpreter.

    Parameters
    ----------
    model : path or bytes of a .tflite
    board, arena_bytes : as for `c_array.export`

    Raises
    ------
    ExportError
        If these libraries would compute the model wrongly, or do not run on the board.
    TargetTooSmall
        If the model's array or its arena alone is larger than the board's memory.
    """
    graph = read(model)
    if caution := c_array.warning(graph):
        raise ExportError(
            f"{caution.split('; ')[0]}, and the TFLM libraries for Arduino read "
            "only the first, silently; convert again by compress.quantize.to_tflite(model, "
            '"int8", examples), which stores one per dense layer, or export with --runtime c, '
            "which reads them all."
        )
    if graph.states:
        raise ExportError(
            f"{graph.name}: it has state, which this sketch does not set up for the interpreter; "
            "export with --runtime c, which does."
        )
    array = c_array.source(model, "model_data", board, arena_bytes)
    if board is not None:
        _require_memory(board, len(content_of(model)), c_array.arena(graph, arena_bytes).given)
    return {**array, "model.h": _header(graph, c99.digest(model)), "model.cpp": _program(graph)}


def _require_memory(board, array, arena):
    problem = fits_memory.over(
        boards.find(board),
        array,
        arena,
        "the model's array alone",
        "the tensor arena alone",
    )
    if problem:
        raise TargetTooSmall(problem)


def _header(graph, digest):
    listed = "".join(
        [*sizes(graph, "MODEL", "INPUT", graph.inputs)]
        + [*sizes(graph, "MODEL", "OUTPUT", graph.outputs)]
    )
    return f"""/* {c_comment(graph.name)} by the TFLM interpreter, with the functions of the C. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_HASH 0x{digest}UL /* the first 32 bits of the model file's SHA-256 */

{listed}
/* Makes the interpreter ready: to be called once, after Serial.begin. If it cannot, it says why
   on the serial port and does not return. */
void model_begin();

/* Where input i is put before each call of model_invoke, which may overwrite it. */
{element_type(graph, graph.inputs)} *model_input(int i);
unsigned long model_input_bytes(int i);

/* Computes the outputs from the inputs. */
void model_invoke();

/* Where output i is, until an input is put in or model_invoke is called again. */
const {element_type(graph, graph.outputs)} *model_output(int i);
unsigned long model_output_bytes(int i);

/* Prints how much of the arena the interpreter uses on this board. */
class Print;
void model_report(Print &out);

#endif
"""


def _program(graph):
    others = "\n".join(f"     #include <{header}>  ({name})" for name, header in OTHERS.items())
    given, taken = (element_type(graph, ends) for ends in (graph.inputs, graph.outputs))
    return f"""/* {c_comment(graph.name)} by the TFLM interpreter.

   Library Manager: {LIBRARY} 2.0.0. If it is gone, take another library of TFLM
   and put its header into the next line; the rest stays:
{others} */
#include <{HEADER}>

#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

#include <Arduino.h>

#include "model.h"
#include "model_data.h"

alignas({c_array.ALIGNMENT}) static uint8_t arena[MODEL_DATA_ARENA_BYTES];
static tflite::MicroInterpreter *interpreter;

/* A number from a broken interpreter would look like any other: better none at all. */
static void stop(const char *why) {{
  for (;;) {{
    Serial.print("tinyml-kit: ");
    Serial.println(why);
    delay(2000);
  }}
}}

void model_begin() {{
  const tflite::Model *model = tflite::GetModel(model_data);
  if (model->version() != TFLITE_SCHEMA_VERSION)
    stop("the library reads another version of .tflite files; take another release of it.");
  static tflite::MicroMutableOpResolver<MODEL_DATA_OPERATORS> resolver;
  model_data_add_operators(resolver);
  static tflite::MicroInterpreter made(model, resolver, arena, sizeof arena);
  if (made.AllocateTensors() != kTfLiteOk)
    stop("the interpreter refuses the model; raise MODEL_DATA_ARENA_BYTES in model_data.h.");
  interpreter = &made;
}}

void model_invoke() {{
  if (interpreter->Invoke() != kTfLiteOk) stop("the interpreter failed at an operator.");
}}

{given} *model_input(int i) {{ return ({given} *)interpreter->input(i)->data.raw; }}
unsigned long model_input_bytes(int i) {{ return interpreter->input(i)->bytes; }}
const {taken} *model_output(int i) {{ return (const {taken} *)interpreter->output(i)->data.raw; }}
unsigned long model_output_bytes(int i) {{ return interpreter->output(i)->bytes; }}

void model_report(Print &out) {{
  out.print("arena: ");
  out.print((unsigned long)interpreter->arena_used_bytes());
  out.print(" of ");
  out.print((unsigned long)sizeof arena);
  out.println(" bytes used");
}}
"""
