/* Serial bench: any network that tinyml-kit has exported, fed and read from Python.

   This folder holds model.h and model.c, which the export wrote; to try another network, replace
   them. Wiring: none, the USB cable is enough.

   In Python:
     from tinyml_kit.rungs.serial.serial_board import SerialBoard
     with SerialBoard("/dev/ttyACM0") as board:
         outputs, seconds = board.predict(inputs)

   Type ? in the serial monitor (115200 baud), and the board prints what it runs. */

#include <TinymlKit.h>

#include "model.h"

#include <TinymlKitModel.h>

void setup() {
  Serial.begin(115200);
  TinymlKit.begin(Serial, TINYML_MODEL);
}

void loop() { TinymlKit.poll(); }
