/** What Python said of the ready-made drawings, for pages without Python. */

import { inputOf } from "./input.js";

/**
 * Return what Python said of an input, or null if it is not one of the examples.
 * @param {import("./view.js").Scene} scene
 * @param {Uint8Array} input
 * @returns {import("./scores.js").Reference | null}
 */
export function referenceOf({ network }, input) {
  if (!network) return null;
  const example = network.examples.find(({ pixels }) => {
    const known = inputOf(network, [...pixels].map(Number));
    return known.every((byte, index) => byte === input[index]);
  });
  return example ? { output: example.output } : null;
}
