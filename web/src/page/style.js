/** How the board looks: in the colours of the page around it, dark or light, down to 320 pixels. */

export const STYLE = `
:host, .page { display: block; }
.all {
  --text: var(--jp-ui-font-color1, CanvasText); --ground: var(--jp-layout-color1, Canvas);
  --line: color-mix(in srgb, var(--text) 45%, var(--ground));
  --soft: color-mix(in srgb, var(--text) 8%, var(--ground));
  --accent: #d55e00;
  color: var(--text); background: var(--ground); font: 14px/1.4 system-ui, sans-serif;
  max-width: 760px; padding: 8px; box-sizing: border-box;
  display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: flex-start;
}
.all * { box-sizing: border-box; }
.part { flex: 1 1 290px; min-width: 0; }
h1, h2 { font-size: 1em; margin: 0; flex: 1 0 100%; }
p { margin: 4px 0; }
svg { width: 100%; max-width: 420px; display: block; }
svg text { font: 8px system-ui, sans-serif; fill: var(--text); text-anchor: middle; }
svg .print { fill: #eee; } svg .wire { fill: none; stroke: var(--text); }
svg .lamp { fill: #a33; stroke: var(--text); } svg .glow { fill: #ffb300; }
svg .dial { fill: var(--soft); stroke: var(--text); }
svg .pointer { stroke: var(--text); stroke-width: 2; }
.bar { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin: 4px 0; }
button, input, select { font: inherit; color: inherit; background: var(--soft);
  border: 1px solid var(--line); border-radius: 4px; padding: 4px 10px; min-height: 30px; }
input[type=range] { padding: 0; flex: 1; min-width: 120px; accent-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
button[aria-pressed=true] { background: var(--accent); color: #000; }
.row { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }
.row label { min-width: 2.5em; }
pre { height: 8.6em; overflow: auto; margin: 0; padding: 6px; border: 1px solid var(--line);
  background: var(--soft); white-space: pre-wrap; font: 12px/1.35 ui-monospace, monospace; }
.grid { width: min(100%, 256px); aspect-ratio: 1; border: 1px solid var(--line); touch-action: none;
  display: grid; grid-template-rows: repeat(var(--side), 1fr); cursor: crosshair; user-select: none; }
.grid [role=row] { display: grid; grid-template-columns: repeat(var(--side), 1fr); }
.grid [role=gridcell] { border: 0.5px solid color-mix(in srgb, var(--text) 18%, var(--ground)); }
.grid [aria-selected=true] { background: var(--text); }
.grid :focus-visible { outline-offset: -3px; }
table { border-collapse: collapse; width: 100%; max-width: 320px; }
caption { text-align: left; position: absolute; clip-path: inset(50%); width: 1px; height: 1px;
  overflow: hidden; }
th, td { padding: 0 6px; text-align: right; font-weight: normal; }
tbody th { text-align: left; } .number { font-variant-numeric: tabular-nums; }
.bar-cell { width: 45%; } .bar-fill { height: 9px; background: var(--line); width: 0; }
.best { font-weight: bold; } .best th { font-weight: bold; } .best .bar-fill { background: var(--accent); }
.differs .number { text-decoration: underline wavy; }
.stepped { font-family: ui-monospace, monospace; font-size: 12px; }
summary { cursor: pointer; padding: 4px 0; } .trace { stroke: var(--accent); stroke-width: 1.2; }
svg .name { text-anchor: start; }
.costs th, .costs td { padding: 0 8px 0 0; } .costs th:first-child { text-align: left; }
button:disabled { opacity: 0.55; }
.crash { border: 2px solid var(--accent); padding: 6px; }
[hidden] { display: none; }
`;
