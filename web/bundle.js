/**
 * Put the modules of `src` into one file each for Node and for pages, in the package's assets.
 *
 *     node bundle.js [FOLDER]
 *
 * The set-up runs it once (`tinyml_kit/setup/page.py`). There is no other build step.
 */

import { copyFile, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { OP } from "./src/chip/opcodes.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));

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

export const COMMON = {
  bundle: true,
  target: "es2022",
  mainFields: ["module", "main"],
  plugins: [numbersForNames],
  loader: { ".svg": /** @type {const} */ ("text") },
  logLevel: /** @type {const} */ ("warning"),
};

/**
 * Write everything into a folder.
 * @param {string} folder
 */
async function bundle(folder) {
  await build({
    ...COMMON,
    entryPoints: [`${HERE}src/rung/simulate.js`],
    outfile: `${folder}/simulate.mjs`,
    format: "esm",
    platform: "node",
  });

  // A page gets its worker as a text inside of itself: a file of its own could not be loaded from a
  // page that is a file, or in a frame.
  const small = { ...COMMON, minify: true, write: false, charset: "utf8" };
  const worker = await build({
    .../** @type {import("esbuild").BuildOptions & {write: false}} */ (small),
    entryPoints: [`${HERE}src/page/worker.js`],
    format: "iife",
  });
  /** @type {import("esbuild").Plugin} */
  const workerAsText = {
    name: "worker as text",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^worker-source$/ }, ({ path }) => ({ path, namespace: "worker" }));
      onLoad({ filter: /.*/, namespace: "worker" }, () => ({
        contents: worker.outputFiles[0].text,
        loader: "text",
      }));
    },
  };
  for (const [name, format] of /** @type {[string, "iife" | "esm"][]} */ ([
    ["standalone", "iife"],
    ["widget", "esm"],
  ]))
    await build({
      ...COMMON,
      minify: true,
      charset: "utf8",
      plugins: [...COMMON.plugins, workerAsText],
      entryPoints: [`${HERE}src/page/${name}.js`],
      outfile: `${folder}/${name}.js`,
      format,
    });
  // Python shows the same board where no page is alive.
  await copyFile(`${HERE}src/page/board.svg`, `${folder}/board.svg`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await bundle(process.argv[2] ?? `${HERE}../tinyml_kit/assets/page`);
