#pragma once
#include <stdint.h>
#ifndef TFLM_UMBRELLA_INCLUDED
#error "the IDE finds the library by its umbrella header, which comes first"
#endif
#define TFLITE_SCHEMA_VERSION 3
namespace tflite {
struct Model {
  uint32_t version() const;
};
const Model *GetModel(const void *bytes);
}  // namespace tflite
