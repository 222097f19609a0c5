/**
 * Put the modules of `src` into one file each for Node and for pages, in the package's assets.
 *
 *     node bundle.js [FOLDER]
 *
 * The set-up runs it once (`tinyml_kit/setup/page.py`). There is no other build step.
 */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { OP } from "./src/chip/opcodes.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const FOLDER = process.argv[2] ?? `${HERE}../tinyml_kit/assets/page`;

/**
 * Write the numbers of `OP.ADD` and its kind into the program: see `opcodes.js`.
 * @type {import("esbuild").Plugin}
 */
const numbersForNames = {
  name: "numbers for names",
  setup({ onLoad }) {
    onLoad({ filter: /chip[/\\]run\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const contents = text.replace(/\bOP\.(\w+)/g, (_, name) => {
        if (!(name in OP)) throw new Error(`run.js: there is no instruction ${name}`);
        return `${OP[name]} /* ${name} */`;
      });
      return { contents };
    });
  },
};

/** @type {import("esbuild").BuildOptions} */
const common = {
  bundle: true,
  target: "es2022",
  mainFields: ["module", "main"],
  plugins: [numbersForNames],
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: [`${HERE}src/rung/simulate.js`],
  outfile: `${FOLDER}/simulate.mjs`,
  format: "esm",
  platform: "node",
});
