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
  /* Start. `question` prints the answer to a person who types ? in the serial monitor; without
     it, the board says what it is. */
  void begin(Stream &serial, const tinyml_model &model, void (*question)(Print &) = nullptr);

  /* Read what has come over the line, and answer it. */
  void poll();

  /* Tell whether the sketch may use the network: Python has asked nothing for a second. */
  bool idle();

  /* Run the network on what is in its inputs; returns the microseconds that it took. */
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
