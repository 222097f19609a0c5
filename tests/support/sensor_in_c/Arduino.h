/* As much of Arduino's API as collect_uno needs, for a computer; time is what the test says. */
#ifndef ARDUINO_H
#define ARDUINO_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define F(text) (text)
enum { A0 = 14 };

uint32_t micros();
int analogRead(uint8_t pin);

class Stream {
 public:
  void begin(unsigned long) {}
  size_t write(uint8_t byte);
  int available();
  int read();
  void print(const char *text) {
    while (*text) write((uint8_t)*text++);
  }
  void println(const char *text) {
    print(text);
    print("\r\n");
  }
};

extern Stream Serial;

#endif
