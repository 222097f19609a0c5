/* Gestures in the air, known by a small network (Arduino Nano 33 BLE Sense).

   Wiring: none. Hold the board in your hand, the USB socket towards you, and do what the gestures
   in gestures.h are called. Each one that is known is printed in the serial monitor (115200 baud),
   and the yellow LED changes. Type ?, and the board prints what it thinks just now.

   Of the board's two revisions the second ("Rev2" stands on it) has another sensor of motion; say
   here which one you have. It needs the library Arduino_BMI270_BMM150, or for the first revision
   Arduino_LSM9DS1, from the Library Manager. */

#ifndef REVISION
#define REVISION 2
#endif

#if REVISION == 2
#include <Arduino_BMI270_BMM150.h>
#else
#include <Arduino_LSM9DS1.h>
#endif
#include <TinymlKit.h>
#include <math.h>

#include "gestures.h"
#include "model.h"

#include <TinymlKitModel.h>

enum {
  AXES = 6,
  WINDOW = MODEL_INPUT0_SIZE / AXES, /* samples that the network looks at */
  STEP = 16,                         /* samples from one look to the next */
  CLASSES = MODEL_OUTPUT0_SIZE,
  AVERAGED = 3, /* looks whose scores are added up */
  SURE = 576,   /* of AVERAGED times 256: announce what has at least so much */
  SILENT = 6    /* looks after an announcement in which there is no other */
};
#define RATE 50.0f /* samples a second that the network was trained with */

static int8_t ring[WINDOW][AXES];
static unsigned oldest, missing = WINDOW;
static int16_t scores[AVERAGED][CLASSES]; /* of the last looks, 0 to 255 */
static int16_t sums[CLASSES];
static unsigned looks, silent;
static unsigned long took;
static bool feels; /* whether there is a motion sensor */

/* A number in the network's steps of 1/128: of 4 g, or of 512 degrees a second. */
static int8_t stored(float value, float full) {
  long number = lrintf(value / full * 128);
  return (int8_t)constrain(number, -128L, 127L);
}

static int best() {
  int found = 0;
  for (int k = 1; k < CLASSES; k++) {
    if (sums[k] > sums[found]) found = k;
  }
  return found;
}

/* Smooths: adds up the scores of the last looks, so that one odd look counts little. */
static void look() {
  for (unsigned i = 0; i < WINDOW; i++)
    memcpy(model_input(0) + i * AXES, ring[(oldest + i) % WINDOW], AXES);
  took = TinymlKit.invoke();
  int16_t *oldest_scores = scores[looks++ % AVERAGED];
  for (int k = 0; k < CLASSES; k++) {
    int16_t score = model_output(0)[k] + 128;
    sums[k] += score - oldest_scores[k];
    oldest_scores[k] = score;
  }
}

/* Debounces: a gesture stays in the window for many looks, and is announced at one of them. */
static void announce() {
  int found = best();
  if (silent) {
    silent--;
    return;
  }
  if (found == QUIET || sums[found] < SURE) return;
  silent = SILENT;
  static bool lit;
  digitalWrite(LED_BUILTIN, lit = !lit);
  Serial.print(F("look "));
  Serial.print(looks);
  Serial.print(F(": "));
  Serial.println(gestures[found]);
}

static void question(Print &out) {
  if (!feels) {
    out.println(F("no motion sensor: another revision of the board? see REVISION in the sketch"));
    return;
  }
  int found = best();
  out.print(gestures[found]);
  out.print(F(" ("));
  out.print((int)(100L * sums[found] / (AVERAGED * 256)));
  out.print(F(" %), computed in "));
  out.print(took);
  out.println(F(" us"));
}

void setup() {
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(115200);
  TinymlKit.begin(Serial, TINYML_MODEL, question);
  feels = IMU.begin();
}

void loop() {
  TinymlKit.poll();
  if (!feels || !IMU.accelerationAvailable() || !IMU.gyroscopeAvailable()) return;
  float moved[3], turned[3];
  IMU.readAcceleration(moved[0], moved[1], moved[2]);
  IMU.readGyroscope(turned[0], turned[1], turned[2]);
  /* The sensor is faster: of 100 or 119 samples a second, 50 are taken. */
  static float due;
  due += RATE;
  if (due < IMU.accelerationSampleRate()) return;
  due -= IMU.accelerationSampleRate();
  for (int k = 0; k < 3; k++) {
    ring[oldest][k] = stored(moved[k], 4);
    ring[oldest][3 + k] = stored(turned[k], 512);
  }
  oldest = (oldest + 1) % WINDOW;
  if (--missing) return;
  missing = STEP;
  look();
  announce();
}
