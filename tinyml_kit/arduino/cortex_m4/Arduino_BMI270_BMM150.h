/* The motion sensor of the board's second revision: see IMU.h. */

#ifndef ARDUINO_BMI270_BMM150_H
#define ARDUINO_BMI270_BMM150_H

#define IMU_RATE 99.84f
#include "IMU.h"

#endif
