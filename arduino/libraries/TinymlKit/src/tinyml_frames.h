/* Frames on a serial line: a whole request is received, an answer or a block of samples is sent.

   docs/serial_protocol.md describes them. This is included by the one file of a sketch that speaks:
   tinyml_protocol.c for a network, TinymlKitStream.cpp for a sensor. */

#ifndef TINYML_FRAMES_H
#define TINYML_FRAMES_H

#include "tinyml_protocol.h"

/* The longest payload of a frame, from 49 (what IDENTIFY may answer, and a few letters) to 255. On
   AVR a whole frame, 14 bytes longer, fits the 63 bytes that Arduino's core receives while the
   sketch is busy. */
#ifndef TINYML_PAYLOAD
#if defined(__AVR__)
#define TINYML_PAYLOAD 49
#else
#define TINYML_PAYLOAD 248
#endif
#endif
#if TINYML_PAYLOAD < 49 || TINYML_PAYLOAD > 255
#error "tinyml-kit: TINYML_PAYLOAD is a number from 49 to 255"
#endif

#define HEADER 7 /* length (2), tag (4), command */
#define CRC 4
#define FULL 254 /* bytes in a full block of the stuffing */
#define TAG (frame + 2)
#define COMMAND frame[6]
#define PAYLOAD (frame + HEADER)
#define ANSWER 0x80 /* added to the command */

/* One frame, received or about to be sent: an answer is written over its request. */
static uint8_t frame[HEADER + TINYML_PAYLOAD + CRC];
static uint16_t size;

/* Where the receiver is. A person may type at the START of a frame or of a line; what cannot be a
   frame is skipped up to the next delimiter. */
static enum { START, FRAME, SKIP } state;
static uint8_t left;     /* bytes to come in this block of the stuffing */
static uint8_t no_zero;  /* the block is full, and a full block stands for no zero */

static uint32_t get(const uint8_t *at, uint8_t bytes) {
  uint32_t value = 0;
  while (bytes--) value = value << 8 | at[bytes];
  return value;
}

static void put(uint32_t value, uint8_t bytes) {
  for (; bytes--; value >>= 8) frame[size++] = (uint8_t)value;
}

/* Send the frame byte-stuffed between two delimiters; the first ends whatever came before. */
static void send(void (*write)(uint8_t byte)) {
  uint16_t start = 0, end;
  frame[0] = (uint8_t)(size - HEADER);
  frame[1] = 0;
  put(tinyml_crc32(0, frame, size), CRC);
  write(0);
  for (;;) {
    for (end = start; end < size && frame[end] && end - start < FULL; end++) {
    }
    uint8_t full = end - start == FULL;
    write((uint8_t)(end - start + 1));
    while (start < end) write(frame[start++]);
    if (end == size) break;
    if (!full) start++; /* the block stands for its zero, too */
  }
  write(0);
}

static void answer(uint8_t status) {
  COMMAND |= ANSWER;
  size = HEADER;
  put(status, 1);
}

/* Tie the answer to its request, every bit of it, by the request's CRC. */
static void tie(uint32_t crc) {
  uint8_t i;
  for (i = 0; i < 4; i++, crc >>= 8) TAG[i] = (uint8_t)crc;
}

/* At a delimiter: tell whether a whole request is before it, and of how many bytes. */
static uint8_t whole(uint8_t *length, uint32_t *crc) {
  if (state != FRAME || left || size < HEADER + CRC) return 0;
  *length = (uint8_t)(size - HEADER - CRC);
  if (get(frame, 2) != *length || COMMAND & ANSWER) return 0;
  *crc = get(frame + size - CRC, CRC);
  return tinyml_crc32(0, frame, size - CRC) == *crc;
}

static void keep(uint8_t byte) {
  if (size < sizeof frame)
    frame[size++] = byte;
  else
    state = SKIP;
}

/* Take a byte that is no delimiter; return 1 if a person typed a question mark. */
static uint8_t take(uint8_t byte) {
  switch (state) {
    case START:
      /* The second byte of a length is 0, so the first block has at most one byte. */
      if (byte > 2) {
        if (byte == '?') return 1;
        if (byte != '\r' && byte != '\n') state = SKIP;
        break;
      }
      state = FRAME;
      size = no_zero = 0;
      left = byte - 1;
      break;
    case SKIP:
      if (byte == '\n') state = START;
      break;
    case FRAME:
      if (left) {
        left--;
        keep(byte);
      } else {
        if (!no_zero) keep(0);
        left = byte - 1;
        no_zero = byte == 255;
      }
  }
  return 0;
}

#endif
