"""A layer as C: the values of what its template calls $name, made from the layer's data."""

from dataclasses import dataclass, field, fields

from tinyml_kit.codegen.c.literals import C_TYPES, number, read
from tinyml_kit.graph.model import Graph
from tinyml_kit.ops.layer import Constant, Layer, Operand, Scaling

# The functions that clamp to other types than int8.
CLAMPS = {"int16_t": "clamp_int16", "uint8_t": "clamp_uint8"}
# From this many neighbours on, a copy of bytes pays for its call.
SHORTEST_RUN = 8
# What a kernel calls the numbers of its loops' turns, by how many loops its operands have.
_LOOPS = {1: ("i",), 4: ("a", "b", "c", "d"), 6: ("a", "b", "c", "row", "column", "k")}


@dataclass(frozen=True)
class CLayer(Layer):
    """A Layer with the C expressions that its template needs.

    substitutions : {name: str} for what the template calls $name, besides the arrays of
        `constants`, `function` and `title`
    shared : C that stands in front of the layer, once for all layers that share it
    loops : names of functions of the target that the layer calls and that all layers share
    instructions : about how many bytes of instructions hold the weights, whose array a program
        leaves out then; 0 if it does not
    """

    substitutions: dict[str, str] = field(default_factory=dict)
    shared: str = ""
    loops: tuple[str, ...] = ()
    instructions: int = 0

    @property
    def template(self) -> str:
        """Return the template's path below a folder of kernels."""
        return template(self.kernel, self.element)


def template(kernel: str | None, element: str) -> str:
    """Return the path, below a folder of kernels, of the template for a type of elements."""
    return f"{element}/{kernel}.c" if element in ("int16", "int32", "float32") else f"{kernel}.c"


def in_c(graph: Graph, layer: Layer) -> CLayer:
    """Return a layer as C: scalings become arrays and calls, operands become arguments.

    The scalings stay in the layer, for a target that has arrays of its own for them.
    """
    substitutions = {
        "type": _type_of(graph, layer.outputs[0]),
        "accumulator": _accumulator(layer),
        "clamp": CLAMPS.get(_type_of(graph, layer.outputs[0]), "clamp"),
        **{name: number(value) for name, value in layer.values.items()},
    }
    if "bias" in layer.constants:
        kind = read(layer.constants["bias"].values.dtype)
        substitutions["channel_bias"] = kind.format(array_name(layer, "bias"), "channel")
    if len(layer.outputs) > 1:
        kind = C_TYPES[graph.tensors[layer.outputs[-1]].dtype.name]
        narrow = kind == "int8_t"
        substitutions |= {"state_type": kind, "state_clamp": "clamp" if narrow else "clamp_int16"}
    if "times" in layer.constants:
        kind = read(layer.constants["times"].values.dtype)
        substitutions["time_weight"] = kind.format(array_name(layer, "times"), "at + i")
    if layer.inputs:
        substitutions["input_type"] = _type_of(graph, layer.inputs[0])
    constants: dict[str, Constant] = {}
    for name, scaling in layer.scalings.items():
        prefix = "" if name == "output" else f"{name}_"
        call, arrays = _scaling(layer, scaling, prefix)
        substitutions |= {f"{prefix}{key}": text for key, text in call.items()}
        constants |= arrays
    if layer.moves:
        substitutions |= _moves(graph, layer)
    elif layer.operands and layer.operands[0].steps:
        substitutions |= _elements(graph, layer)
    elif layer.operands:
        substitutions |= _values(graph, layer)
    given = {one.name: getattr(layer, one.name) for one in fields(Layer)}
    given["constants"] = constants | dict(layer.constants)
    return CLayer(**given, substitutions=substitutions)


def _accumulator(layer):
    if layer.element == "float32":
        return "float"
    if layer.sizes.get("LONG"):
        return "int64_t"
    # In C only unsigned numbers may overflow; they keep the lowest 32 bits.
    return "uint32_t" if layer.sizes.get("WRAPS") else "int32_t"


def array_name(layer: Layer, constant: str) -> str:
    """Return the name in C of one of a layer's constants."""
    return f"{layer.name}_{constant}"


def _type_of(graph, index):
    return C_TYPES[graph.tensors[index].dtype.name]


