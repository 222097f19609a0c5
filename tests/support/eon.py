"""Compiled models as Edge Impulse's EON compiler lays them out, written by hand from numbers."""

import numpy as np

C_TYPES = {"Int8": ("int8_t", np.int8), "Int32": ("int32_t", np.int32),
           "Float32": ("float", np.float32)}  # fmt: skip


class Eon:
    """Collects tensors and operators; `text` is the C++ file.

    newer : bool
        The layout since 2024: names in a namespace, and a list of operators of its own.
    """

    def __init__(self, newer=False):
        self.newer = newer
        self.space = "g0::" if newer else ""
        self.lines, self.tensors, self.nodes, self.names = [], [], [], []

    def tensor(self, kind, shape, data=None, scale=None, zero=0, axis=0):
        """Add a tensor and return its number."""
        n, s = len(self.tensors), self.space
        self.lines.append(
            f"const TfArray<{len(shape)}, int> tensor_dimension{n} = {{ {len(shape)}, "
            f"{{ {','.join(map(str, shape))} }} }};"
        )
        c_type, dtype = C_TYPES[kind]
        where = f"tensor_arena + {16 * n}"
        if data is not None:
            numbers = ", ".join(map(str, np.asarray(data, dtype).reshape(-1).tolist()))
            section = "MODEL_SECTION(EI_MODEL_SECTION) " if self.newer else ""
            self.lines.append(
                f"const {section}ALIGN(16) {c_type} tensor_data{n}[{np.size(data)}] = {{ "
                f"/* [0][] */ {numbers}, }};"
            )
            where = f"({'int32_t' if self.newer else 'void'}*){s}tensor_data{n}"
        quantization = "{kTfLiteNoQuantization, nullptr}"
        if scale is not None:
            scales = np.atleast_1d(scale)
            zeros = ",".join(["0"] * len(scales)) if len(scales) > 1 else str(zero)
            self.lines += [
                f"const TfArray<{len(scales)}, float> quant{n}_scale = {{ {len(scales)}, "
                f"{{ {', '.join(map(repr, scales.tolist()))}, }} }};",
                f"const TfArray<{len(scales)}, int> quant{n}_zero = {{ {len(scales)}, "
                f"{{ {zeros} }} }};",
                f"const TfLiteAffineQuantization quant{n} = {{ (TfLiteFloatArray*)&quant{n}_scale, "
                f"(TfLiteIntArray*)&quant{n}_zero, {axis} }};",
            ]
            pointer = f"const_cast<void*>(static_cast<const void*>(&{s}quant{n}))"
            quantization = f"{{kTfLiteAffineQuantization, {pointer}}}"
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        home = "kTfLiteArenaRw" if data is None else "kTfLiteMmapRo"
        self.tensors.append(
            f"  {{ {home}, kTfLite{kind}, {where}, (TfLiteIntArray*)&{s}tensor_dimension{n}, "
            f"{size}, {quantization}, }},"
        )
        return n

    def operator(self, name, inputs, outputs, options=None):
        """Add an operator; options: the words of its structure with the type, or bytes."""
        n, s = len(self.nodes), self.space
        pointer = "nullptr"
        if isinstance(options, bytes):
            numbers = ", ".join(map(str, options))
            self.lines.append(
                f"const ALIGN(1) uint8_t opdata{n}[{len(options)}] = {{ {numbers},  }};"
            )
        elif options:
            kind, words = options
            self.lines.append(f"const TfLite{kind}Params opdata{n} = {{ {words} }};")
        if options:
            pointer = f"const_cast<void*>(static_cast<const void*>(&{s}opdata{n}))"
        for what, tensors in (("inputs", inputs), ("outputs", outputs)):
            self.lines.append(
                f"const TfArray<{len(tensors)}, int> {what}{n} = {{ {len(tensors)}, "
                f"{{ {','.join(map(str, tensors))} }} }};"
            )
        ends = [f"(TfLiteIntArray*)&{s}{what}{n}" for what in ("inputs", "outputs")]
        words = [*ends, pointer, f"OP_{name}"]
        if self.newer:
            words = [*ends, ends[0], "nullptr", "nullptr", pointer, "nullptr", "0"]
        self.nodes.append(f"  {{ {', '.join(words)}, }},")
        self.names.append(f"OP_{name}")

    def text(self, inputs, outputs):
        """Return the C++ file."""
        begin, end = ("namespace g0 {", "};\n") if self.newer else ("", "")
        names = ("in_tensor_indices", "out_tensor_indices")
        names = names if self.newer else ("inTensorIndices", "outTensorIndices")
        ends = [
            f"static const int {name}[] = {{\n  {', '.join(map(str, tensors))}, \n}};"
            for name, tensors in zip(names, (inputs, outputs), strict=True)
        ]
        nodes = ["const NodeInfo_t nodeData[] = {", *self.nodes, "};"]
        if self.newer:
            table = [f"TfLiteNode tflNodes[{len(self.nodes)}] = {{", *self.nodes, "};"]
            nodes = ["#ifndef TF_LITE_STATIC_MEMORY", *table, "#else", *table, "#endif"]
            nodes += ["used_operators_e used_ops[] =", f"{{{', '.join(self.names)}, }};"]
        return "\n".join(
            ["// made by a test", begin, *self.lines, end, "const TensorInfo_t tensorData[] = {",
             *self.tensors, "};", *nodes, *ends, ""]
        )  # fmt: skip


def small(newer=False):
    """Return the text of a model with a convolution, a mean, a dense layer and a softmax."""
    rng = np.random.default_rng(0)
    m = Eon(newer)
    x = m.tensor("Int8", (1, 6, 4, 1), scale=0.05, zero=-11)
    kernel = m.tensor("Int8", (3, 3, 1, 1), rng.integers(-127, 128, (3, 3, 1, 1)),
                      scale=[0.01, 0.02, 0.03])  # fmt: skip
    bias = m.tensor("Int32", (3,), [10, -20, 30], scale=[0.0005, 0.001, 0.0015])
    y = m.tensor("Int8", (1, 3, 4, 3), scale=0.1, zero=-128)
    m.operator("CONV_2D", [x, kernel, bias], [y],
               ("Conv", "kTfLitePaddingSame, 1,2, kTfLiteActRelu, 1,1"))  # fmt: skip
    axes = m.tensor("Int32", (2,), [1, 2])
    mean = m.tensor("Int8", (1, 3), scale=0.1, zero=-128)
    m.operator("MEAN", [y, axes], [mean], b"\0")
    weights = m.tensor("Int8", (2, 3), rng.integers(-127, 128, (2, 3)), scale=0.02)
    z = m.tensor("Int8", (1, 2), scale=0.2, zero=3)
    m.operator(
        "FULLY_CONNECTED", [mean, weights, -1], [z],
        ("FullyConnected",
         "kTfLiteActNone, kTfLiteFullyConnectedWeightsFormatDefault, false, false"),
    )  # fmt: skip
    out = m.tensor("Int8", (1, 2), scale=1 / 256, zero=-128)
    m.operator("SOFTMAX", [z], [out], ("Softmax", "1"))
    return m.text([x], [out])
