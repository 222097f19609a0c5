/* Two movement sensors and a network of 41 numbers that computes AND (2-4-4-1; Lofstad 2021).

   Wiring: the sensors' outputs, 0 to 5 V, go to A0 and A1, their grounds to GND. Two potentiometers
   do as well: one end to 5 V, the other to GND, the middle to A0 or A1. The LED is the board's
   own, at pin 13; it is on while both sensors see movement.

   Type ? in the serial monitor (115200 baud), and the board prints what it sees. In between, it
   answers tinyml-kit in Python, like serial_bench. */

#include <TinymlKit.h>

#include "model.h"

#include <TinymlKitModel.h>

static int8_t left, right;
static int probability; /* of movement at both, in 256ths */
static unsigned long took;

/* 0 to 5 V as -128 to 127: exactly the integers that the network was trained on. */
static int8_t reading(uint8_t pin) { return (analogRead(pin) >> 2) - 128; }

static void look() {
  left = reading(A0);
  right = reading(A1);
  model_input(0)[0] = left;
  model_input(0)[1] = right;
  took = TinymlKit.invoke();
  probability = model_output(0)[0] - MODEL_OUTPUT0_ZERO_POINT;
  digitalWrite(LED_BUILTIN, probability >= 128 ? HIGH : LOW);
}

static void question(Print &out) {
  look();
  out.print(F("left "));
  out.print(left);
  out.print(F(", right "));
  out.print(right);
  out.print(F(": movement at both "));
  out.print(probability);
  out.print(F("/256, computed in "));
  out.print(took);
  out.println(F(" us"));
}

void setup() {
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(115200);
  TinymlKit.begin(Serial, TINYML_MODEL, question);
}

void loop() {
  TinymlKit.poll();
  if (TinymlKit.idle()) look();
}
