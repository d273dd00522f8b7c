// How things are called, and how times are told.

import { h } from './dom.js';

const tones = {
  succeeded: 'good', failed: 'bad', timed_out: 'bad', rollback_failed: 'bad', rolled_back: 'back', cancelled: 'off', interrupted: 'off',
  waiting: 'wait', running: 'busy', rolling_back: 'busy', restarting: 'busy', cancelling: 'busy',
};

const names = { succeeded: 'live', timed_out: 'timed out', rolled_back: 'rolled back', rolling_back: 'rolling back', rollback_failed: 'rollback failed' };

const triggers = {
  push: 'a push', manual: 'by hand', rollback: 'a rollback by hand', stacks: 'its folder', package: 'a new image', expiry: 'the end of its time', schedule: 'its schedule', poll: 'news at the remote',
};

export const endings = ['succeeded', 'failed', 'timed_out', 'rolled_back', 'rollback_failed', 'cancelled', 'interrupted'];

/** good, bad, back, off, wait or busy. */
export const toneOf = state => tones[state] ?? 'none';

export const inFlight = state => ['wait', 'busy'].includes(toneOf(state));

export const nameOf = state => state === undefined ? 'never deployed' : names[state] ?? state.replaceAll('_', ' ');

/** The word for how one ended, where `live` would say too much of an old one. */
export const resultOf = state => state === 'succeeded' ? 'succeeded' : nameOf(state);

export const triggerOf = trigger => triggers[trigger] ?? trigger;

export const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const lengthOf = seconds =>
  seconds === undefined || seconds === null ? '' : seconds < 10 ? `${seconds.toFixed(1)} s` : seconds < 60 ? `${Math.round(seconds)} s`
    : seconds < 3600 ? `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60) % 60} s` : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;

export const bytesOf = count => count < 1e6 ? `${Math.max(1, Math.round(count / 1e3))} kB` : `${(count / 1e6).toFixed(1)} MB`;

const units = [[86400 * 365, 'y'], [86400, 'd'], [3600, 'h'], [60, 'min']];

export function ageOf(time, now = Date.now()) {
  const seconds = (now - new Date(time)) / 1000;
  for (const [size, unit] of units)
    if (Math.abs(seconds) >= size)
      return seconds > 0 ? `${Math.floor(seconds / size)} ${unit} ago` : `in ${Math.round(-seconds / size)} ${unit}`;
  return seconds >= -5 ? 'just now' : 'in a moment';
}

/** A time that tells how long ago it is; `keepTime` makes them go on. */
export const ago = time => time && h('time', { datetime: time, title: new Date(time).toLocaleString(), 'data-age': true }, ageOf(time));

/** How long something has been running. */
export const since = time => time && h('time', { datetime: time, 'data-since': true }, sinceOf(time));

const sinceOf = time => lengthOf(Math.max(0, Math.round((Date.now() - new Date(time)) / 1000)) || 0.01).replace('0.0 s', '0 s').replace(/\.0 s$/, ' s');

export function keepTime() {
  for (const time of document.querySelectorAll('time[data-age], time[data-since]')) {
    const text = time.hasAttribute('data-age') ? ageOf(time.dateTime) : sinceOf(time.dateTime);
    if (time.textContent !== text)
      time.textContent = text;
  }
}
