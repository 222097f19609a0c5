/* The part of Arduino's API that the kit's sketches use, for the emulated Cortex-M4.

   Serial          the emulated board's serial port
   analogRead      the next number of the file readings.bin (16 bits each); after the last one
                   the program ends. Without the file, the pin's number in wired.bin
   digitalRead     whether the pin's number in wired.bin is not 0. That file has 16 bits for each
                   pin, and may change at any time. Without it nothing is connected: all are 0
   IMU             the motion sensor (IMU.h): the samples of the file motion.bin
   PDM             the microphone (PDM.h): the samples of the file microphone.bin, 16 bits each
   analogWrite,    append pin and value, 16 bits each, to written.bin; with a wired.bin, only what
   digitalWrite    differs from the pin's last value
   micros, millis  count each instruction as one cycle of the board's 64 MHz. No real core is
                   faster; its pipeline and flash make it slower

   The pins have the numbers of the Nano 33 BLE. No constructor of a global object is called. */

#ifndef ARDUINO_H
#define ARDUINO_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define F(text) (text)
#define PROGMEM
#define pgm_read_byte(address) (*(const uint8_t *)(address))

enum { LOW, HIGH };
enum { INPUT, OUTPUT, INPUT_PULLUP };
enum { A0 = 14, A1, A2, A3, A4, A5, A6, A7 };
enum { LED_BUILTIN = 13, LEDR = 22, LEDG, LEDB };
#define constrain(x, low, high) ((x) < (low) ? (low) : (x) > (high) ? (high) : (x))

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
void analogWrite(uint8_t pin, int value);
int analogRead(uint8_t pin);
int digitalRead(uint8_t pin);
unsigned long micros();
unsigned long millis();
void delay(unsigned long milliseconds);

class Print {
 public:
  virtual size_t write(uint8_t byte) = 0;

  void print(const char *text);
  void print(char character) { write(character); }
  void print(unsigned long number);
  void print(long number);
  void print(unsigned number) { print((unsigned long)number); }
  void print(int number) { print((long)number); }
  void print(double number, int digits = 2);
  void println() { print("\r\n"); }
  template <class Value>
  void println(Value value) {
    print(value);
    println();
  }
};

class Stream : public Print {
 public:
  virtual int available() = 0;
  virtual int read() = 0;
};

class SerialPort : public Stream {
 public:
  void begin(unsigned long baud);
  size_t write(uint8_t byte) override;
  int available() override;
  int read() override;
};

extern SerialPort Serial;

void setup();
void loop();

#endif
