/** How much memory each chip has, and where (data sheets DS40002061, DS40002211, DS40002070). */

/** @type {Record<string, import("./chip.js").Memory>} */
export const MEMORIES = {
  atmega328p: { flash: 0x8000, ramStart: 0x100, ram: 0x800 },
  atmega1284p: { flash: 0x20000, ramStart: 0x100, ram: 0x4000 },
  atmega2560: { flash: 0x40000, ramStart: 0x200, ram: 0x2000 },
};
