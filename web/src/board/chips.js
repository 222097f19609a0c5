/**
 * Which peripherals each chip has, and where: addresses in memory, and the numbers of interrupts.
 *
 * Data sheets: ATmega328P DS40002061, ATmega1284P DS40002070, ATmega2560 DS40002211. A test
 * compares the numbers with avr-libc's headers. Left out is what no sketch of the kit uses: SPI,
 * TWI, the EEPROM, the watchdog, and interrupts of pins.
 */

/**
 * @typedef {object} TimerPlace
 * @property {number} number - 0 to 5; all but 0 and 2 count 16 bits
 * @property {string[]} pins - those of its outputs A, B and C, e.g. "D6"
 * @property {number[]} vectors - its interrupts: compare A, B and C, and overflow; 0 for none
 */

/**
 * @typedef {object} Peripherals
 * @property {string} ports - letters
 * @property {number} analogue - how many analogue inputs
 * @property {number} adc - number of the converter's interrupt
 * @property {number} uart - number of the first of UART 0's interrupts: received, empty, sent
 * @property {TimerPlace[]} timers
 */

/** @type {Record<string, Peripherals>} */
export const PERIPHERALS = {
  atmega328p: {
    ports: "BCD",
    analogue: 8,
    adc: 21,
    uart: 18,
    timers: [
      { number: 0, pins: ["D6", "D5"], vectors: [14, 15, 0, 16] },
      { number: 1, pins: ["B1", "B2"], vectors: [11, 12, 0, 13] },
      { number: 2, pins: ["B3", "D3"], vectors: [7, 8, 0, 9] },
    ],
  },
  atmega1284p: {
    ports: "ABCD",
    analogue: 8,
    adc: 24,
    uart: 20,
    timers: [
      { number: 0, pins: ["B3", "B4"], vectors: [16, 17, 0, 18] },
      { number: 1, pins: ["D5", "D4"], vectors: [13, 14, 0, 15] },
      { number: 2, pins: ["D7", "D6"], vectors: [9, 10, 0, 11] },
      { number: 3, pins: ["B6", "B7"], vectors: [32, 33, 0, 34] },
    ],
  },
  atmega2560: {
    ports: "ABCDEFGHJKL",
    analogue: 16,
    adc: 29,
    uart: 25,
    timers: [
      { number: 0, pins: ["B7", "G5"], vectors: [21, 22, 0, 23] },
      { number: 1, pins: ["B5", "B6", "B7"], vectors: [17, 18, 19, 20] },
      { number: 2, pins: ["B4", "H6"], vectors: [13, 14, 0, 15] },
      { number: 3, pins: ["E3", "E4", "E5"], vectors: [32, 33, 34, 35] },
      { number: 4, pins: ["H3", "H4", "H5"], vectors: [42, 43, 44, 45] },
      { number: 5, pins: ["L3", "L4", "L5"], vectors: [47, 48, 49, 50] },
    ],
  },
};

/** The first register of each timer's block, which is laid out alike for all of 16 bits. */
const BLOCKS = { 1: 0x80, 3: 0x90, 4: 0xa0, 5: 0x120 };

/**
 * Return where a port's three registers are: PIN, DDR and PORT follow each other.
 * @param {string} letter
 * @returns {import("avr8js").AVRPortConfig}
 */
export function portAt(letter) {
  const index = "ABCDEFGHJKL".indexOf(letter);
  const PIN = index < 7 ? 0x20 + 3 * index : 0x100 + 3 * (index - 7);
  return { PIN, DDR: PIN + 1, PORT: PIN + 2, externalInterrupts: [] };
}

/**
 * Return a timer as avr8js wants it described.
 * @param {TimerPlace} place
 * @returns {import("avr8js").AVRTimerConfig}
 */
export function timerAt({ number, pins, vectors }) {
  const [a, b, c] = pins.map((pin) => ({ port: portAt(pin[0]).PORT, bit: Number(pin[1]) }));
  const wide = number !== 0 && number !== 2;
  return {
    bits: wide ? 16 : 8,
    dividers: number === 2 ? TIMER_2_DIVIDERS : DIVIDERS,
    captureInterrupt: 0,
    // Each entry of the table of interrupts has two words.
    compAInterrupt: 2 * vectors[0],
    compBInterrupt: 2 * vectors[1],
    compCInterrupt: 2 * vectors[2],
    ovfInterrupt: 2 * vectors[3],
    TIFR: 0x35 + number,
    TIMSK: 0x6e + number,
    ...(wide
      ? wideRegisters(BLOCKS[/** @type {1 | 3 | 4 | 5} */ (number)], pins.length)
      : narrowRegisters(number)),
    compPortA: a.port,
    compPinA: a.bit,
    compPortB: b.port,
    compPinB: b.bit,
    compPortC: c?.port ?? 0,
    compPinC: c?.bit ?? 0,
    externalClockPort: 0,
    externalClockPin: 0,
    TOV: 1,
    OCFA: 2,
    OCFB: 4,
    OCFC: c ? 8 : 0,
    TOIE: 1,
    OCIEA: 2,
    OCIEB: 4,
    OCIEC: c ? 8 : 0,
  };
}

const DIVIDERS = { 0: 0, 1: 1, 2: 8, 3: 64, 4: 256, 5: 1024, 6: 0, 7: 0 };
const TIMER_2_DIVIDERS = { 0: 0, 1: 1, 2: 8, 3: 32, 4: 64, 5: 128, 6: 256, 7: 1024 };

/**
 * @param {number} block
 * @param {number} outputs
 */
function wideRegisters(block, outputs) {
  return {
    TCCRA: block,
    TCCRB: block + 1,
    TCCRC: block + 2,
    TCNT: block + 4,
    ICR: block + 6,
    OCRA: block + 8,
    OCRB: block + 10,
    OCRC: outputs > 2 ? block + 12 : 0,
  };
}

/** @param {number} number */
function narrowRegisters(number) {
  const block = number === 0 ? 0x44 : 0xb0;
  return {
    TCCRA: block,
    TCCRB: block + 1,
    TCCRC: 0,
    TCNT: block + 2,
    ICR: 0,
    OCRA: block + 3,
    OCRB: block + 4,
    OCRC: 0,
  };
}
