/* Handwritten digits on an Arduino Nano 33 BLE Sense: the 810 parameters of Kevin, "CNN" (2024),
   as int8 from end to end.

   Wiring: none, the USB cable is enough. Type ? in the serial monitor (115200 baud), and the board
   shows the digit that the article prints as its test, and what the network reads. From Python,
   tinyml-kit sends it any picture of 8 x 8 pixels, as to serial_bench. */

#include <TinymlKit.h>

#include "model.h"

#include <TinymlKitModel.h>

#define SIDE 8
#define FULL_INK 16

/* Number 1078 of scikit-learn's digits, the first one of the article's test set: a 0. */
static const uint8_t published[SIDE][SIDE] = {
    {0, 2, 0, 8, 9, 0, 0, 0},   {0, 13, 5, 14, 8, 7, 0, 0}, {0, 12, 5, 2, 0, 9, 0, 0},
    {0, 7, 5, 0, 0, 3, 5, 0},   {0, 3, 10, 0, 0, 2, 10, 0}, {0, 1, 13, 0, 0, 1, 12, 0},
    {0, 0, 5, 13, 5, 9, 13, 0}, {0, 0, 0, 9, 16, 16, 7, 0}};
static const uint8_t label = 0;

/* Ink from 0 to 16 as the network stores it: 0 to 1 in steps of 1/255, rounded. */
static int8_t stored(uint8_t ink) {
  return (255 * ink + FULL_INK / 2) / FULL_INK + MODEL_INPUT0_ZERO_POINT;
}

static void question(Print &out) {
  const uint8_t *ink = published[0];
  for (int i = 0; i < SIDE * SIDE; i++) {
    model_input(0)[i] = stored(ink[i]);
    out.print(" .:+*#"[ink[i] / 3]);
    if (i % SIDE == SIDE - 1) out.println();
  }
  unsigned long took = TinymlKit.invoke();
  const int8_t *score = model_output(0);
  int best = 0, second = -1;
  for (int k = 1; k < MODEL_OUTPUT0_SIZE; k++) {
    if (score[k] > score[best]) {
      second = best;
      best = k;
    } else if (second < 0 || score[k] > score[second]) {
      second = k;
    }
  }
  out.print(F("labelled "));
  out.print(label);
  out.print(F(", read "));
  out.print(best);
  out.print(F(" (score "));
  out.print(MODEL_OUTPUT0_SCALE * (score[best] - MODEL_OUTPUT0_ZERO_POINT), 2);
  out.print(F(", next "));
  out.print(second);
  out.print(' ');
  out.print(MODEL_OUTPUT0_SCALE * (score[second] - MODEL_OUTPUT0_ZERO_POINT), 2);
  out.print(F("), computed in "));
  out.print(took);
  out.println(F(" us"));
}

void setup() {
  Serial.begin(115200);
  TinymlKit.begin(Serial, TINYML_MODEL, question);
}

void loop() { TinymlKit.poll(); }
