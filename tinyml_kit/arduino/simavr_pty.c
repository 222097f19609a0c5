/* A simulated board on a pseudo-terminal: simavr runs the firmware, its UART 0 is a serial port.

   simavr_pty FIRMWARE.elf CHIP HZ SPEED
   prints "PORT /dev/pts/N" and then obeys lines on standard input until that ends:
     adc CHANNEL MILLIVOLTS   what is at an analogue input from now on
     record RATE INPUTS FILE  plays a recording to the first INPUTS analogue inputs, in millivolts (16
                              bits each, a number for each input); it begins at the first conversion
                              after the board has sent something, a row lasts 1/RATE s, and the last
                              one stays
     io ADDRESS               answers "IO VALUE", a byte of the data space, registers included
     pin PORT BIT             answers "PIN HIGH OF": for how many cycles a pin, e.g. of port B,
                              was high since the last such request, and how many there were
     cycles                   answers "CYCLES N"
     reset                    the reset button
   SPEED is how many times faster than a real board it may run; 0 is as fast as possible.
   If the firmware crashes, "CRASHED ADDRESS" is printed, in bytes of flash, and it ends. */

#include <fcntl.h>
#include <poll.h>
#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#endif
#include <simavr/avr_adc.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define SLICE 20000 /* cycles between two looks at the clock and at standard input */
#define LISTEN 1000 /* cycles between two looks at the line; a byte at 115200 baud takes 1389 */
#define PORTS 12    /* A to L */

static avr_t *avr;

/* The board's end of a pseudo-terminal, and whether the UART can take more. */
static int line, slave;
static int may_send = 1;
static avr_irq_t *to_uart;

/* When each pin last changed, and for how long it was high since the last request. */
static struct {
  uint8_t level;
  avr_cycle_count_t changed, high, asked;
} pins[PORTS][8];

static void pin_changed(struct avr_irq_t *irq, uint32_t value, void *pin) {
  int port = (int)((intptr_t)pin / 8), bit = (int)((intptr_t)pin % 8);
  (void)irq;
  if (pins[port][bit].level) pins[port][bit].high += avr->cycle - pins[port][bit].changed;
  pins[port][bit].changed = avr->cycle;
  pins[port][bit].level = value & 1;
}

/* A recording that is played to analogue inputs. `answered`: the board has sent something since. */
static struct {
  int answered;
  uint16_t *millivolts;
  unsigned inputs;
  double rows, rate;
  avr_cycle_count_t start;
} recording;

static void from_uart(struct avr_irq_t *irq, uint32_t value, void *nothing) {
  uint8_t byte = (uint8_t)value;
  (void)irq, (void)nothing;
  recording.answered = 1;
  /* What nobody reads is lost, as on a cable. */
  if (write(line, &byte, 1) != 1) return;
}

static void flow(struct avr_irq_t *irq, uint32_t value, void *on) {
  (void)irq, (void)value;
  may_send = on != NULL;
}

static void listen_to_line(void) {
  static uint8_t waiting[256];
  static ssize_t count, at;
  if (at >= count) {
    at = 0;
    count = read(line, waiting, sizeof waiting);
  }
  while (may_send && at < count) avr_raise_irq(to_uart, waiting[at++]);
}

static int connect_uart(void) {
  struct termios raw = {0};
  uint32_t flags = 0;
  avr_irq_t *first = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), 0);
  cfmakeraw(&raw);
  /* This process keeps the other end open, too, so that programs may come and go. */
  if (!first || openpty(&line, &slave, NULL, &raw, NULL)) return 0;
  fcntl(line, F_SETFL, O_NONBLOCK);
  /* simavr would print what the board sends, and sleep while the board waits. */
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  to_uart = first + UART_IRQ_INPUT;
  avr_irq_register_notify(first + UART_IRQ_OUTPUT, from_uart, NULL);
  avr_irq_register_notify(first + UART_IRQ_OUT_XON, flow, &may_send);
  avr_irq_register_notify(first + UART_IRQ_OUT_XOFF, flow, NULL);
  printf("\nPORT %s\n", ttyname(slave));
  fflush(stdout);
  return 1;
}

static int load(const char *path, unsigned inputs, double rate) {
  FILE *file = fopen(path, "rb");
  long bytes;
  if (!file) return 0;
  fseek(file, 0, SEEK_END);
  bytes = ftell(file);
  rewind(file);
  free(recording.millivolts);
  memset(&recording, 0, sizeof recording);
  if (inputs && bytes >= 2 * (long)inputs && (recording.millivolts = malloc((size_t)bytes))) {
    recording.inputs = inputs;
    recording.rows = (double)((size_t)bytes / 2 / inputs);
    recording.rate = rate;
    if (fread(recording.millivolts, 1, (size_t)bytes, file) != (size_t)bytes) recording.inputs = 0;
  }
  fclose(file);
  return recording.inputs != 0;
}

