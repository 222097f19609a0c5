"""Write .tflite files by hand: every field can be chosen, and no converter is needed."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from flatbuffers import flexbuffers

TYPES = {
    np.dtype(np.float32): schema.TensorType.FLOAT32,
    np.dtype(np.float16): schema.TensorType.FLOAT16,
    np.dtype(np.int8): schema.TensorType.INT8,
    np.dtype(np.uint8): schema.TensorType.UINT8,
    np.dtype(np.int16): schema.TensorType.INT16,
    np.dtype(np.int32): schema.TensorType.INT32,
    np.dtype(np.int64): schema.TensorType.INT64,
    np.dtype(np.uint32): schema.TensorType.UINT32,
    np.dtype(np.uint64): schema.TensorType.UINT64,
    np.dtype(np.bool_): schema.TensorType.BOOL,
    # A variable's handle: it has no data that NumPy would know.
    np.dtype(object): schema.TensorType.RESOURCE,
}
ACTIVATIONS = {
    None: schema.ActivationFunctionType.NONE,
    "RELU": schema.ActivationFunctionType.RELU,
    "RELU6": schema.ActivationFunctionType.RELU6,
    "RELU_N1_TO_1": schema.ActivationFunctionType.RELU_N1_TO_1,
}
PADDINGS = {"SAME": schema.Padding.SAME, "VALID": schema.Padding.VALID}
# Which options table belongs to which operator; the ones that are not here have none.
OPTIONS = {
    "FULLY_CONNECTED": "FullyConnectedOptions",
    "CONV_2D": "Conv2DOptions",
    "DEPTHWISE_CONV_2D": "DepthwiseConv2DOptions",
    "TRANSPOSE_CONV": "TransposeConvOptions",
    "SVDF": "SVDFOptions",
    "UNIDIRECTIONAL_SEQUENCE_LSTM": "UnidirectionalSequenceLSTMOptions",
    "MAX_POOL_2D": "Pool2DOptions",
    "AVERAGE_POOL_2D": "Pool2DOptions",
    "MEAN": "ReducerOptions",
    "SPACE_TO_BATCH_ND": "SpaceToBatchNDOptions",
    "BATCH_TO_SPACE_ND": "BatchToSpaceNDOptions",
    "MIRROR_PAD": "MirrorPadOptions",
    "RESIZE_NEAREST_NEIGHBOR": "ResizeNearestNeighborOptions",
    "RESIZE_BILINEAR": "ResizeBilinearOptions",
    "CAST": "CastOptions",
    "REDUCE_PROD": "ReducerOptions",
    "REDUCE_MAX": "ReducerOptions",
    "REDUCE_MIN": "ReducerOptions",
    "SUM": "ReducerOptions",
    "FILL": "FillOptions",
    "DIV": "DivOptions",
    "FLOOR_DIV": "FloorDivOptions",
    "FLOOR_MOD": "FloorModOptions",
    "CUMSUM": "CumsumOptions",
    "GATHER_ND": "GatherNdOptions",
    "REDUCE_ALL": "ReducerOptions",
    "ZEROS_LIKE": "ZerosLikeOptions",
    "DYNAMIC_UPDATE_SLICE": "DynamicUpdateSliceOptions",
    "MAXIMUM": "MaximumMinimumOptions",
    "MINIMUM": "MaximumMinimumOptions",
    "GATHER": "GatherOptions",
    "ADD": "AddOptions",
    "MUL": "MulOptions",
    "SUB": "SubOptions",
    "PAD": "PadOptions",
    "PADV2": "PadV2Options",
    "CONCATENATION": "ConcatenationOptions",
    "RESHAPE": "ReshapeOptions",
    "SQUEEZE": "SqueezeOptions",
    "EXPAND_DIMS": "ExpandDimsOptions",
    "SOFTMAX": "SoftmaxOptions",
    "LEAKY_RELU": "LeakyReluOptions",
    "ARG_MAX": "ArgMaxOptions",
    "ARG_MIN": "ArgMinOptions",
    "BATCH_MATMUL": "BatchMatMulOptions",
    "L2_NORMALIZATION": "L2NormOptions",
    "L2_POOL_2D": "Pool2DOptions",
    "QUANTIZE": "QuantizeOptions",
    "DEQUANTIZE": "DequantizeOptions",
    "SHAPE": "ShapeOptions",
    "STRIDED_SLICE": "StridedSliceOptions",
    "SLICE": "SliceOptions",
    "PACK": "PackOptions",
    "UNPACK": "UnpackOptions",
    "SPLIT": "SplitOptions",
    "SPLIT_V": "SplitVOptions",
    "TRANSPOSE": "TransposeOptions",
    "REVERSE_V2": "ReverseV2Options",
    "BROADCAST_TO": "BroadcastToOptions",
    "DEPTH_TO_SPACE": "DepthToSpaceOptions",
    "SPACE_TO_DEPTH": "SpaceToDepthOptions",
    "CALL_ONCE": "CallOnceOptions",
    "VAR_HANDLE": "VarHandleOptions",
    "READ_VARIABLE": "ReadVariableOptions",
    "ASSIGN_VARIABLE": "AssignVariableOptions",
}


class AlignedBuffer(schema.BufferT):
    """A buffer whose data start at a multiple of 16 bytes, as the schema asks."""

    def Pack(self, builder):  # noqa: N802
        if self.data is None:
            return super().Pack(builder)
        content = self.data.tobytes()
        builder.StartVector(1, len(content), 16)
        builder.head -= len(content)
        builder.Bytes[builder.head : builder.head + len(content)] = content
        data = builder.EndVector()
        schema.BufferStart(builder)
        schema.BufferAddData(builder, data)
        return schema.BufferEnd(builder)


class Writer:
    """Collects tensors and operators of a subgraph; `finish` returns the file's bytes.

    `subgraph` returns the Writer of another one, which shares buffers and operator codes.
    """

    def __init__(self, first=None):
        self.tensors, self.operators = [], []
        self.buffers = first.buffers if first else [AlignedBuffer()]
        self.codes = first.codes if first else []
        self.inputs, self.outputs = [], []
        self.others = []

    def subgraph(self):
        """Add a subgraph and return its Writer; its number is how many there were before."""
        self.others.append(Writer(self))
        return self.others[-1]

    def tensor(
        self, shape, dtype, scale=None, zero_point=0, axis=0, data=None, name=None, variable=False
    ):
        """Add a tensor and return its index; `scale` and `zero_point` may be arrays."""
        tensor = schema.TensorT(shape=np.array(shape, np.int32), type=TYPES[np.dtype(dtype)])
        tensor.name = name or f"t{len(self.tensors)}"
        tensor.isVariable = variable
        if scale is not None:
            scale = np.atleast_1d(np.asarray(scale, np.float32))
            zero_point = np.broadcast_to(np.asarray(zero_point, np.int64), scale.shape).copy()
            tensor.quantization = schema.QuantizationParametersT(
                scale=scale, zeroPoint=zero_point, quantizedDimension=axis
            )
        if data is not None:
            buffer = AlignedBuffer()
            buffer.data = np.asarray(data, dtype)
            assert buffer.data.shape == tuple(shape)
            tensor.buffer = len(self.buffers)
            self.buffers.append(buffer)
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def operator(self, name, inputs, outputs, **options):
        """Add an operator; an input of None is one that is left out.

        One whose name the schema does not have is a custom operator. Its options become a
        flexbuffer; `content` is one that is given as bytes.
        """
        code = getattr(schema.BuiltinOperator, name, name)
        if code not in self.codes:
            self.codes.append(code)
        operator = schema.OperatorT(
            opcodeIndex=self.codes.index(code),
            inputs=np.array([-1 if index is None else index for index in inputs], np.int32),
            outputs=np.array(outputs, np.int32),
        )
        if code == name:
            content = options.pop("content", None)
            stored = flexbuffers.Dumps(options) if content is None else content
            operator.customOptions = np.frombuffer(stored, np.uint8)
        elif name in OPTIONS:
            table = getattr(schema, OPTIONS[name] + "T")()
            for key, value in options.items():
                assert hasattr(table, key), (name, key)
                setattr(table, key, value)
            operator.builtinOptions = table
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, OPTIONS[name])
        else:
            assert not options, (name, options)
        self.operators.append(operator)

    def finish(self):
        """Return the file's bytes."""
        codes = [_code(code) for code in self.codes]
        model = schema.ModelT(
            version=3,
            operatorCodes=codes,
            subgraphs=[one._packed() for one in (self, *self.others)],
            buffers=self.buffers,
        )
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())

    def _packed(self):
        return schema.SubGraphT(
            tensors=self.tensors,
            inputs=np.array(self.inputs, np.int32),
            outputs=np.array(self.outputs, np.int32),
            operators=self.operators,
        )


def _code(code):
    """Return the schema's table for a number, or for the name of a custom operator."""
    if isinstance(code, int):
        return schema.OperatorCodeT(builtinCode=code, deprecatedBuiltinCode=min(code, 127))
    number = schema.BuiltinOperator.CUSTOM
    return schema.OperatorCodeT(
        builtinCode=number, deprecatedBuiltinCode=number, customCode=code.encode()
    )
