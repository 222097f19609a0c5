/* TinymlKit for Arduino: gives the portable protocol a serial line, a clock and the memory. */

#include "TinymlKit.h"

#if defined(ARDUINO_AVR_UNO)
#define BOARD "uno"
#elif defined(ARDUINO_AVR_MEGA2560)
#define BOARD "mega2560"
#elif defined(ARDUINO_AVR_NANO_EVERY)
#define BOARD "nano_every"
#elif defined(ARDUINO_ARDUINO_NANO33BLE)
#define BOARD "nano33ble"
#else
#define BOARD "another board"
#endif

TinymlKitClass TinymlKit;

static Stream *line;
static const tinyml_model *network;
static void (*answer_person)(Print &);

static void write_byte(uint8_t byte) { line->write(byte); }

static uint32_t clock_ticks() { return micros(); }

#if defined(__AVR__) && defined(RAMSTART)
/* The memory above the variables is painted before anything else runs; what still has the paint
   was never used. At this point r1 is 0 and the stack pointer is set, but the stack is empty. */
#define PAINT 0xC5
extern "C" uint8_t __heap_start;
/* The heap's end, or NULL before the first malloc; weak, so that no unused heap is linked. */
extern "C" char *__brkval __attribute__((weak));

extern "C" void tinyml_paint() __attribute__((naked, used, section(".init3")));
extern "C" void tinyml_paint() {
  __asm__ volatile(
      "ldi r30, lo8(__heap_start)\n"
      "ldi r31, hi8(__heap_start)\n"
      "ldi r24, %0\n"
      "ldi r25, hi8(%1 + 1)\n"
      "1: st Z+, r24\n"
      "cpi r30, lo8(%1 + 1)\n"
      "cpc r31, r25\n"
      "brne 1b\n" ::"M"(PAINT), "i"(RAMEND));
}

static void memory(uint32_t *answer) {
  const uint8_t *from = &__brkval && __brkval ? (const uint8_t *)__brkval : &__heap_start;
  const uint8_t *untouched = from;
  while (untouched < (const uint8_t *)SP && *untouched == PAINT) untouched++;
  answer[TINYML_RAM] = RAMEND - RAMSTART + 1;
  answer[TINYML_STATICS] = (uint16_t)&__heap_start - RAMSTART;
  answer[TINYML_STACK] = RAMEND + 1 - (uint16_t)untouched;
  answer[TINYML_NEVER_USED] = untouched - from;
}
#define MEMORY memory
#else
#define MEMORY nullptr
#endif

#if defined(__AVR__)
/* QEMU notices an interrupt that came while they were off only at the return from another one,
   and would wait for ever. To a chip this is an ordinary return. */
static void look_for_interrupts() __attribute__((naked, noinline));
static void look_for_interrupts() { __asm__ volatile("reti"); }
#define LOOK_FOR_INTERRUPTS look_for_interrupts
#else
#define LOOK_FOR_INTERRUPTS()
#endif

static void question() {
  if (answer_person)
    answer_person(*line);
  else
    TinymlKit.introduce(*line);
}

void TinymlKitClass::begin(Stream &serial, const tinyml_model &model, void (*asked_by)(Print &)) {
  static const tinyml_port port = {BOARD, write_byte, clock_ticks, 1000000, MEMORY, question};
  line = &serial;
  network = &model;
  answer_person = asked_by;
  tinyml_begin(&model, &port);
}

void TinymlKitClass::poll() {
  LOOK_FOR_INTERRUPTS();
  while (line->available()) requests += tinyml_receive((uint8_t)line->read());
}

bool TinymlKitClass::idle() {
  if (requests != seen) {
    seen = requests;
    busy = true;
    since = millis();
  }
  if (busy && millis() - since > 1000) busy = false;
  return !busy;
}

void TinymlKitClass::introduce(Print &out) {
  out.print(F("tinyml-kit on " BOARD ": model "));
  /* By hand, because Arduino's functions that print numbers take half a kilobyte of flash. */
  for (int8_t shift = 28; shift >= 0; shift -= 4) {
    uint8_t digit = (network->hash >> shift) & 15;
    out.write(digit < 10 ? '0' + digit : 'a' - 10 + digit);
  }
  out.println();
}
