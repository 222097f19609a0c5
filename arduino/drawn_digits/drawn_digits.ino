/* Digits that you draw, on an Uno: 8 x 8 pixels, two convolutions and two dense layers, in 2 KB of
   RAM.

   Wiring: none, the USB cable is enough. Type ? in the serial monitor (115200 baud), and the board
   shows the next of ten drawn digits, and what the network reads. The network learned from strokes
   that a program drew, and from scans. It has never seen these digits.

   From Python, or from the board in a page, it takes any drawing of 8 x 8 pixels, as serial_bench
   does: -128 for paper to 127 for ink. */

#include <TinymlKit.h>

#include "model.h"

#include <TinymlKitModel.h>

#define SIDE 8

/* One byte per row; its highest bit is the leftmost pixel. In flash, because the network needs the
   RAM. */
static const uint8_t drawn[10][SIDE] PROGMEM = {
    {56, 108, 68, 68, 68, 68, 108, 56},  {24, 56, 120, 24, 24, 24, 24, 28},
    {56, 108, 76, 12, 24, 48, 126, 126}, {124, 12, 24, 56, 12, 4, 76, 56},
    {8, 24, 48, 96, 102, 126, 12, 12},   {124, 96, 96, 120, 12, 12, 76, 120},
    {24, 48, 32, 96, 124, 102, 38, 28},  {124, 12, 8, 60, 24, 16, 48, 48},
    {56, 108, 108, 56, 56, 108, 108, 56}, {56, 108, 108, 62, 12, 12, 24, 112}};

static bool ink(uint8_t digit, uint8_t row, uint8_t column) {
  return pgm_read_byte(&drawn[digit][row]) & (0x80 >> column);
}

/* Put a drawn digit into the network. */
static void show(uint8_t digit) {
  int8_t *pixel = model_input(0);
  for (uint8_t row = 0; row < SIDE; row++)
    for (uint8_t column = 0; column < SIDE; column++)
      *pixel++ = ink(digit, row, column) ? 127 : -128;
}

static uint8_t most_likely() {
  const int8_t *score = model_output(0);
  uint8_t best = 0;
  for (uint8_t k = 1; k < MODEL_OUTPUT0_SIZE; k++)
    if (score[k] > score[best]) best = k;
  return best;
}

static void question(Print &out) {
  static uint8_t digit;
  for (uint8_t row = 0; row < SIDE; row++) {
    for (uint8_t column = 0; column < SIDE; column++) out.print(ink(digit, row, column) ? '#' : '.');
    out.println();
  }
  show(digit);
  unsigned long took = TinymlKit.invoke();
  uint8_t read = most_likely();
  out.print(F("drawn "));
  out.print(digit);
  out.print(F(", read "));
  out.print(read);
  out.print(F(", computed in "));
  out.print(took);
  out.println(F(" us"));
  digit = (digit + 1) % 10;
}

void setup() {
  Serial.begin(115200);
  TinymlKit.begin(Serial, TINYML_MODEL, question);
}

void loop() { TinymlKit.poll(); }
