/* TinymlKitStream for Arduino: a sensor whose samples go to the computer, in frames that arrive
   whole or are known to be missing.

     #include <TinymlKitStream.h>

     static const float volts[] = {5.0f / 1024};
     static const TinymlSource pins[] = {{"pins", "A0", 1, 500, false, volts}};

     void setup() {
       Serial.begin(115200);
       TinymlKitStream.begin(Serial, pins, 1);
     }

     void loop() {
       TinymlKitStream.poll();
       if (TinymlKitStream.due()) TinymlKitStream.put(analogRead(A0));
     }

   `tinyml-kit collect` makes labelled files of them; docs/serial_protocol.md describes the frames. */

#ifndef TINYML_KIT_STREAM_H
#define TINYML_KIT_STREAM_H

#include <Arduino.h>

/* What a sketch can send: samples of one number for each axis. */
struct TinymlSource {
  const char *name;
  const char *axes;   /* their names, with commas between them */
  uint8_t channels;   /* how many axes */
  float rate;         /* samples a second: of a sensor with a clock of its own, or at most, of one
                         axis; of n axes an nth */
  bool own_clock;
  const float *units; /* what a step of each axis is worth, e.g. in volts */
};

class TinymlKitStreamClass {
 public:
  /* Start. `sources` must live as long as the program. */
  void begin(Stream &serial, const TinymlSource *sources, uint8_t count);

  /* Read what has come over the line, answer it, and send samples that have waited. Returns true if
     the computer has begun or ended a recording. */
  bool poll();

  /* Which source the computer has asked for, or -1. */
  int8_t source() { return current; }

  /* How many axes of it. */
  uint8_t channels() { return wanted; }

  /* Tell whether it is time for the next sample of a source without a clock of its own. Samples
     whose time is over are skipped, and the computer sees that they are missing. */
  bool due();

  /* Give one number of a sample; a sample is complete after as many as it has axes. */
  void put(int16_t value);

  /* Tell that a sensor with its own clock has lost samples. */
  void skip(uint32_t samples);

 private:
  bool finish();
  void end();
  void describe(uint8_t length);
  bool start(uint8_t length, uint32_t crc);
  void send_block();

  Stream *line;
  const TinymlSource *known;
  uint8_t count;
  int8_t current = -1;
  uint8_t wanted = 1;
  uint32_t period, next; /* microseconds */
  uint32_t number;       /* of the first sample in the block */
  uint32_t begun;        /* CRC of the request that began */
  uint32_t since;        /* when the block was begun */
};

extern TinymlKitStreamClass TinymlKitStream;

#endif
