import { BAND, WRONG_BAND } from '../figure-theme.js';
import { COLOURS, FONT } from './theme.js';

/** The style sheet of the page; on paper links and scroll bars go. */
export const pageStyle = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { font: 15px/1.5 ${FONT}; color: ${COLOURS.ink}; background: #fff; }
body { max-width: 1080px; margin: 0 auto; padding: 28px 32px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 2px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 44px 0 8px; padding-top: 14px; border-top: 1px solid ${COLOURS.rule}; }
main > section:first-child h2 { margin-top: 22px; border-top: none; }
h3 { font-size: 15px; margin: 18px 0 6px; }
p { margin: 6px 0 12px; max-width: 84ch; }
.by, p.note, .soft { color: ${COLOURS.soft}; }
.by { margin: 0; overflow-wrap: anywhere; }
p.note { font-size: 12.5px; margin-top: 4px; }
.lead { font-size: 17px; max-width: 76ch; }
a { color: ${COLOURS.spiking}; }
nav { margin: 18px 0 8px; padding: 10px 14px; background: ${BAND}; border-radius: 8px; font-size: 13.5px; }
nav ol { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0; padding: 0; }
nav a { text-decoration: none; }
nav a:hover, nav a:focus { text-decoration: underline; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 12px; margin: 18px 0; }
.tile { border: 1px solid ${COLOURS.rule}; border-top: 3px solid ${COLOURS.rule}; border-radius: 8px; padding: 10px 14px; }
.tile.float { border-top-color: ${COLOURS.float}; }
.tile.spiking { border-top-color: ${COLOURS.spiking}; }
.tile.chip { border-top-color: ${COLOURS.chip}; }
.tile dt { font-size: 12.5px; color: ${COLOURS.soft}; }
.tile dd { margin: 0; font-size: 12.5px; color: ${COLOURS.soft}; }
.tile dd.value { font-size: 23px; line-height: 1.35; font-weight: 600; color: ${COLOURS.ink}; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tile dd.value.long { font-size: 19px; line-height: 1.63; }
.findings { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
.findings li { border-left: 4px solid ${COLOURS.rule}; background: ${BAND}; border-radius: 0 8px 8px 0; padding: 8px 14px; }
.findings li.warning { border-left-color: ${COLOURS.wrong}; background: ${WRONG_BAND}; }
.findings p { margin: 0; max-width: none; }
.findings .advice { color: #3e4859; }
.findings .level { float: right; margin-left: 12px; font-size: 12px; color: ${COLOURS.soft}; }
.findings .warning .level { color: ${COLOURS.wrong}; font-weight: 600; }
.fine { color: ${COLOURS.right}; }
.scroll { overflow-x: auto; margin: 12px 0 4px; }
table { border-collapse: collapse; font-size: 13px; min-width: 40%; }
caption { text-align: left; font-weight: 600; padding-bottom: 4px; white-space: nowrap; }
th, td { padding: 4px 10px 4px 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid #e8ebf0; white-space: nowrap; }
th + th, td + td, th + td { padding-left: 8px; }
thead th { color: ${COLOURS.soft}; font-weight: 500; border-bottom: 1px solid ${COLOURS.rule}; vertical-align: bottom; white-space: normal; }
tbody th { font-weight: 600; }
tfoot th, tfoot td { border-bottom: none; border-top: 1px solid ${COLOURS.rule}; font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.words { display: block; white-space: normal; min-width: 190px; max-width: 420px; }
.place { padding: 0 7px; border-radius: 9px; background: ${BAND}; }
.place.chip { background: ${WRONG_BAND}; }
.warn { color: ${COLOURS.wrong}; }
figure { margin: 12px 0; }
figure svg { display: block; max-width: 100%; height: auto; }
.card svg { width: 100%; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(460px, 1fr)); gap: 8px 24px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(460px, 1fr)); gap: 18px; }
.card { border: 1px solid ${COLOURS.rule}; border-radius: 8px; padding: 14px 16px 4px; }
.card header { display: flex; gap: 14px; align-items: center; min-height: 72px; }
.card h3 { margin: 0; }
.card p { margin: 0; font-weight: 600; }
.card img { width: 72px; height: 72px; object-fit: contain; image-rendering: pixelated; background: #10151f; border-radius: 4px; }
.right { color: ${COLOURS.right}; }
.wrong { color: ${COLOURS.wrong}; }
.beside { display: flex; flex-wrap: wrap; gap: 8px 48px; align-items: flex-start; }
.beside > * { min-width: 0; max-width: 100%; }
.matrix { min-width: 0; }
.matrix th, .matrix td { border: 1px solid #fff; padding: 3px 7px; min-width: 34px; text-align: center; font-variant-numeric: tabular-nums; }
.matrix thead th { text-align: center; vertical-align: bottom; color: ${COLOURS.ink}; }
.matrix tbody th { text-align: right; }
.matrix .none { color: #9aa3b1; }
.matrix .share { color: ${COLOURS.soft}; text-align: right; padding-left: 12px; }
footer { margin-top: 48px; padding-top: 12px; border-top: 1px solid ${COLOURS.rule}; font-size: 12.5px; color: ${COLOURS.soft}; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  body { padding: 16px; }
  .grid, .cards { grid-template-columns: 1fr; }
  figure { overflow-x: auto; }
  figure svg { min-width: 560px; }
  .grid svg, .card svg { min-width: 0; }
}
@media print {
  @page { margin: 14mm; }
  html { font-size: 11.5px; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  h2, h3, caption { break-after: avoid; }
  figure, .card, .tile, .findings li, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 8.5px; }
  .lead { font-size: 13.5px; }
  p.note { font-size: 9px; }
  .tile dt, .tile dd { font-size: 9.5px; }
  th, td { padding: 2px 5px 2px 0; }
  th + th, td + td, th + td { padding-left: 4px; }
  .words { min-width: 90px; }
  .matrix th, .matrix td { min-width: 22px; padding: 2px 4px; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: 8px; }
  .tile dd.value { font-size: 16px; }
  h2 { margin-top: 24px; }
  .grid, .cards { grid-template-columns: 1fr 1fr; }
}
`;
