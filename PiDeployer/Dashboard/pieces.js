// What more than one view shows.

import { h, outside } from './dom.js';
import { badge, icon } from './icons.js';
import { capital, nameOf, resultOf, toneOf } from './words.js';

export const toProject = name => `#/projects/${encodeURIComponent(name)}`;

export const toDeployment = id => `#/deployments/${id}`;

/** A button that `acts.js` knows what to do for. */
export const button = (act, of, label, picture, more = '', attributes = {}) =>
  h('button', { type: 'button', class: `button ${more}`.trim(), 'data-act': act, 'data-of': of, ...attributes }, picture && icon(picture), h('span', {}, label));

export const commit = (id, address) => id && outside(address, { class: 'commit', title: id }, id.slice(0, 7));

export const state = (name, isOld = false) => h('span', { class: `state ${toneOf(name)}` }, badge(toneOf(name)), h('span', {}, capital(isOld ? resultOf(name) : nameOf(name))));

export const fact = (name, ...value) => value.flat().some(Boolean) && h('div', { class: 'fact' }, h('dt', {}, name), h('dd', {}, value));

export const dot = () => h('span', { class: 'dot', 'aria-hidden': 'true' }, '·');

/** The parts that there are, with dots between them. */
export const dotted = (...parts) => parts.flat().filter(Boolean).flatMap((part, index) => index === 0 ? [part] : [dot(), part]);

/** In place of what only the token opens. */
export const locked = what => h('section', { class: 'panel locked' }, icon('key'), h('p', {}, `${what} with the deploy token only.`), button('unlock', '', 'Unlock', 'key', 'primary'));

/** `refs/heads/main` and the like as people say it. */
export const refOf = ref => ref?.replace(/^refs\/(heads|tags)\//, '');

export const firstLine = text => text?.split('\n')[0];
