/* Motion and sound, sent to the computer: what `tinyml-kit collect` makes files of.

   For a Nano 33 BLE Sense, whose sensors are on the board: the USB cable is enough. Of its two
   revisions the second ("Rev2" stands on it) has another sensor of motion; say here which one you
   have. It needs the library Arduino_BMI270_BMM150, or for the first revision Arduino_LSM9DS1, from
   the Library Manager. The microphone's library comes with the board.

   In a terminal:
     tinyml-kit collect data --label wave --person anna --source motion --seconds 2
     tinyml-kit collect data --label yes --person anna --source sound --seconds 1 */

#ifndef REVISION
#define REVISION 2
#endif

#if REVISION == 2
#include <Arduino_BMI270_BMM150.h>
#define RATE 99.84f /* samples a second, as the library sets the sensor */
#else
#include <Arduino_LSM9DS1.h>
#define RATE 119.0f
#endif
#include <PDM.h>
#include <TinymlKitStream.h>

/* The sensor's ranges, 4 g and 2000 degrees a second, as steps of 16 bits. */
#define G (4.0f / 32768)
#define TURN (2000.0f / 32768)
static const float motion_units[] = {G, G, G, TURN, TURN, TURN};
static const float sound_units[] = {1.0f / 32768};
enum { MOTION, SOUND };
static const TinymlSource sources[] = {
    {"motion", "aX,aY,aZ,gX,gY,gZ", 6, RATE, true, motion_units},
    {"sound", "sound", 1, 16000, true, sound_units},
};

/* The microphone's samples on their way from the interrupt to the line: a quarter of a second. */
#define KEPT 4096 /* a power of two */
static int16_t kept[KEPT];
static volatile uint16_t head, tail; /* where the next one goes, and the oldest one */
static volatile uint32_t lost;

static void heard() {
  static int16_t piece[256];
  int bytes = PDM.available();
  int samples = PDM.read(piece, bytes < (int)sizeof piece ? bytes : (int)sizeof piece) / 2;
  for (int i = 0; i < samples; i++) {
    if ((uint16_t)(head - tail) == KEPT) {
      lost++;
    } else {
      kept[head % KEPT] = piece[i];
      head++;
    }
  }
}

static int16_t steps(float value, float unit) {
  float whole = value / unit + (value < 0 ? -0.5f : 0.5f);
  return (int16_t)constrain(whole, -32768.0f, 32767.0f);
}

static unsigned long before; /* when the last sample of motion came, or 0 */

static void send_motion() {
  float a[3], g[3];
  if (!IMU.accelerationAvailable() || !IMU.gyroscopeAvailable()) return;
  IMU.readAcceleration(a[0], a[1], a[2]);
  IMU.readGyroscope(g[0], g[1], g[2]);
  /* A new sample overwrites one that was not read: only the time tells. */
  unsigned long now = micros(), period = (unsigned long)(1000000 / RATE);
  unsigned long passed = (now - before + period / 2) / period;
  if (before && passed > 1) TinymlKitStream.skip(passed - 1);
  before = now;
  for (int axis = 0; axis < TinymlKitStream.channels(); axis++)
    TinymlKitStream.put(axis < 3 ? steps(a[axis], G) : steps(g[axis - 3], TURN));
}

static void send_sound() {
  while (tail != head) {
    TinymlKitStream.put(kept[tail % KEPT]);
    tail++;
  }
  if (lost) {
    TinymlKitStream.skip(lost);
    lost = 0;
  }
}

void setup() {
  Serial.begin(115200);
  IMU.begin();
  PDM.onReceive(heard);
  TinymlKitStream.begin(Serial, sources, 2);
}

void loop() {
  if (TinymlKitStream.poll()) {
    PDM.end();
    head = tail = 0;
    lost = before = 0;
    if (TinymlKitStream.source() == SOUND) PDM.begin(1, 16000);
  }
  if (TinymlKitStream.source() == MOTION) send_motion();
  if (TinymlKitStream.source() == SOUND) send_sound();
}
