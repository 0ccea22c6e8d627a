/*
 * How a report looks: calm, dense and legible, in light, in dark and on paper. Colours are those
 * of Okabe and Ito, which the colour-blind can tell apart; signs and dashes say the same again.
 */
const LIGHT = `--ground: #fbfbf9; --card: #ffffff; --ink: #1b1d21; --soft: #5c626b; --line: #dcdfe3;
  --good: #00694d; --good-ground: #e3f3ec; --bad: #b3360b; --bad-ground: #fbe9e1;
  --doubt: #7a5b00; --doubt-ground: #faf1d8; --tone1: #0067a5; --tone2: #cf5f00; --tone3: #007a5c;`;
const DARK = `--ground: #15171a; --card: #1d2024; --ink: #e8e9eb; --soft: #9aa1ab; --line: #343940;
  --good: #5bd0a4; --good-ground: #16362b; --bad: #ff9a70; --bad-ground: #43210f;
  --doubt: #ecc75a; --doubt-ground: #3b300f; --tone1: #63b8ee; --tone2: #f0a04b; --tone3: #4fcf9f;`;

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: .9375rem/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1, h2, h3, p, figure { margin: 0; }
h1 { font-size: 1.625rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { font-size: 1.0625rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: .9375rem; margin: 1.25rem 0 .5rem; }
a { color: var(--tone1); }
code, .mono { font: .875em/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start;
  justify-content: space-between; }
header p { color: var(--soft); }
.verdict { border-radius: 2rem; padding: .375rem 1.125rem; font-weight: 650; font-size: 1.0625rem;
  white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .doubt { color: var(--doubt); }
.none, .soft { color: var(--soft); }
.verdict.good { background: var(--good-ground); } .verdict.bad { background: var(--bad-ground); }
.verdict.doubt { background: var(--doubt-ground); }
.again { margin-top: .5rem; padding: .5rem .875rem; border-left: 3px solid var(--line); }
.again, .again.bad { color: inherit; } .again.bad { border-color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.25rem, 1fr));
  gap: .75rem; margin-top: 1.25rem; }
.tile, figure.chart, .card { background: var(--card); border: 1px solid var(--line);
  border-radius: .625rem; padding: .75rem 1rem; }
.tile h3 { margin: 0; font-size: .8125rem; font-weight: 500; color: var(--soft); }
.tile .main { font-size: 1.375rem; font-weight: 600; letter-spacing: -.01em; line-height: 1.35;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.tile .more { font-size: .8125rem; color: var(--soft); } .more data { white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr));
  gap: .75rem; }
figcaption .keys { float: right; } .key { margin-left: .75rem; font-size: .8125rem;
  white-space: nowrap; }
.key::before { content: ""; display: inline-block; width: 1.25rem; margin-right: .375rem;
  border-top: 2px solid currentColor; vertical-align: middle; }
.key.tone2::before { border-top-style: dashed; } .key.tone3::before { border-top-style: dotted; }
.key.tone1 { color: var(--tone1); } .key.tone2 { color: var(--tone2); }
.key.tone3 { color: var(--tone3); }
.caption { display: block; font-size: .8125rem; color: var(--soft); margin-bottom: .375rem; }
svg.paper { display: block; width: 100%; height: auto; }
svg.paper text { font-size: 11px; fill: var(--soft); }
svg .grid { stroke: var(--line); stroke-width: 1; fill: none; }
svg .line { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
svg .tone1 { stroke: var(--tone1); } svg .tone2 { stroke: var(--tone2); stroke-dasharray: 6 4; }
svg .tone3 { stroke: var(--tone3); stroke-dasharray: 1.5 4; }
.running svg.paper { display: none; }
.live .u-legend { font-size: .8125rem; color: var(--soft); text-align: left; }
.live .u-legend .u-marker { display: none; } .live .u-legend th { font-weight: 500; padding: 0; }
.live .u-legend .u-series > * { padding: 0 .25rem 0 0; border: 0; }
.live .u-legend .u-value { color: var(--ink); font-variant-numeric: tabular-nums; }
.live .u-select { background: color-mix(in srgb, var(--tone1) 18%, transparent); }
.live .u-cursor-x, .live .u-cursor-y { border-color: var(--soft); }
svg.bar { display: block; width: 100%; height: .625rem; }
svg.bar rect { fill: var(--tone1); }
td:has(svg.bar) { width: 50%; }
.wide { overflow-x: auto; }
.list { max-height: 26rem; overflow: auto; border: 1px solid var(--line); border-radius: .625rem;
  background: var(--card); }
.list .wide { overflow: visible; } .list td, .list th { padding: .3125rem .5rem; white-space: nowrap; }
 .list th { position: sticky; top: 0; background: var(--card);
  z-index: 1; box-shadow: inset 0 -1px var(--line); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
  gap: 0 2rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; padding: .3125rem .75rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; }
th { font-weight: 500; color: var(--soft); white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th button { all: unset; cursor: pointer; } th button:focus-visible { outline: 2px solid var(--tone1); }
th[aria-sort] { color: var(--ink); } th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }
.sign { display: inline-block; width: 1.25rem; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line);
  color: var(--soft); font-size: .8125rem; }
.on-paper { display: none; }
@media print {
  @page { margin: 14mm; }
  :root { color-scheme: light; --ground: #fff; }
  body { max-width: none; padding: 0; font-size: 9.5pt; background: none;
    print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { break-after: avoid; margin-top: 1.25rem; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: .5rem; }
  .tile .main { font-size: 1.125rem; }
  .charts { grid-template-columns: 1fr 1fr; gap: .5rem; }
  .tile, figure.chart, .card, tr, .again { break-inside: avoid; }
  .tile, figure.chart { padding: .5rem .625rem; }
  figcaption .keys { float: none; } .key:first-child { margin-left: 0; }
  thead { display: table-header-group; } table { font-size: 8pt; }
  th, td { padding: .1875rem .375rem; }
  .running svg.paper { display: block; } .live { display: none; }
  .list { max-height: none; overflow: visible; border: 0; } .list th { position: static; }
  .wide { overflow: visible; }
  .list table { font-size: 6.75pt; } .list td, .list th { padding: .125rem .1875rem; }
  .pair { grid-template-columns: 1fr 1fr; } .pair tbody tr:nth-child(n+21) { display: none; }
  .list tbody tr:nth-child(n+41) { display: none; }
  .on-paper { display: block; } .on-screen { display: none; }
}
`;
