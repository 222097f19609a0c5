"""The text of model.c and model.h: constants, one function a layer, an arena, an interface."""

import re
import textwrap

from tinyml_kit.export import templates
from tinyml_kit.export.layer import ExportError
from tinyml_kit.export.literals import C_TYPES, WIDTH, comment, declare, number


class Program:
    """A graph's layers on their way to text.

    Parameters
    ----------
    graph : Graph
    layers : sequence of Layer
    plan : plan.Plan, where each tensor lies
    target : targets.Target
    name : str, an identifier: prefix of everything that the header declares
    digest : 8 hexadecimal digits of the model's SHA-256
    """

    def __init__(self, graph, layers, plan, target, name, digest):
        self.graph, self.layers, self.plan, self.target = graph, layers, plan, target
        self.name, self.digest = name, digest
        self.floats = any(graph.tensors[index].dtype == "float32" for index in self.arena_tensors())

    def arena_tensors(self):
        """Return the indices of the tensors that lie in the arena, in the order of their use."""
        seen = list(self.graph.inputs)
        for layer in self.layers:
            seen += [*layer.inputs, layer.output]
        return list(dict.fromkeys(seen))

    def source(self):
        """Return model.c."""
        functions = [self._layer(layer) for layer in self.layers if layer.template]
        body = "\n".join(self._explained(functions))
        return "\n".join(
            [
                self._head(),
                self._includes(body),
                templates.find("flash.h", self.target.folders).read_text(),
                *self._helpers(body),
                self._arena(),
                body,
                self._interface(),
                self._invoke(),
            ]
        )

    def header(self):
        """Return model.h."""
        name, upper = self.name, self.name.upper()
        tensors = [
            line
            for kind, indices in (("INPUT", self.graph.inputs), ("OUTPUT", self.graph.outputs))
            for line in self._sizes(kind, indices)
        ]
        return f"""/* {comment(self.graph.name)} as C: the interface. {name}.c says how it works. */
#ifndef {upper}_H
#define {upper}_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {{
#endif

#define {upper}_HASH 0x{self.digest}UL /* the first 32 bits of the model's SHA-256 */
#define {upper}_ARENA_BYTES {self.plan.size} /* memory of all tensors together */

{"".join(tensors)}
/* Where input i is put before each call of {name}_invoke, which may overwrite it. */
{self._pointer(self.graph.inputs)} *{name}_input(int i);
unsigned long {name}_input_bytes(int i);

/* Computes the outputs from the inputs. */
void {name}_invoke(void);

/* Where output i is, until an input is put in or {name}_invoke is called again. */
const {self._pointer(self.graph.outputs)} *{name}_output(int i);
unsigned long {name}_output_bytes(int i);

#ifdef {upper}_TRACE
/* To be written by whoever wants to look: called with each tensor that a layer has written. */
void {name}_trace(int tensor, const void *data, unsigned long bytes);
#endif

#ifdef __cplusplus
}}
#endif

#endif
"""

    def _head(self):
        rows = [
            f" *   {' and '.join(operator.name for operator in layer.operators):<24}"
            f" -> {self._describe(layer.output)}\n"
            for layer in self.layers
        ]
        inputs = [f" *   {'input':<24} -> {self._describe(i)}\n" for i in self.graph.inputs]
        return f"""/* {comment(self.graph.name)} as C, made by tinyml-kit ({self.target.name}).
 *
{"".join(inputs + rows)} *
 * Each layer is a function below, in this order; {self.name}_invoke, at the end, calls them. All
 * shapes are constants, all weights lie in flash, and nothing is allocated. */
"""

    def _includes(self, body):
        math = "#include <math.h>\n" if re.search(r"\b(expf|tanhf)\(", body) else ""
        return f"""{math}#include <stdint.h>
#include <string.h>

#include "{self.name}.h"

typedef {self.target.index} index_t; /* counts elements; no tensor has more than it can hold */
"""

    def _explained(self, functions):
        """Return the functions, the explanation of each kind in front of the first of it."""
        seen = set()
        for explanation, text in functions:
            yield text if explanation in seen else f"{explanation}\n{text}"
            seen.add(explanation)

    def _layer(self, layer):
        """Return the explanation and the text of a layer: constants and function."""
        layer = self.target.adapt(layer)
        path = templates.find(layer.template, self.target.folders)
        if path is None:
            raise ExportError(
                f"operator {layer.operators[0].index} {layer.operators[0].name}: there is no code "
                f"for it on {self.target.name}; export it for another board."
            )
        large = [name for name, value in layer.numbers.items() if abs(value) > self.target.largest]
        if large:
            raise ExportError(
                f"operator {layer.operators[0].index} {layer.operators[0].name}: "
                f"{large[0]} is {layer.numbers[large[0]]}, more than {self.target.name} can count; "
                "export it for a larger board."
            )
        arrays = {name: f"{layer.function}_{name}" for name in layer.constants}
        texts = {"function": layer.function, "title": self._title(layer), **arrays}
        for name, text in layer.texts.items():
            # A text may name an array.
            texts[name] = re.sub(r"\$(\w+)", lambda match: arrays[match[1]], text)
        filled = templates.fill(path, layer.numbers, texts, self.target.folders)
        explanation, code = templates.split_explanation(filled)
        declared = [declare(arrays[name], value) for name, value in layer.constants.items()]
        return explanation, "\n".join([*declared, code])

    def _helpers(self, body):
        """Return the texts of the common functions that the layers call, callees first."""
        names = {}
        for folder in self.target.folders:
            for path in sorted((templates.KERNELS / folder / "common").glob("*.c")):
                names.setdefault(path.stem, path)
        texts, found = {}, []

        def visit(text):
            for name in sorted(set(re.findall(r"\b([a-z]\w*)\(", text)) & set(names)):
                if name not in texts:
                    texts[name] = names[name].read_text()
                    visit(texts[name])
                    found.append(texts[name])

        visit(body)
        return found

    def _arena(self):
        size = max(self.plan.size, 1)
        lines = "".join(
            f"#define TENSOR_{index} {self._place(index)} /* {self._describe(index)} */\n"
            for index in self.arena_tensors()
        )
        if self.floats:
            declared = f"""/* As a union, so that its address suits floats. */
static union {{
    int8_t bytes[{size}];
    float floats[{-(-size // 4)}];
}} arena;"""
        else:
            declared = f"static int8_t arena[{size}];"
        return (
            "/* The memory of all tensors; those never needed at the same time share it. */\n"
            f"{declared}\n{lines}"
        )

    def _place(self, index):
        offset = self.plan.offsets[index]
        if not self.floats:
            return f"(arena + {offset})"
        if self.graph.tensors[index].dtype == "float32":
            return f"(arena.floats + {offset // 4})"
        return f"(arena.bytes + {offset})"

    def _invoke(self):
        upper = self.name.upper()
        calls = "".join(self._call(layer) for layer in self.layers)
        return f"""#ifdef {upper}_TRACE
#define TRACE(tensor, data, bytes) {self.name}_trace(tensor, data, bytes)
#else
#define TRACE(tensor, data, bytes)
#endif

void {self.name}_invoke(void)
{{
{calls}}}
"""

    def _call(self, layer):
        tensor = self.graph.tensors[layer.output]
        trace = f"    TRACE({tensor.index}, TENSOR_{tensor.index}, {tensor.nbytes}UL);\n"
        arguments = [f"TENSOR_{index}" for index in (*layer.inputs, layer.output)]
        if not layer.template:
            names = " and ".join(operator.name for operator in layer.operators)
            return f"    /* {names}: the numbers stay where they are. */\n{trace}"
        if layer.batches == 1:
            return f"    {layer.function}({', '.join(arguments)});\n{trace}"
        sizes = [
            self.graph.tensors[index].size // layer.batches
            for index in (*layer.inputs, layer.output)
        ]
        steps = [f"{name} + i * {size}" for name, size in zip(arguments, sizes, strict=True)]
        return (
            f"    for (index_t i = 0; i < {layer.batches}; i++)\n"
            f"        {layer.function}({', '.join(steps)});\n{trace}"
        )

    def _interface(self):
        name, graph = self.name, self.graph
        return "\n".join(
            [
                self._chooser(f"{self._pointer(graph.inputs)} *{name}_input", graph.inputs),
                self._chooser(f"unsigned long {name}_input_bytes", graph.inputs, bytes_=True),
                self._chooser(
                    f"const {self._pointer(graph.outputs)} *{name}_output", graph.outputs
                ),
                self._chooser(f"unsigned long {name}_output_bytes", graph.outputs, bytes_=True),
            ]
        )

    def _chooser(self, declaration, indices, bytes_=False):
        """Return a function from a number to a tensor's address or its bytes."""
        values = [
            f"{self.graph.tensors[index].nbytes}" if bytes_ else f"TENSOR_{index}"
            for index in indices
        ]
        cases = "".join(
            f"    if (i == {i})\n        return {value};\n" for i, value in enumerate(values[:-1])
        )
        unused = "" if cases else "    (void)i;\n"
        return f"{declaration}(int i)\n{{\n{unused}{cases}    return {values[-1]};\n}}\n"

    def _pointer(self, indices):
        """Return the C type of these tensors' elements; void if they differ."""
        kinds = {C_TYPES[self.graph.tensors[index].dtype.name] for index in indices}
        return kinds.pop() if len(kinds) == 1 else "void"

    def _sizes(self, kind, indices):
        upper = self.name.upper()
        yield f"#define {upper}_{kind}S {len(indices)}\n"
        for i, index in enumerate(indices):
            tensor = self.graph.tensors[index]
            prefix = f"#define {upper}_{kind}{i}"
            yield f"{prefix}_SIZE {tensor.size} /* {self._describe(index)} */\n"
            if tensor.quantization is not None and tensor.dtype == "int8":
                yield f"{prefix}_SCALE {number(tensor.quantization.scale[0])}\n"
                yield f"{prefix}_ZERO_POINT {number(tensor.quantization.zero_point[0])}\n"

    def _title(self, layer):
        sources = " and ".join(self._shape(index) for index in layer.inputs) or "constants"
        tensor = self.graph.tensors[layer.output]
        text = f"{layer.function}, {short_name(tensor)}: {sources} -> {self._shape(layer.output)}"
        return textwrap.fill(text, WIDTH - 6, subsequent_indent=" * ")

    def _shape(self, index):
        shape = self.graph.tensors[index].shape
        return " x ".join(str(size) for size in shape) or "1"

    def _describe(self, index):
        tensor = self.graph.tensors[index]
        return f"{self._shape(index)} {tensor.dtype}, {short_name(tensor)}"


def short_name(tensor):
    """Return the part of a tensor's name that says something, as a comment may hold it.

    Converters list all that went into a tensor, and each with its whole path:
    "model/conv1/Relu;model/conv1/Conv2D;…" becomes "conv1/Relu".
    """
    parts = tensor.name.split(";")[0].split("/")
    return comment("/".join(parts[-2:]))[:48] or "unnamed"
