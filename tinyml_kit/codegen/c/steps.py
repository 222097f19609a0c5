"""The loop around a model of one step as C: whoever includes it gives samples, one at a time."""

from pathlib import Path

from tinyml_kit.base.folder import write_folder
from tinyml_kit.codegen.c.header import element_type
from tinyml_kit.codegen.c.literals import identifier
from tinyml_kit.graph import feedback
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read

TEMPLATE = """\
/* The loop around the model of one step in $name.h: its state is fed back as it is.
 * Include it in one file. Call $name_begin before each sequence and $name_step with each sample;
 * then $name_output($score) has what the model says after it. */
#ifndef $NAME_STEPS_H
#define $NAME_STEPS_H

#include <string.h>

#include "$name.h"

$states
static inline void $name_begin(void)
{
$begin
}

static inline void $name_step(const $type *sample)
{
    /* Inputs and outputs share their memory: the states are kept outside it. */
    memcpy($name_input($entry), sample, $NAME_INPUT$entry_SIZE * sizeof *sample);
$put
    $name_invoke();
$take
}

#endif
"""


def export(
    model: str | Path | bytes | Graph, folder: str | Path, name: str = "model", replace: bool = True
) -> dict[str, Path]:
    """Write NAME_steps.h, which goes with the NAME.c and NAME.h of `c99.export`.

    Raises
    ------
    GraphError
        If the model cannot be read, or has no state that can be fed back as it is.
    """
    return write_folder(folder, source(model, name), replace)


def source(model: str | Path | bytes | Graph, name: str = "model") -> dict[str, str]:
    """Return {file name: text} of what `export` writes."""
    graph = model if isinstance(model, Graph) else read(model)
    name = identifier(name)
    back, entry = feedback.links(graph), feedback.entry(graph)
    outputs = range(len(graph.outputs))
    score = next((k for k in outputs if k not in {link.output for link in back}), 0)
    states, begin, put, take = [], [], [], []
    for link in back:
        tensor = graph.tensors[graph.inputs[link.input]]
        kept, size = f"{name}_state{link.input}", f"{name.upper()}_INPUT{link.input}_SIZE"
        states.append(f"static {element_type(graph, [tensor.index])} {kept}[{size}];")
        begin += [
            f"    for (unsigned i = 0; i < {size}; i++)",
            f"        {kept}[i] = {feedback.zero(graph, link.input)}; /* stands for 0 */",
        ]
        put.append(f"    memcpy({name}_input({link.input}), {kept}, sizeof {kept});")
        take.append(f"    memcpy({kept}, {name}_output({link.output}), sizeof {kept});")
    filled = {
        "$NAME": name.upper(),
        "$name": name,
        "$states": "\n".join([*states, ""]),
        "$begin": "\n".join(begin),
        "$put": "\n".join(put),
        "$take": "\n".join(take),
        "$type": element_type(graph, [graph.inputs[entry]]),
        "$entry": str(entry),
        "$score": str(score),
    }
    text = TEMPLATE
    for mark, value in filled.items():
        text = text.replace(mark, value)
    return {f"{name}_steps.h": text}
