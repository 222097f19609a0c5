/* The motion sensor of the Nano 33 BLE Sense, emulated: it feels the file motion.bin (six floats a
   sample: g and degrees a second), and after its end the last sample for ever.

   With the file felt.bin instead it does not wait: a sample is there whenever the sketch asks, 50 of
   them are a second, and after the last one the program ends.

   Its time begins when the sketch first asks whether a sample has come. Arduino_BMI270_BMM150.h and
   Arduino_LSM9DS1.h say how many samples a second the sensor of each revision makes. */

#ifndef IMU_H
#define IMU_H

#ifndef IMU_RATE
#error "a sketch includes the header of its board's sensor"
#endif

class IMUClass {
 public:
  int begin() { return begin_at(IMU_RATE); }
  int begin_at(float samples_a_second);
  float accelerationSampleRate();
  int accelerationAvailable();
  int gyroscopeAvailable() { return 1; } /* both come together */
  int readAcceleration(float &x, float &y, float &z);
  int readGyroscope(float &x, float &y, float &z);
};

extern IMUClass IMU;

#endif
