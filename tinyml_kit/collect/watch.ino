/* $NAME: a network listens to a motion sensor at A0 to A$LAST, and says what it makes of each window.

   The LED of the board (pin 13) is on while it takes the movement for "$LIT". For each window the board sends
   the score of every label, and how strange the features were, to `tinyml-kit collect` and to
   chapter 21. Wiring: the axes of the sensor at A0 and on. */

#include "src/TinymlKit/TinymlKitStream.h"

#include "model.h"
#include "motion.h"

#define PERIOD $PERIODul /* microseconds from sample to sample */
#define LABELS $LABELS
#define LIT $LIT_INDEX
#define SURE $SURE

/* Where a feature lies usually, and how it is brought into a byte: 32 steps are one spread. */
static const int16_t centre[MOTION_SIZE] = {$CENTRE};
static const int16_t gain[MOTION_SIZE] = {$GAIN}; /* in 256ths */

static const float steps[LABELS + 1] = {$ONES};
static const TinymlSource sources[] = {
    {"watch", "$AXES", LABELS + 1, $RATE, true, steps}};

static unsigned long next;

static void answer() {
  int8_t *input = (int8_t *)model_input(0);
  int32_t strange = 0;
  for (uint8_t k = 0; k < MOTION_SIZE; k++) {
    int32_t x = ((int32_t)motion_features[k] - centre[k]) * gain[k] >> 8;
    input[k] = (int8_t)constrain(x, -128L, 127L);
    strange += abs(input[k]);
  }
  model_invoke();
  const int8_t *output = (const int8_t *)model_output(0);
  digitalWrite(LED_BUILTIN, output[LIT] >= SURE ? HIGH : LOW);
  for (uint8_t k = 0; k < LABELS; k++) TinymlKitStream.put(output[k]);
  TinymlKitStream.put((int16_t)(strange / MOTION_SIZE));
}

void setup() {
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(115200);
  TinymlKitStream.begin(Serial, sources, 1);
}

void loop() {
  int16_t sample[MOTION_AXES];
  if (TinymlKitStream.poll()) {
    motion_reset(); /* a recording begins, and with it the first window */
    next = micros();
  }
  if ((long)(micros() - next) < 0) return;
  next += PERIOD;
  for (uint8_t axis = 0; axis < MOTION_AXES; axis++) sample[axis] = analogRead(A0 + axis);
  if (motion_push(sample)) answer();
}
