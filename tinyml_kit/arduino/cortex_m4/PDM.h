/* The microphone of the Nano 33 BLE Sense, as Arduino's library PDM gives it, for the emulated
   board: one channel, in buffers of 256 samples.

   The samples come from the file microphone.bin; after the last whole buffer the program ends.
   Without the file no sound comes. A buffer is handed over between two calls of loop(), when its
   time has come; where loop() took longer, several come one after the other. A real board
   interrupts loop() for each of them. When it is too early for the next one the clock is moved on,
   as if the core had slept. */

#ifndef PDM_H
#define PDM_H

#include "Arduino.h"

class PDMClass {
 public:
  int begin(int channels, int rate);
  void end();
  void setGain(int) {}
  void onReceive(void (*function)()) { receive = function; }
  int available() { return (int)waiting; }
  int read(void *to, size_t bytes);

  /* For the emulated board's main. */
  void deliver();
  int file;

 private:
  enum { SAMPLES = 256 };
  int16_t buffer[SAMPLES];
  size_t waiting;
  uint64_t ticks_a_buffer, due;
  void (*receive)();
};

extern PDMClass PDM;

#endif
