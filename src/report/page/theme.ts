import type { Config } from 'vega-lite';
import { ACTIVITY, INK, RIGHT, RULE, SOFT_INK, SPIKE, WRONG } from '../figure-theme.js';

/** Letters of the page and its charts: what the system has. */
export const FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/** Colours that mean the same everywhere on the page; apart for the common kinds of colour blindness. */
export const COLOURS = {
  ink: INK,
  soft: SOFT_INK,
  rule: RULE,
  float: '#222b3a',
  spiking: '#0072b2',
  chip: '#d55e00',
  spike: SPIKE,
  activity: ACTIVITY,
  right: RIGHT,
  wrong: WRONG,
  other: '#c3c9d3',
} as const;

/** Settings of all charts. */
export const chartConfig: Config = {
  aria: false,
  background: 'transparent',
  font: FONT,
  padding: 2,
  view: { stroke: null },
  axis: {
    domainColor: RULE,
    gridColor: '#e8ebf0',
    tickColor: RULE,
    labelColor: SOFT_INK,
    labelFontSize: 11,
    labelPadding: 4,
    titleColor: INK,
    titleFontSize: 11,
    titleFontWeight: 'normal',
    titlePadding: 8,
  },
  locale: {
    number: {
      decimal: '.',
      thousands: '\u202f',
      grouping: [3],
      currency: ['', ''],
      percent: '\u202f%',
    },
  },
  axisY: { domain: false, ticks: false },
  header: { labelColor: INK, labelFontSize: 11, titleColor: INK },
  legend: {
    labelColor: INK,
    labelFontSize: 11,
    titleColor: INK,
    orient: 'top',
    direction: 'horizontal',
    title: null,
    labelLimit: 400,
    symbolOpacity: 1,
    symbolStrokeWidth: 2.5,
    columnPadding: 18,
  },
  text: { color: INK, fontSize: 11 },
  title: { color: INK, fontSize: 12, fontWeight: 600, anchor: 'start' },
};
