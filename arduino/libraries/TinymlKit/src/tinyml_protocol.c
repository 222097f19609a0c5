/* The board's end of the kit's serial protocol: see tinyml_protocol.h. */

#include "tinyml_protocol.h"

#include <string.h>

#include "tinyml_frames.h"

#ifdef __AVR__
#include <avr/pgmspace.h>
#define FLASH PROGMEM
#define READ32(address) pgm_read_dword(address)
#else
#define FLASH
#define READ32(address) (*(address))
#endif

enum { IDENTIFY = 1, WRITE, PREDICT, READ, TIME, MEMORY, RESET };
enum { OK, UNKNOWN_COMMAND, OUT_OF_RANGE, OTHER_INPUT, NO_RESULT, OTHER_MODEL, OTHER_STATE };

static const tinyml_model *model;
static const tinyml_port *port;

/* What the network remembers: the number that the last RESET gave, and every input since, in one
   CRC. 0 if it remembers nothing. */
static uint32_t history;

/* The last inference: the sequence number of its request, and the CRC of the history before it and
   of its inputs. */
static uint8_t has_result;
static uint32_t result_sequence, result;

/* In the order in which TIME answers. */
enum { LAST, LEAST, MOST, INFERENCES, TIMES };
static uint32_t times[TIMES];

uint32_t tinyml_crc32(uint32_t crc, const void *data, uint32_t length) {
  /* Half a byte at a time: 64 bytes of table instead of 1024. */
  static const uint32_t table[16] FLASH = {
      0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
      0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
      0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C};
  const uint8_t *byte = (const uint8_t *)data;
  crc = ~crc;
  while (length--) {
    crc ^= *byte++;
    crc = (crc >> 4) ^ READ32(table + (crc & 15));
    crc = (crc >> 4) ^ READ32(table + (crc & 15));
  }
  return ~crc;
}

static void put_all(const uint32_t *values, uint8_t count) {
  while (count--) put(*values++, 4);
}

/* Return the CRC of a history and what came after it; nothing comes back to 0. */
static uint32_t after(uint32_t before, const void *data, uint8_t length) {
  uint32_t crc = tinyml_crc32(before, data, length);
  return crc ? crc : 1;
}

uint32_t tinyml_invoke(void) {
  static const uint8_t unknown = 0;
  uint32_t ticks = port->ticks ? port->ticks() : 0;
  model->invoke();
  has_result = 0; /* the result that Python could read is gone */
  if (model->reset) history = after(history, &unknown, 1);
  if (port->ticks) ticks = port->ticks() - ticks;
  times[LAST] = ticks;
  if (!times[INFERENCES] || ticks < times[LEAST]) times[LEAST] = ticks;
  if (ticks > times[MOST]) times[MOST] = ticks;
  times[INFERENCES]++;
  return ticks;
}

static void on_identify(void) {
  const char *name = port->board ? port->board : "";
  answer(OK);
  put(TINYML_PROTOCOL_VERSION, 1);
  put(TINYML_PAYLOAD, 1);
  put(model->element_bytes, 1);
  put(model->inputs, 1);
  put(model->outputs, 1);
  put(model->reset != 0, 1);
  put(model->hash, 4);
  put(port->ticks ? port->ticks_per_second : 0, 4);
  put_all(model->input_bytes, model->inputs);
  put_all(model->output_bytes, model->outputs);
  while (*name && size < HEADER + TINYML_PAYLOAD) put((uint8_t)*name++, 1);
}

/* Tell whether `length` bytes at `offset` are within a tensor; nothing here can overflow. */
static uint8_t within(uint8_t index, uint8_t tensors, const uint32_t *bytes, uint32_t offset,
                      uint8_t length) {
  return index < tensors && offset <= bytes[index] && length <= bytes[index] - offset;
}

