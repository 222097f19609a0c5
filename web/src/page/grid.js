/**
 * A grid of pixels to draw on: by mouse, by finger, and by keyboard.
 *
 * It is an ARIA grid. Arrow keys move, Space or Enter turns a pixel on or off, Home and End go to
 * the ends of a row, and Delete clears all.
 */

import { element } from "./elements.js";

export class Grid {
  /**
   * @param {number} side - pixels in each direction
   * @param {() => void} changed - called when a stroke or a key has ended
   */
  constructor(side, changed) {
    this.side = side;
    this.changed = changed;
    this.pixels = new Uint8Array(side * side);
    this.at = 0;
    /** Width of a stroke, in pixels: a line of one small pixel would be hard to see. */
    this.pen = side > 16 ? 2 : 1;
    /** @type {{clientX: number, clientY: number} | null} where a stroke was last */
    this.before = null;
    /** @type {number | null} what a stroke writes, while there is one */
    this.writing = null;
    this.cells = Array.from(this.pixels, (_, index) =>
      element("div", {
        role: "gridcell",
        tabindex: index ? -1 : 0,
        "aria-selected": "false",
        "aria-label": `row ${Math.floor(index / side) + 1}, column ${(index % side) + 1}`,
      }),
    );
    const rows = Array.from({ length: side }, (_, row) =>
      element("div", { role: "row" }, ...this.cells.slice(row * side, (row + 1) * side)),
    );
    this.element = element(
      "div",
      {
        role: "grid",
        class: "grid",
        "aria-label": `drawing of ${side} by ${side} pixels`,
        "aria-multiselectable": "true",
        style: `--side: ${side}`,
      },
      ...rows,
    );
    this.element.addEventListener("pointerdown", (event) => this.#begin(event));
    this.element.addEventListener("pointermove", (event) => this.#go(event));
    for (const name of ["pointerup", "pointercancel"])
      this.element.addEventListener(name, () => this.#end());
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {number} index @param {number} value */
  set(index, value) {
    this.pixels[index] = value;
    this.cells[index].setAttribute("aria-selected", String(value > 0));
  }

  /** @param {ArrayLike<number>} pixels - 1 is ink */
  show(pixels) {
    for (let index = 0; index < this.pixels.length; index++) this.set(index, pixels[index] ? 1 : 0);
  }

  /** Take all ink away. */
  clear() {
    this.show(new Uint8Array(this.side * this.side));
  }

  /**
   * Let a stroke write at a pixel, as wide as the pen.
   * @param {number} index
   */
  #write(index) {
    if (index < 0 || this.writing === null) return;
    const { side, pen } = this;
    const [row, column] = [Math.floor(index / side), index % side];
    for (let y = row; y < Math.min(row + pen, side); y++)
      for (let x = column; x < Math.min(column + pen, side); x++)
        this.set(y * side + x, this.writing);
  }

  /**
   * Return the pixel under a pointer; -1 outside of the grid.
   * @param {{clientX: number, clientY: number}} event
   */
  #under(event) {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    const column = Math.floor(((event.clientX - left) / width) * this.side);
    const row = Math.floor(((event.clientY - top) / height) * this.side);
    const inside = Math.min(row, column) >= 0 && Math.max(row, column) < this.side;
    return inside ? row * this.side + column : -1;
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    const index = this.#under(event);
    if (index < 0) return;
    event.preventDefault();
    // Strokes may leave the grid and come back.
    this.element.setPointerCapture(event.pointerId);
    this.writing = this.pixels[index] ? 0 : 1;
    this.before = event;
    this.#write(index);
    this.#focus(index);
  }

  /** @param {PointerEvent} event */
  #go(event) {
    if (this.writing === null) return;
    // A quick finger skips pixels between two events; the browser knows where it was.
    for (const one of [...event.getCoalescedEvents(), event]) this.#line(one);
  }

  /**
   * Write along a straight line from where the stroke was.
   * @param {PointerEvent} end
   */
  #line(end) {
    const start = this.before ?? end;
    const [right, down] = [end.clientX - start.clientX, end.clientY - start.clientY];
    const pixel = this.element.getBoundingClientRect().width / this.side;
    const steps = Math.max(1, Math.ceil((2 * Math.hypot(right, down)) / pixel));
    for (let i = 1; i <= steps; i++)
      this.#write(this.#under({
        clientX: start.clientX + (right * i) / steps,
        clientY: start.clientY + (down * i) / steps,
      }));
    this.before = end;
  }

  #end() {
    if (this.writing === null) return;
    this.writing = null;
    this.changed();
  }

  /** @param {number} index */
  #focus(index) {
    this.cells[this.at].setAttribute("tabindex", "-1");
    this.at = index;
    this.cells[index].setAttribute("tabindex", "0");
    this.cells[index].focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { at, side } = this;
    const [row, column] = [Math.floor(at / side), at % side];
    /** @type {Record<string, number>} */
    const moves = {
      ArrowLeft: at - (column > 0 ? 1 : 0),
      ArrowRight: at + (column < side - 1 ? 1 : 0),
      ArrowUp: at - (row > 0 ? side : 0),
      ArrowDown: at + (row < side - 1 ? side : 0),
      Home: at - column,
      End: at - column + side - 1,
    };
    if (event.key in moves) this.#focus(moves[event.key]);
    else if (event.key === " " || event.key === "Enter") {
      this.set(at, this.pixels[at] ? 0 : 1);
      this.changed();
    } else if (event.key === "Delete") {
      this.clear();
      this.changed();
    } else return;
    event.preventDefault();
    event.stopPropagation(); // a notebook has keys of its own
  }
}
