// How long the last deployments took, as bars: the newest at the right, those that did not end well in another colour and with another top.

import { h } from './dom.js';
import { lengthOf, plural, resultOf, toneOf } from './words.js';

const step = 8;

function describe(runs) {
  const bad = runs.filter(run => toneOf(run.state) !== 'good').length;
  const longest = Math.max(...runs.map(run => run.duration ?? 0));
  return `The last ${plural(runs.length, 'deployment')}: ${bad === 0 ? 'all went well' : `${bad} did not go well`}, the last took ${lengthOf(runs.at(-1).duration)}, the longest ${lengthOf(longest)}`;
}

export function trend(runs, height = 34, slots = 20) {
  if (runs.length === 0)
    return null;
  const longest = Math.max(0.1, ...runs.map(run => run.duration ?? 0));
  const bars = runs.map((run, index) => {
    const size = Math.max(3, (run.duration ?? 0) / longest * (height - 2));
    return h('rect', { class: `bar ${toneOf(run.state)}`, x: (slots - runs.length + index) * step, y: height - size, width: step - 2.5, height: size, rx: 1.5 },
      h('title', {}, `${resultOf(run.state)}, ${lengthOf(run.duration)}`));
  });
  return h('svg', { class: 'trend', viewBox: `0 0 ${slots * step - 2.5} ${height}`, role: 'img', 'aria-label': describe(runs), preserveAspectRatio: 'none' }, bars);
}
