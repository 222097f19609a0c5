/* gestures as C: the interface. model.c says how it works. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MODEL_HASH 0xe55cac60UL /* the first 32 bits of the model file's SHA-256 */
#define MODEL_ARENA_BYTES 1440 /* memory of all tensors together */

#define MODEL_INPUTS 1
#define MODEL_INPUT0_SIZE 768 /* 1 x 128 x 6 int8, serving_default_input:0 */
/* A stored number stands for 0.0078125 * (stored + 0). */
#define MODEL_INPUT0_SCALE 0.0078125f
#define MODEL_INPUT0_ZERO_POINT 0
#define MODEL_OUTPUTS 1
#define MODEL_OUTPUT0_SIZE 6 /* 1 x 6 int8, StatefulPartitionedCall:0 */
/* A stored number stands for 0.00390625 * (stored + 128). */
#define MODEL_OUTPUT0_SCALE 0.00390625f
#define MODEL_OUTPUT0_ZERO_POINT -128

/* Where input i is put before each call of model_invoke, which may overwrite it. */
int8_t *model_input(int i);
unsigned long model_input_bytes(int i);

/* Computes the outputs from the inputs. */
void model_invoke(void);

/* Where output i is, until an input is put in or model_invoke is called again. */
const int8_t *model_output(int i);
unsigned long model_output_bytes(int i);

#ifdef MODEL_TRACE
/* To be written by whoever wants to look: called with each tensor that a layer has written. */
void model_trace(int tensor, const void *data, unsigned long bytes);
#endif

#ifdef __cplusplus
}
#endif

#endif
