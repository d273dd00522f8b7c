// Looks for a text in all rows, a block at a time, so that the page stays alive. What comes later is looked through too.

import { withoutEscapes } from './ansi.js';

/** Nobody goes through more. */
const most = 100_000;

export const pause = () => new Promise(resolve => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  port2.postMessage(0);
});

export const sleep = time => new Promise(resolve => setTimeout(resolve, time));

export class Search {
  /** The rows with a match, in their order; one with two is there twice. */
  rows = [];
  at = -1;
  isOver = false;

  #next = 0;
  #running = false;

  constructor(rows, text, onChange) {
    Object.assign(this, { all: rows, text: text.toLowerCase(), onChange });
  }

  get isFull() { return this.rows.length >= most; }

  /** Goes on to the end of what there is; called again when there is more. */
  async run() {
    if (this.#running)
      return;
    this.#running = true;
    while (this.#next < this.all.count && !this.isOver && !this.isFull) {
      const { text, next } = this.all.stretch(this.#next);
      this.#look(withoutEscapes(text).toLowerCase(), this.#next);
      this.#next = next;
      this.onChange(false);
      await pause();
    }
    this.#running = false;
    if (!this.isOver)
      this.onChange(true);
  }

  #look(text, row) {
    let line = 0;
    for (let found = text.indexOf(this.text); found >= 0 && !this.isFull; found = text.indexOf(this.text, found + this.text.length)) {
      for (let end = text.indexOf('\n', line); end >= 0 && end < found; end = text.indexOf('\n', line)) {
        line = end + 1;
        row++;
      }
      this.rows.push(row);
    }
  }

  /** The number of the first match that is not before a row, and the first of all where there is none. */
  from(row) {
    let low = 0, high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle] < row)
        low = middle + 1;
      else
        high = middle;
    }
    return low === this.rows.length ? 0 : low;
  }
}
