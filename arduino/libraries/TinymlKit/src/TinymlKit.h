/* TinymlKit for Arduino: a network exported by tinyml-kit on a serial line.

     #include <TinymlKit.h>
     #include "model.h"
     #include <TinymlKitModel.h>

     void setup() {
       Serial.begin(115200);
       TinymlKit.begin(Serial, TINYML_MODEL);
     }

     void loop() { TinymlKit.poll(); }

   Python then sends inputs and reads outputs: tinyml_kit/devices/serial_board.py. */

#ifndef TINYML_KIT_H
#define TINYML_KIT_H

#include <Arduino.h>

#include "tinyml_protocol.h"

class TinymlKitClass {
 public:
  /* Start. `question` prints what a person gets who types ? in the serial monitor; without it
     the board says who it is. */
  void begin(Stream &serial, const tinyml_model &model, void (*question)(Print &) = nullptr);

  /* Take what has come over the line. Returns true if the sketch may use the network itself:
     Python has not asked anything for a second. */
  bool poll();

  /* Run the network on what is in its inputs; returns the time it took in microseconds. */
  unsigned long invoke() { return tinyml_invoke(); }

  /* Print the board, the network and the last inference on one line. */
  void introduce(Print &out);

 private:
  bool asked = false;
  unsigned long when = 0;
};

extern TinymlKitClass TinymlKit;

#endif
