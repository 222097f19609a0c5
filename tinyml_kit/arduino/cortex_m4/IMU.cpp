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

static int motion = -1;
static float rate, felt[6];
static Clock since;
static uint64_t samples; /* that were read */

int IMUClass::begin_at(float samples_a_second) {
  rate = samples_a_second;
  samples = 0;
  motion = semihosting_open("motion.bin", SEMIHOSTING_READ);
  return 1;
}

int IMUClass::accelerationAvailable() {
  if (!samples) {
    since.begin();
    return 1;
  }
  return (float)since.now() * rate >= 1e6f * (float)samples;
}

/* A sample is read once: the turn that belongs to an acceleration comes after it. */
int IMUClass::readAcceleration(float &x, float &y, float &z) {
  uint64_t now = samples ? (uint64_t)((float)since.now() * rate / 1e6f) : 0;
  for (; samples <= now; samples++) {
    float next[6];
    if (motion != -1 && !semihosting_read(motion, next, sizeof next)) memcpy(felt, next, sizeof felt);
  }
  x = felt[0], y = felt[1], z = felt[2];
  return 1;
}

int IMUClass::readGyroscope(float &x, float &y, float &z) {
  x = felt[3], y = felt[4], z = felt[5];
  return 1;
}
