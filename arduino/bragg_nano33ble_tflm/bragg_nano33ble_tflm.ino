/* HIT, MAYBE or MISS: the 990-parameter network of chapter 07 judges diffraction frames
   (Arduino Nano 33 BLE Sense). The TFLM interpreter computes it: install
   Chirale_TensorFLowLite in the Library Manager. The head of model.cpp names alternatives.

   Wiring: none, the USB cable is enough. Python sends frames of 100 x 100 int8 numbers, as
   chapter 14 does, or:
     with SerialBoard("/dev/ttyACM0") as board:   # COM3 on Windows
         outputs, seconds = board.predict(frames)
   The board's LED shows each verdict: green for HIT, blue for MAYBE, dark for MISS. Type ? in the
   serial monitor (115200 baud), and the board prints the last verdict. */

#include <TinymlKit.h>

#include "model.h"

#include <TinymlKitModel.h>

#define CLASSES 3
static const char *const names[CLASSES] = {"HIT", "MAYBE", "MISS"};
/* How much the probability of each class counts. The numbers come with the trained network;
   tinyml_kit/learning/decision.py says why the most probable class is not the best verdict. */
static const float weights[CLASSES] = {0.59460356f, 1.0f, 1.0f};
/* One colour of the board's RGB LED for each; LOW switches it on. At a MISS it stays dark. */
static const uint8_t leds[CLASSES - 1] = {LEDG, LEDB};

static float probabilities[CLASSES];
static int verdict;
static unsigned long frames, took;

/* Called instead of the network itself, so that the sketch sees every frame that Python sends. */
static void judge() {
  unsigned long start = micros();
  model_invoke();
  took = micros() - start;
  verdict = 0;
  for (int k = 0; k < CLASSES; k++) {
    probabilities[k] = MODEL_OUTPUT0_SCALE * (model_output(0)[k] - MODEL_OUTPUT0_ZERO_POINT);
    if (probabilities[k] * weights[k] > probabilities[verdict] * weights[verdict]) verdict = k;
  }
  for (int k = 0; k < CLASSES - 1; k++) digitalWrite(leds[k], k == verdict ? LOW : HIGH);
  frames++;
}

static void question(Print &out) {
  model_report(out);
  if (!frames) {
    out.println(F("no frame yet: send some from Python"));
    return;
  }
  out.print(F("frame "));
  out.print(frames);
  out.print(F(": "));
  out.print(names[verdict]);
  for (int k = 0; k < CLASSES; k++) {
    out.print(k ? F(", ") : F(" ("));
    out.print(names[k]);
    out.print(' ');
    out.print(probabilities[k], 3);
  }
  out.print(F("), computed in "));
  out.print(took);
  out.println(F(" us"));
}

void setup() {
  static tinyml_model watched = TINYML_MODEL;
  watched.invoke = judge;
  for (uint8_t led : leds) {
    pinMode(led, OUTPUT);
    digitalWrite(led, HIGH);
  }
  Serial.begin(115200);
  model_begin();
  TinymlKit.begin(Serial, watched, question);
}

void loop() { TinymlKit.poll(); }
