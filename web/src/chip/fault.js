/** What a program did that no chip can do. */

/** @typedef {"opcode" | "outside" | "memory" | "collision"} FaultKind */

/** @type {Record<FaultKind, string>} */
const SENTENCES = {
  opcode: "met an instruction that the chip does not have",
  outside: "left the program",
  memory: "used an address that the chip does not have",
  collision: "ran out of stack, which grew into the variables",
};

/** The end of a program that went wrong. */
export class Fault extends Error {
  /**
   * @param {FaultKind} kind
   * @param {number} address - byte address in flash of the last instruction that ran
   * @param {string} [detail]
   */
  constructor(kind, address, detail = "") {
    super(`the program ${SENTENCES[kind]}, at 0x${address.toString(16)}${detail}`);
    this.name = "Fault";
    this.kind = kind;
    this.address = address;
  }
}
