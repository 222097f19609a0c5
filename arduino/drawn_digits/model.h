/* drawn_digits as C: the interface. model.c says how it works. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MODEL_HASH 0x8e024705UL /* the first 32 bits of the model file's SHA-256 */
#define MODEL_ARENA_BYTES 960 /* memory of all tensors together */

#define MODEL_INPUTS 1
#define MODEL_INPUT0_SIZE 64 /* 1 x 8 x 8 x 1 int8, serving_default_input:0 */
/* A stored number stands for 0.00392157 * (stored + 128). */
#define MODEL_INPUT0_SCALE 0.00392156886f
#define MODEL_INPUT0_ZERO_POINT -128
#define MODEL_OUTPUTS 1
#define MODEL_OUTPUT0_SIZE 10 /* 1 x 10 int8, StatefulPartitionedCall:0 */
/* A stored number stands for 0.241061 * (stored - 20). */
#define MODEL_OUTPUT0_SCALE 0.2410606f
#define MODEL_OUTPUT0_ZERO_POINT 20

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
