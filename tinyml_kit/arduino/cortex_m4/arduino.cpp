/* Arduino's API on the emulated board: see Arduino.h. */

#include "Arduino.h"
#include "PDM.h"

extern "C" {
#include "semihosting.h"
}

/* Arm CMSDK: a timer that counts down at 25 MHz, and a serial port. In the emulator an instruction
   takes 1.6 ticks. */
struct Timer {
  volatile uint32_t control, value, reload, interrupt;
};
struct Uart {
  volatile uint32_t data, state, control, interrupt, divider;
};
#define TIMER ((Timer *)0x40000000)
#define TICK ((Timer *)0x40001000)
#define ENABLED (*(volatile uint32_t *)0xE000E100) /* NVIC_ISER0 */
#define PENDING (*(volatile uint32_t *)0xE000E280) /* NVIC_ICPR0 */
#define UART ((Uart *)0x40004000)
enum { SENDING = 1, RECEIVED = 2 };
enum { WAKING = 1 << 0 | 1 << 9 };
enum { PINS = 32 };

SerialPort Serial;

static int readings, written;
static bool watched;
static uint64_t elapsed;
static uint32_t before = 0xFFFFFFFF;

void SerialPort::begin(unsigned long) {
  UART->divider = 16;
  UART->control = 3 | 8; /* send, receive, interrupt when something was received */
}

size_t SerialPort::write(uint8_t byte) {
  while (UART->state & SENDING) {
  }
  UART->data = byte;
  return 1;
}

/* The core sleeps until a byte has come or a millisecond has passed, which leaves the computer time
   to send the byte. Pending interrupts are cleared before the check, so that no byte is missed.
   Interrupts are off, but a pending one wakes the core. */
int SerialPort::available() {
  UART->interrupt = 2;
  TICK->interrupt = 1;
  PENDING = WAKING;
  if (UART->state & RECEIVED) return 1;
  __asm volatile("wfi");
  return (UART->state & RECEIVED) != 0;
}

int SerialPort::read() { return available() ? (int)UART->data : -1; }

void Print::print(const char *text) {
  while (*text) write(*text++);
}

void Print::print(unsigned long number) {
  if (number > 9) print(number / 10);
  write('0' + number % 10);
}

void Print::print(long number) {
  if (number < 0) write('-');
  print(number < 0 ? -(unsigned long)number : (unsigned long)number);
}

void Print::print(double number, int digits) {
  double half = 0.5;
  for (int k = 0; k < digits; k++) half /= 10;
  if (number < 0) {
    write('-');
    number = -number;
  }
  number += half;
  print((unsigned long)number);
  if (digits) write('.');
  for (number -= (unsigned long)number; digits--; number -= (unsigned long)number) {
    number *= 10;
    write('0' + (int)number);
  }
}

/* What is wired to a pin: its number in a file that the computer changes while the program runs. */
static uint16_t wired(uint8_t pin) {
  uint16_t numbers[PINS] = {0};
  int file = semihosting_open("wired.bin", SEMIHOSTING_READ);
  if (file == -1) return 0;
  semihosting_read(file, numbers, sizeof numbers);
  semihosting_close(file);
  return pin < PINS ? numbers[pin] : 0;
}

/* A program that somebody watches may run for hours, so that only changes are kept. */
static void record(uint16_t pin, uint16_t value) {
  static uint32_t last[PINS];
  const uint32_t now = value + 1UL; /* 0 is a pin that has no value yet */
  if (watched && pin < PINS) {
    if (last[pin] == now) return;
    last[pin] = now;
  }
  const uint16_t line[] = {pin, value};
  semihosting_write(written, line, sizeof line);
}

void pinMode(uint8_t, uint8_t) {}

void digitalWrite(uint8_t pin, uint8_t value) { record(pin, value); }

void analogWrite(uint8_t pin, int value) { record(pin, value); }

int analogRead(uint8_t pin) {
  if (readings == -1) return wired(pin);
  uint16_t reading = 0;
  if (semihosting_read(readings, &reading, sizeof reading)) semihosting_exit(0);
  return reading;
}

int digitalRead(uint8_t pin) { return wired(pin) != 0; }

unsigned long micros() {
  uint32_t now = TIMER->value;
  elapsed += before - now;
  before = now;
  return (unsigned long)(elapsed * 5 / 512); /* 5/8 instruction per tick, 64 per microsecond */
}

unsigned long millis() {
  micros();
  return (unsigned long)(elapsed * 5 / 512000);
}

void delay(unsigned long milliseconds) {
  unsigned long start = millis();
  while (millis() - start < milliseconds) {
  }
}

PDMClass PDM;

int PDMClass::begin(int channels, int rate) {
  if (channels != 1 || rate <= 0) return 0;
  micros();
  ticks_a_buffer = (uint64_t)SAMPLES * 1000000 / rate * 512 / 5; /* as micros() counts */
  due = elapsed + ticks_a_buffer;
  return 1;
}

void PDMClass::end() { ticks_a_buffer = 0; }

int PDMClass::read(void *to, size_t bytes) {
  if (bytes > waiting) bytes = waiting;
  memcpy(to, buffer, bytes);
  memmove(buffer, (uint8_t *)buffer + bytes, waiting - bytes);
  waiting -= bytes;
  return (int)bytes;
}

void PDMClass::deliver() {
  if (!ticks_a_buffer || file == -1) return;
  micros();
  if (elapsed < due) elapsed = due;
  for (; due <= elapsed; due += ticks_a_buffer) {
    if (semihosting_read(file, buffer, sizeof buffer)) semihosting_exit(0);
    waiting = sizeof buffer;
    if (receive) receive();
  }
}

int main() {
  PDM.file = semihosting_open("microphone.bin", SEMIHOSTING_READ);
  readings = semihosting_open("readings.bin", SEMIHOSTING_READ);
  written = semihosting_open("written.bin", SEMIHOSTING_WRITE);
  int wires = semihosting_open("wired.bin", SEMIHOSTING_READ);
  watched = wires != -1;
  if (watched) semihosting_close(wires);
  TIMER->reload = TIMER->value = before;
  TIMER->control = 1;
  TICK->reload = TICK->value = 25000;
  TICK->control = 1 | 8;
  __asm volatile("cpsid i");
  ENABLED = WAKING;
  setup();
  for (;;) {
    PDM.deliver();
    loop();
  }
}
