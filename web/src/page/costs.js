/** What the program costs: flash, RAM and stack as a whole, and each layer of its network. */

import { element } from "./elements.js";

/**
 * Sizes of the program, from its ELF file, and of the chip, in bytes.
 * @typedef {object} Sizes
 * @property {number} flash - of the program
 * @property {number} flashMost - of the chip
 * @property {number} ram - of its variables
 * @property {number} ramMost - of the chip
 * @property {number} variablesEnd - the address behind the variables, from which the stack is free
 */

/**
 * A layer of the network, or several that are computed in one loop.
 * @typedef {object} Layer
 * @property {string} name
 * @property {number} cycles - simulated
 * @property {number} flash - bytes of its weights and tables
 * @property {number} ram - bytes of all tensors that are needed while it runs
 */

export class Costs {
  /**
   * @param {Sizes} sizes
   * @param {Layer[] | null} layers
   */
  constructor(sizes, layers) {
    const { flash, flashMost, ram, ramMost } = sizes;
    this.stack = element("span", {});
    const whole = element("p", {},
      `Flash ${grouped(flash)} of ${grouped(flashMost)} bytes; variables ${grouped(ram)} of `,
      `${grouped(ramMost)} bytes of RAM. `, this.stack);
    this.element = element("details", {}, element("summary", {}, "Costs"), whole);
    if (layers) this.element.append(table(layers));
  }

  /** @param {number} bytes - the most that the stack has taken so far */
  show(bytes) {
    if (!bytes) return; // nobody knows
    const text = `Stack up to now ${grouped(bytes)} bytes (simulated).`;
    if (this.stack.textContent !== text) this.stack.textContent = text;
  }
}

/** @param {Layer[]} layers */
function table(layers) {
  const heads = ["layer", "cycles", "flash", "RAM"].map((text) =>
    element("th", { scope: "col" }, text));
  const total = layers.reduce((sum, { cycles }) => sum + cycles, 0);
  const rows = layers.map(({ name, cycles, flash, ram }) =>
    element("tr", {}, element("th", { scope: "row" }, name),
      ...[cycles, flash, ram].map((one) => element("td", { class: "number" }, grouped(one)))));
  return element("div", {},
    element("table", { class: "costs" }, element("caption", {}, "layers"),
      element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows)),
    element("p", {}, `All layers: ${grouped(total)} cycles, simulated. Flash and RAM: bytes.`));
}

/** @param {number} value */
function grouped(value) {
  return value.toLocaleString("en");
}
