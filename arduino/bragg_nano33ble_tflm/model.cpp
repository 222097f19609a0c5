/* bragg_100px_int8 by the TFLM interpreter.

   Library Manager: Chirale_TensorFLowLite 2.0.0. If it is gone, take another library of TFLM
   and put its header into the next line; the rest stays:
     #include <TensorFlowLite.h>  (Arduino_TensorFlowLite)
     #include <tflm_cortexm.h>  (tflm_cortexm) */
#include <Chirale_TensorFlowLite.h>

#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

#include <Arduino.h>

#include "model.h"
#include "model_data.h"

alignas(16) static uint8_t arena[MODEL_DATA_ARENA_BYTES];
static tflite::MicroInterpreter *interpreter;

/* A number from a broken interpreter would look like any other: better none at all. */
static void stop(const char *why) {
  for (;;) {
    Serial.print("tinyml-kit: ");
    Serial.println(why);
    delay(2000);
  }
}

void model_begin() {
  const tflite::Model *model = tflite::GetModel(model_data);
  if (model->version() != TFLITE_SCHEMA_VERSION)
    stop("the library reads another version of .tflite files; take another release of it.");
  static tflite::MicroMutableOpResolver<MODEL_DATA_OPERATORS> resolver;
  model_data_add_operators(resolver);
  static tflite::MicroInterpreter made(model, resolver, arena, sizeof arena);
  if (made.AllocateTensors() != kTfLiteOk)
    stop("the interpreter refuses the model; raise MODEL_DATA_ARENA_BYTES in model_data.h.");
  interpreter = &made;
}

void model_invoke() {
  if (interpreter->Invoke() != kTfLiteOk) stop("the interpreter failed at an operator.");
}

int8_t *model_input(int i) { return (int8_t *)interpreter->input(i)->data.raw; }
unsigned long model_input_bytes(int i) { return interpreter->input(i)->bytes; }
const int8_t *model_output(int i) { return (const int8_t *)interpreter->output(i)->data.raw; }
unsigned long model_output_bytes(int i) { return interpreter->output(i)->bytes; }

void model_report(Print &out) {
  out.print("arena: ");
  out.print((unsigned long)interpreter->arena_used_bytes());
  out.print(" of ");
  out.print((unsigned long)sizeof arena);
  out.println(" bytes used");
}
