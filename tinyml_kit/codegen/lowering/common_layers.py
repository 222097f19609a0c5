"""Layers that int8 and float32 have in common: numbers are moved, or taken in pairs."""

from math import prod

from tinyml_kit.codegen.c.literals import Constant, number
from tinyml_kit.codegen.lowering.layer import c_type, make_layer
from tinyml_kit.codegen.lowering.sizes import broadcast_steps, four_sizes


def pairwise_layer(graph, operator, numbers, texts, constants):
    """Return the Layer of an operator on pairs of numbers, either of which may be constant."""
    out = graph.tensors[operator.outputs[0]]
    inputs, arguments = [], []
    shapes = [graph.tensors[index].shape for index in operator.inputs]
    kind = c_type(graph, operator)
    broadcast = shapes[0] != shapes[1]
    if broadcast:
        numbers |= broadcast_steps(out.shape, shapes)
    for side, step, index in zip(("left", "right"), "lr", operator.inputs, strict=True):
        at = step if broadcast else "i"
        tensor = graph.tensors[index]
        if tensor.data is None:
            inputs.append(index)
            arguments.append(f"const {kind} *{side}")
            texts[f"{side}_value"] = f"{side}[{at}]"
        else:
            name = f"{side}_constant"
            constants[name] = Constant(tensor.data, f"the {side} operand")
            read = "READ8(AT(${}) + {})" if kind == "int8_t" else "READ_FLOAT(${}, {})"
            texts[f"{side}_value"] = read.format(name, at)
    texts["arguments"] = ", ".join([*arguments, f"{kind} *output"])
    return make_layer(graph, operator, numbers, texts, constants, inputs=inputs)


def pad(graph, operator, made):
    """Return the Layer of PAD or PADV2."""
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    sizes, wide = four_sizes(x.shape), four_sizes(out.shape)
    before = [0] * (4 - len(x.shape)) + [pair[0] for pair in operator.options["paddings"]]
    steps = [prod(wide[axis + 1 :]) for axis in range(4)]
    numbers = {f"SIZE_{axis}": size for axis, size in enumerate(sizes)}
    numbers |= {f"STEP_{axis}": steps[axis] for axis in range(3)}
    numbers["FIRST"] = sum(n * step for n, step in zip(before, steps, strict=True))
    numbers["OUT_SIZE"] = out.size
    return _shared(graph, operator, numbers, {"value": number(made["value"])})


def concatenation(graph, operator, made):
    """Return the Layer of CONCATENATION."""
    out, axis = graph.tensors[operator.outputs[0]], operator.options["axis"]
    kind = c_type(graph, operator)
    inputs, arguments, copies, constants = [], [], [], {}
    for place, index in enumerate(operator.inputs):
        tensor = graph.tensors[index]
        run = prod(tensor.shape[axis:])
        if tensor.data is None:
            arguments.append(f"const {kind} *input_{place}")
            inputs.append(index)
            source = f"input_{place}[i * {run} + k]"
        else:
            constants[f"input_{place}"] = Constant(tensor.data, f"input {place}")
            read = "READ8(AT(${}) + {})" if kind == "int8_t" else "READ_FLOAT(${}, {})"
            source = read.format(f"input_{place}", f"i * {run} + k")
        copies.append(
            f"        for (index_t k = 0; k < {run}; k++)\n            *output++ = {source};"
        )
    texts = {"arguments": ", ".join([*arguments, f"{kind} *output"]), "copies": "\n".join(copies)}
    numbers = {"REPEATS": prod(out.shape[:axis])}
    return _shared(graph, operator, numbers, texts, constants, inputs=inputs)


def rename(graph, operator, made):
    """Return the Layer of an operator that only changes the shape."""
    return _shared(graph, operator, {"SIZE": graph.tensors[operator.outputs[0]].size})


def _shared(graph, operator, numbers, *rest, **how):
    """Return a Layer whose template does not care which type it moves."""
    template = f"{operator.name.lower()}.c"
    return make_layer(graph, operator, numbers, *rest, template=template, **how)
