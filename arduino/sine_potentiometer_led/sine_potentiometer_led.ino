/* A potentiometer dims an LED through a network that has learned sin(pi x) (1-8-16-1).

   For an Uno, a Mega and a Nano 33 BLE (Sense); the C in model.c is the portable one.

   Wiring: the potentiometer's ends go to 5 V (on a Nano 33 BLE to 3.3 V, which is the most it
   withstands) and GND, its middle to A0; an LED with a resistor of 220 ohm goes from pin 9 to GND.
   At both ends of the turn the LED is dim, in the middle it is bright.

   Type ? in the serial monitor (115200 baud), and the board prints what it sees. In between, it
   answers tinyml-kit in Python, like serial_bench. */

#include <TinymlKit.h>

#include "model.h"

#include <TinymlKitModel.h>

#define LED 9 /* can be dimmed on all three */

static int turn;       /* 0 to 1023 */
static int brightness; /* 0 to 255 */
static unsigned long took;

static void look() {
  turn = analogRead(A0);
  /* x from 0 to 1, in the network's steps of 1/255 from its zero point. */
  model_input(0)[0] = (turn >> 2) + MODEL_INPUT0_ZERO_POINT;
  took = TinymlKit.invoke();
  float y = MODEL_OUTPUT0_SCALE * (model_output(0)[0] - MODEL_OUTPUT0_ZERO_POINT);
  brightness = constrain((int)(255 * y + 0.5f), 0, 255);
  analogWrite(LED, brightness);
}

static void question(Print &out) {
  look();
  out.print(F("turn "));
  out.print(turn);
  out.print(F("/1023: brightness "));
  out.print(brightness);
  out.print(F("/255, computed in "));
  out.print(took);
  out.println(F(" us"));
}

void setup() {
  pinMode(LED, OUTPUT);
  Serial.begin(115200);
  TinymlKit.begin(Serial, TINYML_MODEL, question);
}

void loop() {
  TinymlKit.poll();
  if (TinymlKit.idle()) look();
}
