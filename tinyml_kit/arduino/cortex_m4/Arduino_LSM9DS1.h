/* The motion sensor of the board's first revision: see IMU.h. */

#ifndef ARDUINO_LSM9DS1_H
#define ARDUINO_LSM9DS1_H

#define IMU_RATE 119.0f
#include "IMU.h"

#endif
