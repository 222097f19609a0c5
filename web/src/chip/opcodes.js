/**
 * Every instruction of the ATmegas, as a table to look things up in.
 *
 * A row has the name of the case in `run.js` that carries the instruction out, how assembly writes
 * it, its bits, the clock cycles it takes, and what it does. Source: Microchip, AVR Instruction Set
 * Manual, DS40002198, for the core AVRe+.
 *
 * In the bits, 0 and 1 are fixed; equal letters are the bits of one number, the highest first:
 *
 *     d r   the register that is written, and the one that is only read
 *     K q   a constant; a distance that is added to an address
 *     k     where a jump goes, or an address in memory
 *     A     an address among the peripherals, counted from 0x20
 *     b s   which bit of a register; which flag
 *
 * The cycles "3/4" are 3 where a program counter of 16 bits is pushed, and 4 on the ATmega2560,
 * whose program counter has 22 bits. A branch that is taken costs one cycle more, a skip one for each word skipped.
 */

/** @typedef {[name: string, assembly: string, bits: string, cycles: string, does: string]} Row */

/** @type {Row[]} */
export const TABLE = [
  // Arithmetic.
  ["ADD", "ADD Rd, Rr", "0000 11rd dddd rrrr", "1", "Rd = Rd + Rr"],
  ["ADC", "ADC Rd, Rr", "0001 11rd dddd rrrr", "1", "Rd = Rd + Rr + C"],
  ["ADIW", "ADIW Rd, K", "1001 0110 KKdd KKKK", "2", "Rd+1:Rd = Rd+1:Rd + K"],
  ["SUB", "SUB Rd, Rr", "0001 10rd dddd rrrr", "1", "Rd = Rd - Rr"],
  ["SUBI", "SUBI Rd, K", "0101 KKKK dddd KKKK", "1", "Rd = Rd - K"],
  ["SBC", "SBC Rd, Rr", "0000 10rd dddd rrrr", "1", "Rd = Rd - Rr - C"],
  ["SBCI", "SBCI Rd, K", "0100 KKKK dddd KKKK", "1", "Rd = Rd - K - C"],
  ["SBIW", "SBIW Rd, K", "1001 0111 KKdd KKKK", "2", "Rd+1:Rd = Rd+1:Rd - K"],
  ["INC", "INC Rd", "1001 010d dddd 0011", "1", "Rd = Rd + 1, C stays"],
  ["DEC", "DEC Rd", "1001 010d dddd 1010", "1", "Rd = Rd - 1, C stays"],
  ["NEG", "NEG Rd", "1001 010d dddd 0001", "1", "Rd = 0 - Rd"],
  ["MUL", "MUL Rd, Rr", "1001 11rd dddd rrrr", "2", "R1:R0 = Rd * Rr, unsigned"],
  ["MULS", "MULS Rd, Rr", "0000 0010 dddd rrrr", "2", "R1:R0 = Rd * Rr, signed"],
  ["MULSU", "MULSU Rd, Rr", "0000 0011 0ddd 0rrr", "2", "R1:R0 = signed Rd * unsigned Rr"],
  ["FMUL", "FMUL Rd, Rr", "0000 0011 0ddd 1rrr", "2", "R1:R0 = (Rd * Rr) << 1, unsigned"],
  ["FMULS", "FMULS Rd, Rr", "0000 0011 1ddd 0rrr", "2", "R1:R0 = (Rd * Rr) << 1, signed"],
  ["FMULSU", "FMULSU Rd, Rr", "0000 0011 1ddd 1rrr", "2", "the same, signed Rd * unsigned Rr"],
  // Bits.
  ["AND", "AND Rd, Rr", "0010 00rd dddd rrrr", "1", "Rd = Rd & Rr"],
  ["ANDI", "ANDI Rd, K", "0111 KKKK dddd KKKK", "1", "Rd = Rd & K"],
  ["OR", "OR Rd, Rr", "0010 10rd dddd rrrr", "1", "Rd = Rd | Rr"],
  ["ORI", "ORI Rd, K", "0110 KKKK dddd KKKK", "1", "Rd = Rd | K"],
  ["EOR", "EOR Rd, Rr", "0010 01rd dddd rrrr", "1", "Rd = Rd ^ Rr"],
  ["COM", "COM Rd", "1001 010d dddd 0000", "1", "Rd = 255 - Rd"],
  ["LSR", "LSR Rd", "1001 010d dddd 0110", "1", "Rd = Rd >> 1, the last bit goes to C"],
  ["ROR", "ROR Rd", "1001 010d dddd 0111", "1", "the same, and C comes in from the left"],
  ["ASR", "ASR Rd", "1001 010d dddd 0101", "1", "Rd = Rd >> 1, the sign stays"],
  ["SWAP", "SWAP Rd", "1001 010d dddd 0010", "1", "Rd's halves change places"],
  ["BSET", "BSET s", "1001 0100 0sss 1000", "1", "flag s = 1, e.g. SEI"],
  ["BCLR", "BCLR s", "1001 0100 1sss 1000", "1", "flag s = 0, e.g. CLI"],
  ["BST", "BST Rd, b", "1111 101d dddd 0bbb", "1", "T = bit b of Rd"],
  ["BLD", "BLD Rd, b", "1111 100d dddd 0bbb", "1", "bit b of Rd = T"],
  ["SBI", "SBI A, b", "1001 1010 AAAA Abbb", "2", "bit b of peripheral A = 1"],
  ["CBI", "CBI A, b", "1001 1000 AAAA Abbb", "2", "bit b of peripheral A = 0"],
  // Comparisons and jumps.
  ["CP", "CP Rd, Rr", "0001 01rd dddd rrrr", "1", "flags of Rd - Rr"],
  ["CPC", "CPC Rd, Rr", "0000 01rd dddd rrrr", "1", "flags of Rd - Rr - C"],
  ["CPI", "CPI Rd, K", "0011 KKKK dddd KKKK", "1", "flags of Rd - K"],
  ["BRBS", "BRBS s, k", "1111 00kk kkkk ksss", "1", "jump if flag s is 1, e.g. BREQ"],
  ["BRBC", "BRBC s, k", "1111 01kk kkkk ksss", "1", "jump if flag s is 0, e.g. BRNE"],
  ["CPSE", "CPSE Rd, Rr", "0001 00rd dddd rrrr", "1", "skip one instruction if Rd = Rr"],
  ["SBRC", "SBRC Rr, b", "1111 110r rrrr 0bbb", "1", "skip if bit b of Rr is 0"],
  ["SBRS", "SBRS Rr, b", "1111 111r rrrr 0bbb", "1", "skip if bit b of Rr is 1"],
  ["SBIC", "SBIC A, b", "1001 1001 AAAA Abbb", "1", "skip if bit b of peripheral A is 0"],
  ["SBIS", "SBIS A, b", "1001 1011 AAAA Abbb", "1", "skip if bit b of peripheral A is 1"],
  ["RJMP", "RJMP k", "1100 kkkk kkkk kkkk", "2", "jump, relative"],
  ["JMP", "JMP k", "1001 010k kkkk 110k kkkk kkkk kkkk kkkk", "3", "jump"],
  ["IJMP", "IJMP", "1001 0100 0000 1001", "2", "jump to Z"],
  ["EIJMP", "EIJMP", "1001 0100 0001 1001", "2", "jump to EIND:Z"],
  ["RCALL", "RCALL k", "1101 kkkk kkkk kkkk", "3/4", "call, relative"],
  ["CALL", "CALL k", "1001 010k kkkk 111k kkkk kkkk kkkk kkkk", "4/5", "call"],
  ["ICALL", "ICALL", "1001 0101 0000 1001", "3/4", "call Z"],
  ["EICALL", "EICALL", "1001 0101 0001 1001", "4", "call EIND:Z"],
  ["RET", "RET", "1001 0101 0000 1000", "4/5", "return"],
  ["RETI", "RETI", "1001 0101 0001 1000", "4/5", "return from an interrupt"],
  // Moving bytes.
  ["MOV", "MOV Rd, Rr", "0010 11rd dddd rrrr", "1", "Rd = Rr"],
  ["MOVW", "MOVW Rd, Rr", "0000 0001 dddd rrrr", "1", "Rd+1:Rd = Rr+1:Rr"],
  ["LDI", "LDI Rd, K", "1110 KKKK dddd KKKK", "1", "Rd = K"],
  ["LDS", "LDS Rd, k", "1001 000d dddd 0000 kkkk kkkk kkkk kkkk", "2", "Rd = memory[k]"],
  ["LDD", "LD Rd, X", "1001 000d dddd 1100", "2", "Rd = memory[X]"],
  ["LDD", "LDD Rd, Y+q", "10q0 qq0d dddd 1qqq", "2", "Rd = memory[Y + q]"],
  ["LDD", "LDD Rd, Z+q", "10q0 qq0d dddd 0qqq", "2", "Rd = memory[Z + q]"],
  ["LD_INC", "LD Rd, X+", "1001 000d dddd 1101", "2", "Rd = memory[X], X = X + 1"],
  ["LD_INC", "LD Rd, Y+", "1001 000d dddd 1001", "2", "Rd = memory[Y], Y = Y + 1"],
  ["LD_INC", "LD Rd, Z+", "1001 000d dddd 0001", "2", "Rd = memory[Z], Z = Z + 1"],
  ["LD_DEC", "LD Rd, -X", "1001 000d dddd 1110", "2", "X = X - 1, Rd = memory[X]"],
  ["LD_DEC", "LD Rd, -Y", "1001 000d dddd 1010", "2", "Y = Y - 1, Rd = memory[Y]"],
  ["LD_DEC", "LD Rd, -Z", "1001 000d dddd 0010", "2", "Z = Z - 1, Rd = memory[Z]"],
  ["STS", "STS k, Rr", "1001 001r rrrr 0000 kkkk kkkk kkkk kkkk", "2", "memory[k] = Rr"],
  ["STD", "ST X, Rr", "1001 001r rrrr 1100", "2", "memory[X] = Rr"],
  ["STD", "STD Y+q, Rr", "10q0 qq1r rrrr 1qqq", "2", "memory[Y + q] = Rr"],
  ["STD", "STD Z+q, Rr", "10q0 qq1r rrrr 0qqq", "2", "memory[Z + q] = Rr"],
  ["ST_INC", "ST X+, Rr", "1001 001r rrrr 1101", "2", "memory[X] = Rr, X = X + 1"],
  ["ST_INC", "ST Y+, Rr", "1001 001r rrrr 1001", "2", "memory[Y] = Rr, Y = Y + 1"],
  ["ST_INC", "ST Z+, Rr", "1001 001r rrrr 0001", "2", "memory[Z] = Rr, Z = Z + 1"],
  ["ST_DEC", "ST -X, Rr", "1001 001r rrrr 1110", "2", "X = X - 1, memory[X] = Rr"],
  ["ST_DEC", "ST -Y, Rr", "1001 001r rrrr 1010", "2", "Y = Y - 1, memory[Y] = Rr"],
  ["ST_DEC", "ST -Z, Rr", "1001 001r rrrr 0010", "2", "Z = Z - 1, memory[Z] = Rr"],
  ["PUSH", "PUSH Rr", "1001 001r rrrr 1111", "2", "onto the stack"],
  ["POP", "POP Rd", "1001 000d dddd 1111", "2", "from the stack"],
  ["IN", "IN Rd, A", "1011 0AAd dddd AAAA", "1", "Rd = peripheral A"],
  ["OUT", "OUT A, Rr", "1011 1AAr rrrr AAAA", "1", "peripheral A = Rr"],
  ["LPM_R0", "LPM", "1001 0101 1100 1000", "3", "R0 = flash[Z]"],
  ["LPM", "LPM Rd, Z", "1001 000d dddd 0100", "3", "Rd = flash[Z]"],
  ["LPM_INC", "LPM Rd, Z+", "1001 000d dddd 0101", "3", "Rd = flash[Z], Z = Z + 1"],
  ["ELPM_R0", "ELPM", "1001 0101 1101 1000", "3", "R0 = flash[RAMPZ:Z]"],
  ["ELPM", "ELPM Rd, Z", "1001 000d dddd 0110", "3", "Rd = flash[RAMPZ:Z]"],
  ["ELPM_INC", "ELPM Rd, Z+", "1001 000d dddd 0111", "3", "the same, RAMPZ:Z + 1"],
  // The rest.
  ["NOP", "NOP", "0000 0000 0000 0000", "1", "nothing"],
  ["SLEEP", "SLEEP", "1001 0101 1000 1000", "1", "wait for an interrupt"],
  ["WDR", "WDR", "1001 0101 1010 1000", "1", "restart the watchdog, which no sketch of ours uses"],
];

/** What stands in a decoded program where the chip has no instruction. */
const OTHERS = ["UNKNOWN", "OUTSIDE", "MARK"];

/** The names of all cases of `run.js`, in the order of their numbers. */
export const NAMES = [...new Set([...TABLE.map((row) => row[0]), ...OTHERS])];

/**
 * The number of each case: `OP.ADD` is 0. The bundler writes the numbers themselves, because a
 * `switch` over numbers is a jump, and one over names is a chain of comparisons.
 * @type {Record<string, number>}
 */
export const OP = Object.fromEntries(NAMES.map((name, number) => [name, number]));
