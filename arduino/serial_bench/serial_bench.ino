/* Serial bench: any network that tinyml-kit has exported, fed and read from Python.

   In this folder stand model.h, model.c and whatever else the export wrote; to try another
   network, replace them. Wiring: none, the USB cable is enough.

   In Python:
     from tinyml_kit.rungs.serial.serial_board import SerialBoard
     with SerialBoard("/dev/ttyACM0") as board:
         outputs, seconds = board.predict(inputs)

   In the serial monitor (115200 baud), type ? and the board says what it runs. */

#include <TinymlKit.h>

#include "model.h"

#include <TinymlKitModel.h>

void setup() {
  Serial.begin(115200);
  TinymlKit.begin(Serial, TINYML_MODEL);
}

void loop() { TinymlKit.poll(); }