static void on_write(uint8_t length) {
  uint8_t index = PAYLOAD[0];
  uint32_t offset = get(PAYLOAD + 1, 4);
  if (length < 5 || !within(index, model->inputs, model->input_bytes, offset, length - 5)) {
    answer(OUT_OF_RANGE);
    return;
  }
  has_result = 0; /* the network may keep its outputs where its inputs were */
  memcpy((uint8_t *)model->input(index) + offset, PAYLOAD + 5, length - 5);
  answer(OK);
}

static void on_predict(uint8_t length) {
  uint32_t sequence = get(TAG, 4), before = get(PAYLOAD + 8, 4), crc = 0, wanted;
  if (length != 12) {
    answer(OUT_OF_RANGE);
    return;
  }
  if (get(PAYLOAD, 4) != model->hash) {
    answer(OTHER_MODEL);
    return;
  }
  /* If the same request comes again, its answer was lost, and the inputs may be gone. */
  wanted = after(before, PAYLOAD + 4, 4);
  if (!(has_result && sequence == result_sequence && wanted == result)) {
    if (before != history) {
      answer(OTHER_STATE);
      return;
    }
    for (uint8_t i = 0; i < model->inputs; i++)
      crc = tinyml_crc32(crc, model->input(i), model->input_bytes[i]);
    if (crc != get(PAYLOAD + 4, 4)) {
      answer(OTHER_INPUT);
      return;
    }
    tinyml_invoke();
    has_result = 1;
    result_sequence = sequence;
    result = wanted;
    if (model->reset) history = wanted;
  }
  answer(OK);
  put(times[LAST], 4);
}

static void on_read(uint8_t length) {
  uint8_t index = PAYLOAD[4], count = PAYLOAD[9];
  uint32_t offset = get(PAYLOAD + 5, 4);
  if (length != 10 || count > TINYML_PAYLOAD - 1 ||
      !within(index, model->outputs, model->output_bytes, offset, count)) {
    answer(OUT_OF_RANGE);
  } else if (!has_result || get(PAYLOAD, 4) != result) {
    answer(NO_RESULT);
  } else {
    answer(OK);
    memcpy(frame + size, (const uint8_t *)model->output(index) + offset, count);
    size += count;
  }
}

static void on_time(void) {
  answer(OK);
  put_all(times, TIMES);
}

static void on_memory(void) {
  uint32_t is[TINYML_MEMORY] = {TINYML_UNKNOWN, TINYML_UNKNOWN, TINYML_UNKNOWN, TINYML_UNKNOWN};
  if (port->memory) port->memory(is);
  answer(OK);
  put_all(is, TINYML_MEMORY);
}

static void on_reset(uint8_t length) {
  if (length != 4) {
    answer(OUT_OF_RANGE);
    return;
  }
  has_result = 0; /* it belongs to what came before */
  if (model->reset) {
    model->reset();
    history = get(PAYLOAD, 4);
  }
  answer(OK);
}

/* At a delimiter: carry out and answer the frame before it, if it is whole. */
static uint8_t finish(void) {
  uint8_t length;
  uint32_t crc;
  if (!whole(&length, &crc)) return 0;
  switch (COMMAND) {
    case IDENTIFY: on_identify(); break;
    case WRITE: on_write(length); break;
    case PREDICT: on_predict(length); break;
    case READ: on_read(length); break;
    case TIME: on_time(); break;
    case MEMORY: on_memory(); break;
    case RESET: on_reset(length); break;
    default: answer(UNKNOWN_COMMAND);
  }
  tie(crc);
  send(port->write);
  return 1;
}

uint8_t tinyml_receive(uint8_t byte) {
  if (byte == 0) {
    uint8_t done = finish();
    state = START;
    return done;
  }
  if (take(byte) && port->question) port->question();
  return 0;
}

void tinyml_begin(const tinyml_model *its_model, const tinyml_port *its_port) {
  model = its_model;
  port = its_port;
  state = START;
  has_result = 0;
  history = 0;
  memset(times, 0, sizeof times);
}
