/* The motion sensor of the emulated board: see IMU.h. */

#include "Arduino.h"

#define IMU_RATE 0 /* the sketch says it */
#include "IMU.h"

extern "C" {
#include "semihosting.h"
}

IMUClass IMU;

/* Return the microseconds since a time, however often micros() has begun again in between. */
struct Clock {
  uint64_t passed;
  uint32_t before;
  uint64_t now() {
    uint32_t time = micros();
    passed += (uint32_t)(time - before);
    before = time;
    return passed;
  }
  void begin() {
    passed = 0;
    before = micros();
  }
};

static int motion = -1, recording = -1;
static bool waiting; /* a sample of the recording that nobody has read yet */
static float rate, felt[6];
static Clock since;
static uint64_t samples; /* that were read */

int IMUClass::begin_at(float samples_a_second) {
  rate = samples_a_second;
  samples = 0;
  motion = semihosting_open("motion.bin", SEMIHOSTING_READ);
  recording = semihosting_open("felt.bin", SEMIHOSTING_READ);
  return 1;
}

float IMUClass::accelerationSampleRate() { return recording == -1 ? rate : 50; }

/* Sees to it that a sample of the recording waits; without one, the program has nothing more to do. */
static int waits() {
  if (!waiting && semihosting_read(recording, felt, sizeof felt)) semihosting_exit(0);
  waiting = true;
  return 1;
}

int IMUClass::accelerationAvailable() {
  if (recording != -1) return waits();
  if (!samples) {
    since.begin();
    return 1;
  }
  return (float)since.now() * rate >= 1e6f * (float)samples;
}

/* A sample is read once: the turn that belongs to an acceleration comes after it. */
int IMUClass::readAcceleration(float &x, float &y, float &z) {
  uint64_t now = samples ? (uint64_t)((float)since.now() * rate / 1e6f) : 0;
  if (recording != -1) waits();
  for (; recording == -1 && samples <= now; samples++) {
    float next[6];
    if (motion != -1 && !semihosting_read(motion, next, sizeof next)) memcpy(felt, next, sizeof felt);
  }
  waiting = false;
  x = felt[0], y = felt[1], z = felt[2];
  return 1;
}

int IMUClass::readGyroscope(float &x, float &y, float &z) {
  x = felt[3], y = felt[4], z = felt[5];
  return 1;
}