/* A conversion begins: what is at its input now? A row holds from half a step before its time. */
static void conversion(struct avr_irq_t *irq, uint32_t value, void *nothing) {
  union {
    avr_adc_mux_t mux;
    uint32_t v;
  } from = {.v = value};
  double row;
  (void)irq, (void)nothing;
  if (from.mux.kind != ADC_MUX_SINGLE || from.mux.src >= recording.inputs) return;
  if (!recording.start && recording.answered) recording.start = avr->cycle;
  row = !recording.start ? 0 : (double)(avr->cycle - recording.start) * recording.rate / avr->frequency + 0.5;
  if (row > recording.rows - 1) row = recording.rows - 1;
  avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + (int)from.mux.src),
                recording.millivolts[(size_t)row * recording.inputs + from.mux.src]);
}

static void obey(const char *line) {
  unsigned a, b;
  char letter, path[200];
  double rate;
  if (sscanf(line, "record %lf %u %199[^\n]", &rate, &a, path) == 3) {
    printf("RECORD %d\n", load(path, a, rate));
  } else if (sscanf(line, "adc %u %u", &a, &b) == 2 && a < 16) {
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + (int)a), b);
  } else if (sscanf(line, "io %u", &a) == 1 && a <= avr->ramend) {
    printf("IO %u\n", avr->data[a]);
  } else if (sscanf(line, "pin %c %u", &letter, &a) == 2 && letter >= 'A' && letter <= 'L' && a < 8) {
    int port = letter - 'A';
    pin_changed(NULL, pins[port][a].level, (void *)(intptr_t)(port * 8 + (int)a));
    printf("PIN %llu %llu\n", (unsigned long long)pins[port][a].high,
           (unsigned long long)(avr->cycle - pins[port][a].asked));
    pins[port][a].high = 0;
    pins[port][a].asked = avr->cycle;
  } else if (!strncmp(line, "cycles", 6)) {
    printf("CYCLES %llu\n", (unsigned long long)avr->cycle);
  } else if (!strncmp(line, "reset", 5)) {
    avr_reset(avr);
  } else {
    printf("UNKNOWN\n");
  }
  fflush(stdout);
}

/* Obey the lines that have come; return 0 when standard input has ended. */
static int obey_waiting(void) {
  static char buffer[256];
  static size_t filled;
  struct pollfd in = {.fd = 0, .events = POLLIN};
  char *end;
  while (poll(&in, 1, 0) > 0) {
    ssize_t got = read(0, buffer + filled, sizeof buffer - 1 - filled);
    if (got <= 0) return 0;
    filled += (size_t)got;
    buffer[filled] = 0;
    while ((end = strchr(buffer, '\n'))) {
      *end = 0;
      obey(buffer);
      filled -= (size_t)(end + 1 - buffer);
      memmove(buffer, end + 1, filled + 1);
    }
    if (filled == sizeof buffer - 1) filled = 0;
  }
  return 1;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int count, char **words) {
  static elf_firmware_t firmware;
  double start, speed;
  avr_cycle_count_t next = 0, heard = 0;
  if (count != 5 || elf_read_firmware(words[1], &firmware)) return 2;
  strncpy(firmware.mmcu, words[2], sizeof firmware.mmcu - 1);
  firmware.frequency = (uint32_t)atol(words[3]);
  speed = atof(words[4]);
  avr = avr_make_mcu_by_name(firmware.mmcu);
  if (!avr) return 3;
  avr_init(avr);
  avr_load_firmware(avr, &firmware);
  avr->vcc = avr->avcc = avr->aref = 5000;
  for (int port = 0; port < PORTS; port++)
    for (int bit = 0; bit < 8; bit++) {
      avr_irq_t *irq = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('A' + port), bit);
      if (irq) avr_irq_register_notify(irq, pin_changed, (void *)(intptr_t)(port * 8 + bit));
    }
  avr_irq_t *trigger = avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER);
  if (trigger) avr_irq_register_notify(trigger, conversion, NULL);
  if (!connect_uart()) return 5;
  start = seconds();
  for (;;) {
    int state = avr_run(avr);
    if (state == cpu_Done || state == cpu_Crashed) {
      printf("CRASHED %u\n", (unsigned)avr->pc);
      fflush(stdout);
      return 4;
    }
    if (avr->cycle >= heard) {
      heard = avr->cycle + LISTEN;
      listen_to_line();
    }
    if (avr->cycle >= next) {
      next = avr->cycle + SLICE;
      if (!obey_waiting()) break;
      if (speed > 0) {
        double ahead = (double)avr->cycle / (speed * avr->frequency) - (seconds() - start);
        if (ahead > 0) usleep((useconds_t)(1e6 * ahead));
      }
    }
  }
  return 0;
}
