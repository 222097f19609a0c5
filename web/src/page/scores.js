/** The chip's scores beside Python's, and whether they are the same. */

import { element } from "./elements.js";

/**
 * What Python says of an input: its output, and the first layer in which the chip differs.
 * @typedef {{output: number[], layer?: string}} Reference
 */

/** @typedef {{labels: string[], scale: number, zeroPoint: number}} Scale */

export class Scores {
  /** @param {Scale} scale */
  constructor(scale) {
    this.scale = scale;
    this.rows = scale.labels.map((label) => {
      const [chip, python] = [element("td", { class: "number" }), element("td", { class: "number" })];
      const bar = element("div", { class: "bar-fill" });
      const row = element(
        "tr", {}, element("th", { scope: "row" }, label),
        element("td", { class: "bar-cell", "aria-hidden": "true" }, bar), chip, python,
      );
      return { row, bar, chip, python };
    });
    const heads = ["class", "", "chip", "Python"].map((text) =>
      text ? element("th", { scope: "col" }, text) : element("td"),
    );
    // Only the result is read out, and only when it is complete.
    this.verdict = element("p", { role: "status", class: "verdict" }, "Draw, and the chip reads it.");
    this.element = element(
      "div", { class: "scores" }, this.verdict,
      element(
        "table", {}, element("caption", {}, "scores"),
        element("thead", {}, element("tr", {}, ...heads)),
        element("tbody", {}, ...this.rows.map(({ row }) => row)),
      ),
    );
  }

  /**
   * Show an answer of the chip.
   * @param {Int8Array} output
   * @param {string} took - how long it computed, in words
   * @param {Reference | null} reference - what Python says, if it is there
   */
  show(output, took, reference) {
    const { scale, zeroPoint, labels } = this.scale;
    const real = (/** @type {number} */ stored) => scale * (stored - zeroPoint);
    const best = output.indexOf(Math.max(...output));
    const most = Math.max(real(output[best]), 1e-9);
    this.rows.forEach(({ row, bar, chip, python }, index) => {
      row.classList.toggle("best", index === best);
      bar.style.width = `${(100 * Math.max(0, real(output[index]))) / most}%`;
      chip.textContent = real(output[index]).toFixed(3);
      python.textContent = reference ? real(reference.output[index]).toFixed(3) : "–";
      row.classList.toggle("differs", reference?.output[index] !== undefined &&
        reference.output[index] !== output[index]);
    });
    this.verdict.textContent = `The chip reads ${labels[best]} (${took}). ${said(output, reference)}`;
  }

  /** @param {string} text */
  say(text) {
    this.verdict.textContent = text;
  }
}

/**
 * Say in words whether chip and Python agree.
 * @param {Int8Array} output
 * @param {Reference | null} reference
 */
export function said(output, reference) {
  if (!reference) return "Python is not here to compare: open the notebook, or take an example.";
  if (reference.output.every((stored, index) => stored === output[index]))
    return "Python's scores are equal to the bit.";
  const where = reference.layer ? `; the first layer that differs is ${reference.layer}` : "";
  return `Python's scores are different${where}.`;
}
