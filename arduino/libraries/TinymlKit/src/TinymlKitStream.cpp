/* TinymlKitStream for Arduino: see TinymlKitStream.h. */

#include "TinymlKitStream.h"

/* A description of six axes takes 60 bytes. */
#if defined(__AVR__)
#define TINYML_PAYLOAD 64
#define BLOCK 48 /* bytes of samples in a frame, which then fits what Arduino's core sends alone */
#else
#define TINYML_PAYLOAD 248
#define BLOCK 240
#endif
#include "tinyml_frames.h"

#define STREAM_VERSION 1
#define LONGEST_WAIT 200000ul /* microseconds: slow samples are sent, too, before the frame is full */

enum { DESCRIBE = 16, BEGIN, END, SAMPLES };
enum { OK, UNKNOWN_COMMAND, OUT_OF_RANGE };

TinymlKitStreamClass TinymlKitStream;

static Stream *out;
static void write_byte(uint8_t byte) { out->write(byte); }

/* Samples that are not sent yet; requests are received in the frame meanwhile. */
static int16_t block[BLOCK / 2];
static uint8_t filled;

void TinymlKitStreamClass::begin(Stream &serial, const TinymlSource *sources, uint8_t how_many) {
  out = line = &serial;
  known = sources;
  count = how_many;
  current = -1;
  state = START;
}

bool TinymlKitStreamClass::poll() {
  bool changed = false;
  while (line->available()) {
    uint8_t byte = (uint8_t)line->read();
    if (byte == 0) {
      changed |= finish();
      state = START;
    } else if (take(byte)) {
      line->print(F("tinyml-kit collects: "));
      line->println(known->name);
    }
  }
  if (current >= 0 && filled >= wanted && micros() - since > LONGEST_WAIT) send_block();
  return changed;
}

/* At a delimiter: carry out and answer the request before it, if it is whole. */
bool TinymlKitStreamClass::finish() {
  uint8_t length;
  uint32_t crc;
  bool begins = false, ends = false;
  if (!whole(&length, &crc)) return false;
  switch (COMMAND) {
    case DESCRIBE: describe(length); break;
    case BEGIN: begins = start(length, crc); break;
    case END: ends = true; end(); break;
    default: answer(UNKNOWN_COMMAND);
  }
  tie(crc);
  send(write_byte);
  next = begins ? micros() : next;
  return begins || ends;
}

/* The samples that wait go before the answer, so that the computer has all when it comes. */
void TinymlKitStreamClass::end() {
  if (current >= 0) send_block();
  current = -1;
  COMMAND = END;
  answer(OK);
}

void TinymlKitStreamClass::describe(uint8_t length) {
  const TinymlSource *one = known + PAYLOAD[0];
  const char *texts[] = {one->name, ":", one->axes};
  if (length != 1 || PAYLOAD[0] >= count) {
    answer(OUT_OF_RANGE);
    return;
  }
  answer(OK);
  ::put(STREAM_VERSION, 1);
  ::put(count, 1);
  ::put(one->channels, 1);
  ::put(one->own_clock, 1);
  memcpy(frame + size, &one->rate, 4);
  memcpy(frame + size + 4, one->units, 4 * one->channels);
  size += 4 + 4 * one->channels;
  for (uint8_t i = 0; i < 3; i++)
    for (const char *letter = texts[i]; *letter && size < HEADER + TINYML_PAYLOAD; letter++)
      ::put((uint8_t)*letter, 1);
}

bool TinymlKitStreamClass::start(uint8_t length, uint32_t crc) {
  const TinymlSource *one = known + PAYLOAD[0];
  uint8_t axes = PAYLOAD[1];
  uint32_t microseconds = get(PAYLOAD + 2, 4);
  if (length != 6 || PAYLOAD[0] >= count || !axes || axes > one->channels ||
      (!one->own_clock && microseconds * one->rate < 999999.0f * axes)) {
    answer(OUT_OF_RANGE);
    return false;
  }
  /* The same request again, because its answer was lost, changes nothing. */
  bool again = current >= 0 && crc == begun;
  if (!again) {
    current = (int8_t)PAYLOAD[0];
    wanted = axes;
    period = microseconds;
    number = filled = 0;
    begun = crc;
  }
  answer(OK);
  return !again;
}

/* What is late by more than half a step belongs to no sample: its time is over. */
bool TinymlKitStreamClass::due() {
  if (current < 0 || known[current].own_clock) return false;
  int32_t late = (int32_t)(micros() - next);
  if (late >= 0 && (uint32_t)late > period / 2) {
    uint32_t missed = ((uint32_t)late + period / 2) / period;
    skip(missed);
    next += missed * period;
    late = (int32_t)(micros() - next);
  }
  if (late < 0) return false;
  next += period;
  return true;
}

void TinymlKitStreamClass::put(int16_t value) {
  if (current < 0) return;
  if (!filled) since = micros();
  block[filled++] = value;
  if (filled % wanted == 0 && filled + wanted > BLOCK / 2) send_block();
}

void TinymlKitStreamClass::skip(uint32_t samples) {
  send_block();
  number += samples;
}

void TinymlKitStreamClass::send_block() {
  uint8_t samples = filled / wanted;
  if (!samples) return;
  if (state == FRAME) state = SKIP; /* half a request lies in the frame; it will be repeated */
  size = 2;
  ::put(number, 4);
  ::put(SAMPLES | ANSWER, 1);
  memcpy(PAYLOAD, block, 2 * filled);
  size += 2 * filled;
  send(write_byte);
  number += samples;
  filled = 0;
}
