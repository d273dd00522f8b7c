// The few pictures that there are, drawn with one pen.

import { h } from './dom.js';

const lines = {
  good: 'M4.5 10.5l3.6 3.6 7.4-8', bad: 'M5.5 5.5l9 9m0-9l-9 9', back: 'M7.5 4.5L4 8l3.5 3.5M4.5 8h7a4 4 0 0 1 0 8H8', off: 'M5 10h10', wait: 'M10 5.5V10l3 2', none: 'M10 10h.01',
  busy: 'M10 3a7 7 0 1 1-7 7', deploy: 'M10 16V4.5m0 0L5.5 9M10 4.5L14.5 9', key: 'M12.5 11a3.5 3.5 0 1 0-3.4-2.7L3.5 14v2.5H6l.6-1.8 1.8-.5.6-1.8 1.2-1.1c.7.4 1.5.7 2.3.7zM13.2 7.2h.01',
  branch: 'M6 4v12m0-4c5 0 8-1 8-5m0-2v2M4.5 4h3m-3 12h3m5-11h3', clock: 'M10 6v4l2.5 2M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14z', search: 'M13.2 13.2L17 17M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4z',
  up: 'M5 12.5l5-5 5 5', down: 'M5 7.5l5 5 5-5', end: 'M10 3.5v9m0 0l-4-4m4 4l4-4M4.5 16.5h11', wrap: 'M3.5 5.5h13M3.5 10h10.2a2.6 2.6 0 0 1 0 5.2H10m0 0l1.8-1.8M10 15.2l1.8 1.8M3.5 15h3', pause: 'M7.5 5v10m5-10v10', play: 'M7 4.8v10.4L15 10z',
  reload: 'M15.5 8A6 6 0 1 0 16 11.5M16 4v4h-4', go: 'M7.5 5l5 5-5 5', globe: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM3 10h14M10 3c4 4 4 10 0 14c-4-4-4-10 0-14z',
};

export const icon = (name, more = '') =>
  h('svg', { class: `icon icon-${name} ${more}`.trim(), viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' }, h('path', { d: lines[name] ?? lines.none }));

/** A coloured disc for a state; what it means stands beside it in words. */
export const badge = tone => h('span', { class: `badge ${tone}` }, icon(tone));
