/* frontend as C: the interface. frontend.c says how it works. */
#ifndef FRONTEND_H
#define FRONTEND_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FRONTEND_HASH 0x00000000UL /* the first 32 bits of the model file's SHA-256 */
#define FRONTEND_ARENA_BYTES 1036 /* memory of all tensors together */
#define FRONTEND_STATE_BYTES 160 /* of what it remembers */

#define FRONTEND_INPUTS 1
#define FRONTEND_INPUT0_SIZE 240 /* 240 int16, frame */
#define FRONTEND_OUTPUTS 1
#define FRONTEND_OUTPUT0_SIZE 40 /* 40 int8, features */

/* Where input i is put before each call of frontend_invoke, which may overwrite it. */
int16_t *frontend_input(int i);
unsigned long frontend_input_bytes(int i);

/* Computes the outputs from the inputs. */
void frontend_invoke(void);

/* Forgets all inferences before this call: a new sequence of inputs begins. The first inference
 * of all needs no call. */
void frontend_reset(void);

/* Where output i is, until an input is put in or frontend_invoke is called again. */
const int8_t *frontend_output(int i);
unsigned long frontend_output_bytes(int i);

#ifdef FRONTEND_TRACE
/* To be written by whoever wants to look: called with each tensor that a layer has written. */
void frontend_trace(int tensor, const void *data, unsigned long bytes);
#endif

#ifdef __cplusplus
}
#endif

#endif
