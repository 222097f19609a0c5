/* The board's end of the protocol with a network of a few lines, for ctypes. Every output is the
   sum of input 0, each of its bytes counted by its place, plus the first byte of input 1. */
#include <string.h>

#include "tinyml_protocol.h"

#ifndef INPUT0
#define INPUT0 300
#endif
#ifdef LONG_NAME
#define NAME "a computer with a long name"
#else
#define NAME "a computer"
#endif
#ifndef OUTPUT0
#define OUTPUT0 9
#endif

static uint8_t in0[INPUT0], in1[2];
static int32_t out0[OUTPUT0], out1[1];
static uint32_t now, invoked, questions;
#ifdef STATEFUL
static int32_t remembered; /* the sum of all sums since the state was reset */
static void forget(void) { remembered = 0; }
#else
#define forget NULL
#endif
static uint32_t lasts; /* what an inference takes; 0: every one a tick more than the last */
static uint8_t sent[1 << 16];
static uint32_t sent_bytes;

static void *input(uint8_t index) { return index ? in1 : in0; }
static const void *output(uint8_t index) { return index ? out1 : out0; }
static void invoke(void) {
  int32_t sum = (int8_t)in1[0];
  for (int32_t i = 0; i < INPUT0; i++) sum += (i + 1) * (int8_t)in0[i];
  for (int32_t i = 0; i < OUTPUT0; i++) out0[i] = sum + i;
  out1[0] = -sum;
#ifdef STATEFUL
  remembered += sum;
  out1[0] = -remembered;
#endif
  memset(in0, 77, sizeof in0); /* as a real one's arena may */
  now += lasts ? lasts : 1000 + invoked;
  invoked++;
}
static void keep(uint8_t byte) {
  if (sent_bytes < sizeof sent) sent[sent_bytes++] = byte;
}
static uint32_t ticks(void) { return now; }
static void memory(uint32_t *answer) {
  answer[TINYML_RAM] = 2048;
  answer[TINYML_STATICS] = 700;
  answer[TINYML_STACK] = 90;
}
static void question(void) {
  questions++;
  keep('!');
}

static const tinyml_model model = {0x12345678, 1, 2, 2, {INPUT0, 2},
                                   {sizeof out0, sizeof out1}, input, output, invoke, forget};
static const tinyml_port port = {NAME, keep, ticks, 1000000, memory, question};
static const tinyml_port bare = {NULL, keep, NULL, 1000000, NULL, NULL};

static void begin(const tinyml_port *its_port) {
  memset(in0, 0, sizeof in0);
  memset(in1, 0, sizeof in1);
  lasts = 0;
#ifdef STATEFUL
  forget();
#endif
  tinyml_begin(&model, its_port);
}
void reset(void) { begin(&port); }
void reset_without_extras(void) { begin(&bare); }
void set_clock(uint32_t time, uint32_t inference) {
  now = time;
  lasts = inference;
}
uint32_t feed(const uint8_t *bytes, uint32_t count, uint8_t *answer) {
  uint32_t length;
  sent_bytes = 0;
  while (count--) tinyml_receive(*bytes++);
  length = sent_bytes;
  memcpy(answer, sent, length);
  return length;
}
uint32_t times_invoked(void) { return invoked; }
void invoke_for_the_sketch(void) { tinyml_invoke(); }
