/* collect_uno on a computer: bytes in, bytes out, and a clock that the test moves. Pin k reads the
   milliseconds since the start, plus 100 k, so that a number says when it was read. */
#include <Arduino.h>

#include "collect_uno.ino"

Stream Serial;
static uint32_t now;
static const uint8_t *in;
static uint32_t left_in, sent_bytes;
static uint8_t sent[1 << 20];

uint32_t micros() { return now; }
int analogRead(uint8_t pin) {
  int value = (int)(now / 1000 + 100u * (pin - A0)) % 1024;
  now += 112;
  return value;
}
size_t Stream::write(uint8_t byte) {
  if (sent_bytes < sizeof sent) sent[sent_bytes++] = byte;
  return 1;
}
int Stream::available() { return (int)left_in; }
int Stream::read() { return left_in-- ? *in++ : -1; }

extern "C" {
void reset() {
  now = 0xFFFFFF00; /* the clock of a board begins again at 0 after 71 minutes */
  setup();
}
/* Feed bytes, let the sketch run for so many microseconds in steps, and return what it sent. */
uint32_t feed(const uint8_t *bytes, uint32_t count, uint32_t microseconds, uint32_t step,
              uint8_t *answer) {
  uint32_t start = now, sent_now;
  in = bytes;
  left_in = count;
  sent_bytes = 0;
  do {
    loop();
    now += step;
  } while (now - start < microseconds);
  sent_now = sent_bytes;
  memcpy(answer, sent, sent_now);
  return sent_now;
}
uint32_t clock_now() { return now; }
}
