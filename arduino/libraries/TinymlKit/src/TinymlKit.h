/* TinymlKit for Arduino: a network exported by tinyml-kit on a serial line.

     #include <TinymlKit.h>
     #include "model.h"
     #include <TinymlKitModel.h>

     void setup() {
       Serial.begin(115200);
       TinymlKit.begin(Serial, TINYML_MODEL);
     }

     void loop() { TinymlKit.poll(); }

   Python then sends inputs and reads outputs: tinyml_kit/rungs/serial/serial_board.py. */

#ifndef TINYML_KIT_H
#define TINYML_KIT_H

#include <Arduino.h>

#include "tinyml_protocol.h"

class TinymlKitClass {
 public:
  /* Start. `question` prints what a person gets who types ? in the serial monitor; without it
     the board says who it is. */
  void begin(Stream &serial, const tinyml_model &model, void (*question)(Print &) = nullptr);

  /* Take what has come over the line, and answer it. */
  void poll();

  /* Tell whether the sketch may use the network itself: Python asked nothing for a second. */
  bool idle();

  /* Run the network on what is in its inputs; returns the time it took in microseconds. */
  unsigned long invoke() { return tinyml_invoke(); }

  /* Print the board and the network's hash on one line. */
  void introduce(Print &out);

 private:
  uint8_t requests = 0, seen = 0;
  bool busy = false;
  unsigned long since = 0;
};

extern TinymlKitClass TinymlKit;

#endif