def _scaling(layer: Layer, scaling: Scaling, prefix: str):
    """Return the function to call, expressions for its arguments, and the arrays that they use.

    If each channel has a scaling of its own, the C variable `channel` is its number.
    """
    name = "requantise" if scaling.always_right else "requantise_any"
    call = {"requantise": "requantise_wide" if scaling.wide else name}
    if not scaling.per_channel:
        call["multiplier"] = number(scaling.multipliers[0])
        call["shift"] = number(scaling.shifts[0])
        return call, {}
    names = f"{prefix}multipliers", f"{prefix}shifts"
    multipliers, shifts = (array_name(layer, name) for name in names)
    call["multiplier"] = read(scaling.multipliers.dtype).format(multipliers, "channel")
    call["shift"] = f"READ8(AT({shifts}) + channel)"
    note = "each channel's factor from its accumulator to the output, times "
    note += "2^shift" if scaling.wide else "2^31 and 2^shift"
    return call, {
        names[0]: Constant(scaling.multipliers, note),
        names[1]: Constant(scaling.shifts, "each channel's shift to the right"),
    }


def _elements(graph, layer):
    """Return the parameters of an operator on several tensors, and expressions for its numbers."""
    loops = _LOOPS[len(layer.operands[0].steps)]
    one_loop = loops == ("i",)
    values = [_element(layer, one, "i" if one_loop else one.name[0]) for one in layer.operands]
    places = [
        f"const index_t {one.name[0]} = {_sum(0, loops, one.steps)};" for one in layer.operands
    ]
    indent = "\n" + 4 * (len(loops) + 1) * " "
    return _arguments(graph, layer) | {
        "values": ", ".join(values),
        "terms": "\n            + ".join(values),
        "places": "" if one_loop else indent.join(places),
    }


def _values(graph, layer):
    """Return the parameters, and expressions for element at_NAME of each operand."""
    values = {f"{one.name}_value": _element(layer, one, f"at_{one.name}") for one in layer.operands}
    return _arguments(graph, layer) | values


def _moves(graph, layer):
    """Return the parameters of an operator that moves elements, and its loops."""
    names = _outputs(layer)
    operands = {one.name: one for one in layer.operands}
    loops = [_move(layer, operands[one.operand], names[one.output], one) for one in layer.moves]
    return _arguments(graph, layer) | {"moves": "\n".join(loops)}


def _move(layer, operand, output, move):
    """Return nested loops; a long run of neighbours of a tensor is copied at once."""
    counts, inner = list(move.counts), (move.reads[-1:], move.writes[-1:])
    run = None
    if operand.constant is None and inner == ((1,), (1,)) and counts[-1] >= SHORTEST_RUN:
        run = counts.pop()
    variables = "abcdefgh"[: len(counts)]
    lines = [
        f"{'    ' * (depth + 1)}for (index_t {name} = 0; {name} < {count}; {name}++)"
        for depth, (name, count) in enumerate(zip(variables, counts, strict=True))
    ]
    here = _sum(move.first_write, variables, move.writes)
    there = _sum(move.first_read, variables, move.reads)
    if run is None:
        copy = f"{output}[{here}] = {_element(layer, operand, there)};"
    else:
        places = f"{output} + {here}, {operand.name} + {there}"
        copy = f"memcpy({places}, {run} * sizeof *{output});"
    return "\n".join([*lines, "    " * (len(lines) + 1) + copy.replace(" + 0,", ",")])


def _sum(first, variables, steps):
    """Return the place that is reached in some turn of each loop."""
    text = str(first) if first else ""
    for name, step in zip(variables, steps[: len(variables)], strict=True):
        if step:
            term = name if abs(step) == 1 else f"{name} * {abs(step)}"
            text += f" {'-' if step < 0 else '+'} {term}" if text else term
    return text or "0"


def _outputs(layer):
    if len(layer.outputs) == 1:
        return ["output"]
    return [f"output_{place}" for place in range(len(layer.outputs))]


def _arguments(graph, layer):
    given = [
        f"const {_type_of(graph, one.tensor)} *{one.name}"
        for one in layer.operands
        if one.constant is None
    ]
    written = [f"{_type_of(graph, layer.outputs[0])} *{name}" for name in _outputs(layer)]
    return {"arguments": ", ".join([*given, *written])}


def _element(layer: Layer, operand: Operand, at: str) -> str:
    """Return the expression for an element of an operand."""
    if operand.constant is None:
        return f"{operand.name}[{at}]"
    array = array_name(layer, operand.constant)
    return read(layer.constants[operand.constant].values.dtype).format(array, at)
