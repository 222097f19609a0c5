/**
 * The kit's serial protocol, Python's end of it: `docs/serial_protocol.md` has the whole
 * format. Here frames are made and found; `link.js` asks with them.
 */

const [HEADER, TAG, CRC] = [7, 4, 4];
const FULL_BLOCK = 254;
/** A stuffed frame is no longer than this: header, payload, CRC, and two bytes of stuffing. */
const LONGEST = HEADER + 255 + CRC + 2;

/**
 * The tag of a request is its sequence number, that of an answer the checksum of the request.
 * @typedef {{tag: number, command: number, payload: Uint8Array}} Frame
 */

/**
 * Return the CRC-32 of zip files, bit by bit; it goes on from that of what came before.
 * @param {Iterable<number>} bytes
 * @param {number} before
 */
export function crc32(bytes, before = 0) {
  let crc = ~before;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/**
 * Return a number as bytes, the lowest first.
 * @param {number} value
 * @param {number} bytes
 */
export function little(value, bytes) {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff);
}

/**
 * Return the number that bytes stand for, the lowest first.
 * @param {Uint8Array} bytes
 */
export function number(bytes) {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

/**
 * Return a frame as it goes over the line, with its delimiters.
 * @param {Frame} frame
 */
export function encode(frame) {
  const body = content(frame);
  return [0, ...stuff([...body, ...little(crc32(body), CRC)]), 0];
}

/**
 * Return the CRC-32 of a frame, which is the tag of the answer to it.
 * @param {Frame} frame
 */
export function checksum(frame) {
  return crc32(content(frame));
}

/**
 * Return the history of a network after an inference: a CRC of all that it remembers.
 * @param {number} history - before it
 * @param {number[]} inputs - the CRC of the inputs, as bytes
 */
export function after(history, inputs) {
  return crc32(inputs, history) || 1;
}

/** @param {Frame} frame */
function content({ tag, command, payload }) {
  return [...little(payload.length, 2), ...little(tag, TAG), command, ...payload];
}

/**
 * Return bytes without a zero (COBS): each block begins with its length.
 * @param {number[]} body
 */
export function stuff(body) {
  const out = [];
  let from = 0;
  for (let at = 0; at <= body.length; at++) {
    if (at < body.length && body[at] !== 0 && at - from < FULL_BLOCK) continue;
    const full = at - from === FULL_BLOCK && body[at] !== 0 && at < body.length;
    out.push(at - from + 1, ...body.slice(from, at));
    from = full ? at : at + 1;
    if (full) at--;
  }
  return out;
}

/**
 * Return the bytes that were stuffed, or null if these are not whole blocks.
 * @param {number[]} stuffed
 */
export function unstuff(stuffed) {
  const out = [];
  for (let at = 0; at < stuffed.length; ) {
    const count = stuffed[at];
    const block = stuffed.slice(at + 1, at + count);
    if (count === 0 || block.length !== count - 1) return null;
    out.push(...block);
    at += count;
    if (count <= FULL_BLOCK && at < stuffed.length) out.push(0);
  }
  return out;
}

/**
 * Return the frame between two delimiters, or null if it is damaged.
 * @param {number[]} stuffed
 * @returns {Frame | null}
 */
export function decode(stuffed) {
  const body = unstuff(stuffed);
  if (!body || body.length < HEADER + CRC) return null;
  const whole = body.slice(0, -CRC);
  const payload = new Uint8Array(whole.slice(HEADER));
  if (crc32(whole) !== number(new Uint8Array(body.slice(-CRC)))) return null;
  if (payload.length > 255 || payload.length !== whole[0] + 256 * whole[1]) return null;
  const tag = number(new Uint8Array(whole.slice(2, 2 + TAG)));
  return { tag, command: whole[HEADER - 1], payload };
}

/** Divides what comes over a line into frames, and text for a person. */
export class Receiver {
  constructor() {
    /** @type {number[] | null} what came since a delimiter that may begin a frame */
    this.inside = null;
  }

  /**
   * Take a byte.
   * @param {number} byte
   * @returns {{frame?: Frame, text?: string}}
   */
  feed(byte) {
    if (byte === 0) {
      const ended = this.inside;
      const frame = ended?.length ? decode(ended) : null;
      // The delimiter behind a frame ends it; any other may begin one.
      this.inside = frame ? null : [];
      return frame ? { frame } : {};
    }
    if (this.inside === null) return { text: String.fromCharCode(byte) };
    this.inside.push(byte);
    // A stuffed frame begins with 1 or 2, because its length's second byte is 0. Text does not.
    const noFrame = this.inside[0] > 2 || this.inside.length > LONGEST;
    if (!noFrame) return {};
    const text = String.fromCharCode(...this.inside);
    this.inside = null;
    return { text };
  }
}
