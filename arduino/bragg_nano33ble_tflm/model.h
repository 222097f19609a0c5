/* bragg_100px_int8 by the TFLM interpreter, with the functions of the C. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_HASH 0x464424b2UL /* the first 32 bits of the model file's SHA-256 */

#define MODEL_INPUTS 1
#define MODEL_INPUT0_SIZE 10000 /* 1 x 100 x 100 x 1 int8, serving_default_input:0 */
/* A stored number stands for 0.0313726 * (stored + 64). */
#define MODEL_INPUT0_SCALE 0.0313725509f
#define MODEL_INPUT0_ZERO_POINT -64
#define MODEL_OUTPUTS 1
#define MODEL_OUTPUT0_SIZE 3 /* 1 x 3 int8, StatefulPartitionedCall:0 */
/* A stored number stands for 0.00390625 * (stored + 128). */
#define MODEL_OUTPUT0_SCALE 0.00390625f
#define MODEL_OUTPUT0_ZERO_POINT -128

/* Makes the interpreter ready: to be called once, after Serial.begin. If it cannot, it says why
   on the serial port and does not return. */
void model_begin();

/* Where input i is put before each call of model_invoke, which may overwrite it. */
int8_t *model_input(int i);
unsigned long model_input_bytes(int i);

/* Computes the outputs from the inputs. */
void model_invoke();

/* Where output i is, until an input is put in or model_invoke is called again. */
const int8_t *model_output(int i);
unsigned long model_output_bytes(int i);

/* Prints how much of the arena the interpreter uses on this board. */
class Print;
void model_report(Print &out);

#endif
