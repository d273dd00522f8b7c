// The colours of a log, so that they can be read on a light page and on a dark one. The sixteen that have names are in log.css.

import { h } from './dom.js';

const dark = [19, 20, 24], light = [255, 255, 255];
const named = [[20, 20, 20], [178, 32, 40], [26, 120, 50], [148, 104, 0], [30, 92, 190], [150, 50, 150], [0, 115, 125], [214, 214, 214],
  [90, 90, 90], [240, 100, 100], [90, 210, 120], [240, 200, 80], [110, 170, 255], [225, 130, 225], [90, 215, 225], [255, 255, 255]];
const enough = 4.6;

const shade = part => part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4;

const brightness = ([red, green, blue]) => 0.2126 * shade(red) + 0.7152 * shade(green) + 0.0722 * shade(blue);

/** As WCAG 2 reckons it: from 1 to 21. */
export function contrast(one, other) {
  const [low, high] = [brightness(one), brightness(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const known = new Map();

/** The same colour, as much lighter or darker as it takes to be read on that paper. */
export function readable(ink, paper) {
  const key = `${ink} on ${paper}`;
  if (known.size > 5000)
    known.clear();
  if (!known.has(key)) {
    const goal = brightness(paper) > 0.18 ? 0 : 255;
    let found = ink;
    for (let share = 0.1; contrast(found, paper) < enough && share <= 1.01; share += 0.1)
      found = ink.map(part => Math.round(part + (goal - part) * Math.min(1, share)));
    known.set(key, found);
  }
  return known.get(key);
}

const css = colour => `rgb(${colour.join(' ')})`;

const rgb = colour => Array.isArray(colour) ? colour : named[colour];

/** A run of text with one look. */
export function paint({ text, style }) {
  let { ink, paper } = style;
  const names = ['bold', 'dim', 'italic', 'line', 'struck'].filter(name => style[name]);
  if (style.inverse)
    [ink, paper] = [paper, ink];
  if (style.inverse && ink === undefined && paper === undefined)
    names.push('inverse');
  else if (typeof ink === 'number' && paper === undefined && !style.inverse)
    names.push(`ink${ink}`);
  if (names.length === 0 && ink === undefined && paper === undefined)
    return document.createTextNode(text);
  const span = h('span', names.length > 0 ? { class: names.join(' ') } : {}, text);
  if (paper !== undefined) {
    span.style.backgroundColor = css(rgb(paper));
    span.style.color = css(readable(ink === undefined ? brightness(rgb(paper)) > 0.18 ? [0, 0, 0] : [255, 255, 255] : rgb(ink), rgb(paper)));
  } else if (Array.isArray(ink) || style.inverse && ink !== undefined) {
    span.style.color = `light-dark(${css(readable(rgb(ink), light))}, ${css(readable(rgb(ink), dark))})`;
  }
  return span;
}
