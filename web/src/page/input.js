/** What a network gets of a drawing. Python does the same, to the bit (arduino/virtual_board.py). */

/**
 * Return the stored numbers of a network's input, as bytes.
 *
 * A drawing smaller than the input is enlarged, each pixel repeated. Of a larger one, the network
 * gets how much of each of its pixels is covered with ink.
 * @param {import("./view.js").Network} network
 * @param {ArrayLike<number>} pixels - of a square, row by row; 1 is ink
 * @returns {Uint8Array}
 */
export function inputOf({ rows, columns, ink, paper }, pixels) {
  const side = Math.sqrt(pixels.length);
  const input = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (side <= rows) {
        const small = Math.floor((row * side) / rows) * side + Math.floor((column * side) / columns);
        input[at] = pixels[small] ? ink : paper;
      } else {
        const whole = side * side;
        const part = covered(pixels, side, rows, row, column);
        // Integers only, so that all languages round alike: halves go up.
        input[at] = paper + Math.floor((2 * (ink - paper) * part + whole) / (2 * whole));
      }
    }
  return input;
}

/**
 * Return how much of a small pixel is covered, of side * side: in units in which a pixel of the
 * drawing has the width `rows` and one of the network the width `side`.
 * @param {ArrayLike<number>} pixels
 * @param {number} side
 * @param {number} rows
 * @param {number} row
 * @param {number} column
 */
function covered(pixels, side, rows, row, column) {
  let sum = 0;
  for (let y = Math.floor((row * side) / rows); y * rows < (row + 1) * side; y++)
    for (let x = Math.floor((column * side) / rows); x * rows < (column + 1) * side; x++)
      if (pixels[y * side + x])
        sum += overlap(row * side, y * rows, side, rows) * overlap(column * side, x * rows, side, rows);
  return sum;
}

/**
 * Return the length that two pieces of a line have in common.
 * @param {number} small - where the network's pixel begins
 * @param {number} large - where the drawing's pixel begins
 * @param {number} side - the length of the first
 * @param {number} rows - the length of the second
 */
function overlap(small, large, side, rows) {
  return Math.min(small + side, large + rows) - Math.max(small, large);
}
