/** What Python said of the ready-made drawings, for pages without Python. */

/**
 * Return what Python said of an input, or null if it is not one of the examples.
 * @param {import("./view.js").Scene} scene
 * @param {Uint8Array} input
 * @returns {import("./scores.js").Reference | null}
 */
export function referenceOf({ network }, input) {
  if (!network) return null;
  const drawn = drawingOf(network, input);
  const example = network.examples.find(({ pixels }) => pixels === drawn);
  return example ? { output: example.output } : null;
}

/**
 * Return the small drawing that an input was enlarged from, as a text of 0 and 1.
 * @param {import("./view.js").Network} network
 * @param {Uint8Array} input
 */
function drawingOf({ rows, columns, side, ink }, input) {
  let drawn = "";
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      // The first pixel of the input that comes from this one.
      const at = Math.ceil((row * rows) / side) * columns + Math.ceil((column * columns) / side);
      drawn += input[at] === (ink & 0xff) ? "1" : "0";
    }
  return drawn;
}
