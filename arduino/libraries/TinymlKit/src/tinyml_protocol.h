/* The board's end of the kit's serial protocol, in portable C: bytes in, bytes out.

   docs/serial_protocol.md describes the frames, the payload of every command and the states of both
   ends. Nothing here needs malloc or Arduino. There is one buffer, for one frame; payloads go
   from it straight into the network's own input. */

#ifndef TINYML_PROTOCOL_H
#define TINYML_PROTOCOL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TINYML_PROTOCOL_VERSION 2
#define TINYML_TENSORS 4 /* the most inputs or outputs of a network */

/* A network, as the kit's exporter declares it in model.h. */
typedef struct {
  uint32_t hash;         /* first four bytes of the .tflite's SHA-256 */
  uint8_t element_bytes; /* 1: int8, 2: int16, 4: float32 */
  uint8_t inputs, outputs;
  uint32_t input_bytes[TINYML_TENSORS], output_bytes[TINYML_TENSORS];
  void *(*input)(uint8_t index);
  const void *(*output)(uint8_t index);
  void (*invoke)(void);
  void (*reset)(void); /* forgets all inferences before; NULL if the network remembers none */
} tinyml_model;

#define TINYML_UNKNOWN 0xFFFFFFFFul /* a figure that the board cannot tell */

/* Figures of the memory in bytes, in the order in which MEMORY answers: RAM on the chip, variables
   that live as long as the program, the deepest stack since the start, and what neither heap nor
   stack has touched since the start. */
enum { TINYML_RAM, TINYML_STATICS, TINYML_STACK, TINYML_NEVER_USED, TINYML_MEMORY };

/* What the board provides: every pointer but `write` may be NULL. */
typedef struct {
  const char *board;                     /* its name, that of its record in tinyml_kit/boards */
  void (*write)(uint8_t byte);           /* sends one byte, waiting if it must */
  uint32_t (*ticks)(void);               /* a clock that starts again at 0 after 2^32 */
  uint32_t ticks_per_second;             /* of that clock */
  void (*memory)(uint32_t *answer);      /* fills in what it knows of the TINYML_MEMORY figures */
  void (*question)(void);                /* a person typed a question mark */
} tinyml_port;

/* Both structures must live as long as the program. */
void tinyml_begin(const tinyml_model *model, const tinyml_port *port);

/* Take one byte from the line. If it completes a request, carry it out, answer it and return 1;
   otherwise return 0. */
uint8_t tinyml_receive(uint8_t byte);

/* Run the network on what is in its inputs now, for the sketch's own use; returns the ticks. */
uint32_t tinyml_invoke(void);

/* CRC-32 as in zip files: start with 0, and continue with the result. */
uint32_t tinyml_crc32(uint32_t crc, const void *data, uint32_t length);

#ifdef __cplusplus
}
#endif
#endif
