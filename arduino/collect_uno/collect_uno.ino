/* Voltages at the analogue pins, sent to the computer: what `tinyml-kit collect` makes files of.

   For an Uno and a Mega. Wiring: a sensor's output, 0 to 5 V, goes to A0, its ground to GND; more
   sensors, or the axes of one, to A1 and so on. The computer says how many pins are read and how
   often, up to 500 samples a second of one pin.

   In a terminal:
     tinyml-kit collect data --label knock --person anna --axes 1 --rate 100 --seconds 2 */

#include <TinymlKitStream.h>

/* What a step of the converter is worth in volts. */
#define STEP (5.0f / 1024)
static const float volts[] = {STEP, STEP, STEP, STEP, STEP, STEP};
static const TinymlSource sources[] = {{"pins", "A0,A1,A2,A3,A4,A5", 6, 500, false, volts}};

void setup() {
  Serial.begin(115200);
  TinymlKitStream.begin(Serial, sources, 1);
}

void loop() {
  TinymlKitStream.poll();
  if (TinymlKitStream.due())
    for (uint8_t pin = 0; pin < TinymlKitStream.channels(); pin++)
      TinymlKitStream.put(analogRead(A0 + pin));
}
