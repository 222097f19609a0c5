/* Spoken digits on an Arduino Nano 33 BLE Sense: its microphone, an audio front end in integers, an
   int8 network, and a rule that says when a word was said.

   Wiring: none, the USB cable is enough. Open the serial monitor (115200 baud) and say a digit in
   English, half a metre away: the board prints it, and its LED is on for half a second. Type ? and
   it says what share of the time it computes, and how many samples it lost.

   The microphone gives 16000 samples a second, of which the network needs half. An interrupt puts
   them into a queue; the loop takes them out, two by two. */

#include <PDM.h>
#include <TinymlKit.h>

#include "halving.h"
#include "listener.h"
#include "model.h"

#include <TinymlKitModel.h>

#define MICROPHONE_RATE (2L * LISTENER_RATE)
/* An eighth of a second: three times as long as the network computes. */
#define QUEUE 2048

/* "other" is never said; it is what the network answers to noise and to other words. */
static const char *const words[LISTENER_WORDS] = {"zero", "one", "two",   "three", "four", "five",
                                                  "six",  "seven", "eight", "nine", "other"};

static int16_t queue[QUEUE];
static volatile uint16_t put, taken;
static volatile unsigned long lost;

static unsigned long heard;     /* samples that the listener got */
static unsigned long light_off; /* when it has got so many, the LED goes off */
static unsigned long busy_ms, busy_us;

/* Called by an interrupt: nothing is computed here. */
static void receive() {
  static int16_t buffer[256];
  int bytes = PDM.available();
  if (bytes > (int)sizeof buffer) bytes = sizeof buffer;
  int count = PDM.read(buffer, bytes) / (int)sizeof *buffer;
  for (int i = 0; i < count; i++) {
    uint16_t after = (put + 1) % QUEUE;
    if (after == taken) {
      lost++;
      continue;
    }
    queue[put] = buffer[i];
    put = after;
  }
}

static int16_t take() {
  int16_t sample = queue[taken];
  taken = (taken + 1) % QUEUE;
  return sample;
}

static void tell(int16_t word) {
  Serial.print(heard / (double)LISTENER_RATE);
  Serial.print(F(" s: "));
  Serial.print(words[word]);
  Serial.print(F(", mean "));
  Serial.println(listener_sum(word) / (double)LISTENER_MOST);
  digitalWrite(LED_BUILTIN, HIGH);
  light_off = heard + LISTENER_RATE / 2;
}

static void question(Print &out) {
  TinymlKit.introduce(out);
  out.print(heard / (double)LISTENER_RATE);
  out.print(F(" s heard, computing took "));
  out.print(heard ? 100.0 * busy_ms / (heard * 1000.0 / LISTENER_RATE) : 0.0);
  out.print(F(" % of them, "));
  out.print((unsigned long)lost);
  out.println(F(" samples lost"));
}

void setup() {
  Serial.begin(115200);
  pinMode(LED_BUILTIN, OUTPUT);
  TinymlKit.begin(Serial, TINYML_MODEL, question);
  PDM.onReceive(receive);
  if (!PDM.begin(1, MICROPHONE_RATE)) Serial.println(F("there is no microphone"));
}

void loop() {
  TinymlKit.poll();
  if (!TinymlKit.idle()) return; /* Python uses the network */
  unsigned long start = micros();
  while ((uint16_t)(put - taken) % QUEUE >= 2) {
    int16_t first = take();
    int16_t word = listener_push(halved(first, take()));
    heard++;
    if (word != LISTENER_NOTHING) tell(word);
    if (heard == light_off) digitalWrite(LED_BUILTIN, LOW);
  }
  busy_us += micros() - start;
  busy_ms += busy_us / 1000;
  busy_us %= 1000;
}
