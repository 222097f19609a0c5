/**
 * The analogue-to-digital converter of an ATmega: one number of 10 bits at a time, on request or,
 * free-running, one after the other.
 *
 * An input is given in counts, 0 to 1023, and not in volts: simulators disagree whether 5 V is
 * 1023/1024 or 1 of the range, and a knob does not have to.
 */

const [ADCL, ADCH, ADCSRA, ADCSRB, ADMUX] = [0x78, 0x79, 0x7a, 0x7b, 0x7c];
const [ADEN, ADSC, ADATE, ADIF, ADIE, ADPS] = [0x80, 0x40, 0x20, 0x10, 0x08, 0x07];
const [ADLAR, MUX5, TRIGGER] = [0x20, 0x08, 0x07];
/** Cycles of the converter's clock: the first conversion after it was switched on, and others. */
const [FIRST, OTHERS] = [25, 13];
/** The built-in reference of 1.1 V, measured against 5 V. */
const BAND_GAP = 225;

export class Adc {
  /**
   * @param {import("avr8js").CPU} cpu
   * @param {number} vector - the number of its interrupt
   * @param {number} inputs - how many there are: 8 or 16
   */
  constructor(cpu, vector, inputs) {
    this.cpu = cpu;
    /** What is at each input, in counts. */
    this.counts = new Uint16Array(inputs);
    this.converting = false;
    this.length = FIRST;
    this.interrupt = {
      address: 2 * vector,
      flagRegister: ADCSRA,
      flagMask: ADIF,
      enableRegister: ADCSRA,
      enableMask: ADIE,
    };
    cpu.writeHooks[ADCSRA] = (value, old) => this.#control(value, old);
  }

  /** What is converted: an input, the reference, or ground. */
  get selected() {
    const { data } = this.cpu;
    const wide = this.counts.length > 8;
    const chosen = (data[ADMUX] & 0x1f) | (wide && data[ADCSRB] & MUX5 ? 0x20 : 0);
    if ((chosen & 0x1f) < 8) return this.counts[(chosen & 7) + (chosen & 0x20 ? 8 : 0)];
    // The smaller chip has four bits to choose, the larger ones five; the last but one is 1.1 V.
    return chosen === 0x0e || chosen === 0x1e ? BAND_GAP : 0;
  }

  /** Clock cycles of the chip per cycle of the converter. */
  get divider() {
    return 1 << Math.max(1, this.cpu.data[ADCSRA] & ADPS);
  }

  /**
   * @param {number} value
   * @param {number} old
   */
  #control(value, old) {
    const { cpu } = this;
    if (value & ADEN && !(old & ADEN)) this.length = FIRST;
    // ADIF is cleared by writing a 1; ADSC stays 1 until a conversion has ended.
    const flag = old & ADIF & ~value;
    cpu.data[ADCSRA] = (value & ~(ADIF | ADSC)) | flag | (this.converting ? ADSC : 0);
    if (!flag) cpu.clearInterrupt(this.interrupt);
    cpu.updateInterruptEnable(this.interrupt, value);
    if (value & ADEN && value & ADSC && !this.converting) this.#start();
    return true;
  }

  #start() {
    const { cpu } = this;
    this.converting = true;
    cpu.data[ADCSRA] |= ADSC;
    // Which input it is, is decided at the start; its value is held then, too.
    const counts = this.selected;
    cpu.addClockEvent(() => this.#end(counts), this.length * this.divider);
    this.length = OTHERS;
  }

  /** @param {number} counts */
  #end(counts) {
    const { data } = this.cpu;
    const left = data[ADMUX] & ADLAR ? 6 : 0;
    data[ADCL] = counts << left;
    data[ADCH] = (counts << left) >> 8;
    this.converting = false;
    data[ADCSRA] &= ~ADSC;
    if (!(data[ADCSRA] & ADEN)) return;
    this.cpu.setInterruptFlag(this.interrupt);
    if (data[ADCSRA] & ADATE && (data[ADCSRB] & TRIGGER) === 0) this.#start();
  }
}
