#pragma once
enum TfLiteStatus { kTfLiteOk, kTfLiteError };
namespace tflite {
class MicroOpResolver {};
template <unsigned int count>
class MicroMutableOpResolver : public MicroOpResolver {
 public:
  TfLiteStatus AddFullyConnected();
  TfLiteStatus AddConv2D();
  TfLiteStatus AddDepthwiseConv2D();
  TfLiteStatus AddMaxPool2D();
  TfLiteStatus AddAveragePool2D();
  TfLiteStatus AddMean();
  TfLiteStatus AddAdd();
  TfLiteStatus AddMul();
  TfLiteStatus AddSub();
  TfLiteStatus AddPad();
  TfLiteStatus AddPadV2();
  TfLiteStatus AddConcatenation();
  TfLiteStatus AddReshape();
  TfLiteStatus AddSqueeze();
  TfLiteStatus AddExpandDims();
  TfLiteStatus AddSoftmax();
  TfLiteStatus AddLogistic();
  TfLiteStatus AddTanh();
  TfLiteStatus AddRelu();
  TfLiteStatus AddRelu6();
  TfLiteStatus AddLeakyRelu();
  TfLiteStatus AddAbs();
  TfLiteStatus AddNeg();
  TfLiteStatus AddTransposeConv();
  TfLiteStatus AddSvdf();
  TfLiteStatus AddUnidirectionalSequenceLSTM();
  TfLiteStatus AddQuantize();
  TfLiteStatus AddDequantize();
  TfLiteStatus AddShape();
  TfLiteStatus AddStridedSlice();
  TfLiteStatus AddPack();
  TfLiteStatus AddUnpack();
  TfLiteStatus AddSlice();
  TfLiteStatus AddSplit();
  TfLiteStatus AddSplitV();
  TfLiteStatus AddTranspose();
  TfLiteStatus AddReverseV2();
  TfLiteStatus AddBroadcastTo();
  TfLiteStatus AddDepthToSpace();
  TfLiteStatus AddSpaceToDepth();
  TfLiteStatus AddGather();
  TfLiteStatus AddSpaceToBatchNd();
  TfLiteStatus AddBatchToSpaceNd();
  TfLiteStatus AddMirrorPad();
  TfLiteStatus AddResizeNearestNeighbor();
  TfLiteStatus AddResizeBilinear();
  TfLiteStatus AddCast();
};
}  // namespace tflite
