/**
 * UART 0 of an ATmega: bytes on a serial line, one start bit, eight data bits and one stop bit.
 *
 * As in the data sheets: a byte can be written while the one before is still being sent; two
 * received bytes wait while a third comes in; a fourth is lost and sets the flag DOR. avr8js's own
 * UART has one byte in each direction, and loses none.
 */

const [UCSRA, UCSRB, UBRRL, UBRRH, UDR] = [0xc0, 0xc1, 0xc4, 0xc5, 0xc6];
const [RXC, TXC, UDRE, DOR, U2X, MPCM] = [0x80, 0x40, 0x20, 0x08, 0x02, 0x01];
const [RXCIE, TXCIE, UDRIE, RXEN, TXEN] = [0x80, 0x40, 0x20, 0x10, 0x08];
const BITS = 10;
/** Bytes that were received and not read: two in the buffer, one in the shift register. */
const ROOM = 3;

export class Uart {
  /**
   * @param {import("avr8js").CPU} cpu
   * @param {number} vector - the number of its first interrupt
   */
  constructor(cpu, vector) {
    this.cpu = cpu;
    /** Called with each byte when its last bit has been sent. @type {(byte: number) => void} */
    this.onByte = () => {};
    /** @type {number[]} what waits outside for its turn on the line */
    this.line = [];
    this.arriving = false;
    /** @type {number[]} */
    this.received = [];
    /** @type {number | null} what waits until the byte before it is sent */
    this.next = null;
    this.sending = false;
    const place = { flagRegister: UCSRA, enableRegister: UCSRB };
    // The first two go on until somebody reads or writes a byte.
    this.interrupts = {
      received: { ...place, address: 2 * vector, flagMask: RXC, enableMask: RXCIE, constant: true },
      empty: {
        ...place, address: 2 * vector + 2, flagMask: UDRE, enableMask: UDRIE, constant: true,
      },
      sent: { ...place, address: 2 * vector + 4, flagMask: TXC, enableMask: TXCIE },
    };
    cpu.data[UCSRA] = UDRE;
    cpu.writeHooks[UCSRA] = (value) => this.#writeStatus(value);
    cpu.writeHooks[UCSRB] = (value) => this.#writeControl(value);
    cpu.writeHooks[UDR] = (value) => this.#write(value);
    cpu.readHooks[UDR] = () => this.#read();
  }

  /** Clock cycles of one byte on the line. */
  get cyclesPerByte() {
    const { data } = this.cpu;
    const divider = data[UBRRL] + ((data[UBRRH] & 0x0f) << 8) + 1;
    return BITS * divider * (data[UCSRA] & U2X ? 8 : 16);
  }

  /**
   * Send bytes to the chip, one after the other, at the speed that it expects.
   * @param {Iterable<number>} bytes
   */
  send(bytes) {
    this.line.push(...bytes);
    if (!this.arriving) this.#begin();
  }

  #begin() {
    this.arriving = this.line.length > 0;
    if (this.arriving) this.cpu.addClockEvent(() => this.#arrive(), this.cyclesPerByte);
  }

  #arrive() {
    const byte = /** @type {number} */ (this.line.shift());
    const { cpu } = this;
    if (cpu.data[UCSRB] & RXEN) {
      if (this.received.length < ROOM) {
        this.received.push(byte);
        cpu.setInterruptFlag(this.interrupts.received);
      } else {
        cpu.data[UCSRA] |= DOR;
      }
    }
    this.#begin();
  }

  #read() {
    const { cpu } = this;
    const byte = this.received.shift() ?? 0;
    cpu.data[UCSRA] &= ~DOR;
    if (!this.received.length) cpu.clearInterrupt(this.interrupts.received);
    return byte;
  }

  /** @param {number} byte */
  #write(byte) {
    const { cpu } = this;
    if (!(cpu.data[UCSRB] & TXEN)) return true;
    if (this.sending) {
      this.next = byte;
      cpu.clearInterrupt(this.interrupts.empty);
    } else {
      this.#transmit(byte);
    }
    return true;
  }

  /** @param {number} byte */
  #transmit(byte) {
    const { cpu } = this;
    this.sending = true;
    cpu.addClockEvent(() => {
      this.sending = false;
      this.onByte(byte);
      if (this.next === null) {
        cpu.setInterruptFlag(this.interrupts.sent);
        return;
      }
      const { next } = this;
      this.next = null;
      cpu.setInterruptFlag(this.interrupts.empty);
      this.#transmit(next);
    }, this.cyclesPerByte);
  }

  /** @param {number} value */
  #writeStatus(value) {
    const { cpu } = this;
    const kept = U2X | MPCM;
    cpu.data[UCSRA] = (cpu.data[UCSRA] & ~kept) | (value & kept);
    // Writing a 1 clears this flag, and no other.
    if (value & TXC) cpu.clearInterrupt(this.interrupts.sent);
    return true;
  }

  /** @param {number} value */
  #writeControl(value) {
    const { cpu } = this;
    cpu.data[UCSRB] = value;
    if (!(value & RXEN)) {
      this.received.length = 0;
      cpu.clearInterrupt(this.interrupts.received);
    }
    for (const interrupt of Object.values(this.interrupts))
      cpu.updateInterruptEnable(interrupt, value);
    return true;
  }
}
