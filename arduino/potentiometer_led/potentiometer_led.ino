/* A potentiometer dims an LED, without a network: to try the wiring first.

   For an Uno, a Mega and a Nano 33 BLE (Sense). The wiring is that of sine_potentiometer_led: the
   potentiometer's ends go to 5 V (on a Nano 33 BLE to 3.3 V, which is the most it withstands) and
   GND, its middle to A0; an LED with a resistor of 220 ohm goes from pin 9 to GND. Turned to the
   left the LED is dark, to the right bright. When this works, sine_potentiometer_led puts a network
   in between.

   Type ? in the serial monitor (115200 baud), and the board prints what it reads. */

#define LED 9 /* can be dimmed on all three */

enum { READINGS = 20 };

static int turn; /* 0 to 1023, the mean of some readings: a single one is off by a few */

static void look() {
  long sum = 0;
  for (int i = 0; i < READINGS; i++) sum += analogRead(A0);
  turn = (sum + READINGS / 2) / READINGS;
  analogWrite(LED, turn >> 2);
}

void setup() {
  pinMode(LED, OUTPUT);
  Serial.begin(115200);
}

void loop() {
  look();
  if (Serial.read() == '?') {
    Serial.print(F("turn "));
    Serial.print(turn);
    Serial.print(F("/1023: brightness "));
    Serial.print(turn >> 2);
    Serial.println(F("/255"));
  }
}
