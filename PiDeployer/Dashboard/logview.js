// A deployment's log: followed while it comes, and searched.

import { closed, Unreachable } from './api.js';
import { parse } from './ansi.js';
import { h } from './dom.js';
import { eventReader } from './events.js';
import { icon } from './icons.js';
import { paint } from './palette.js';
import { RowList } from './rowlist.js';
import { Rows } from './rows.js';
import { pause, Search, sleep } from './search.js';
import { bytesOf, plural } from './words.js';

const slice = 12;

/** In bytes, twice what the server keeps: of a log that goes on and on, a tab keeps no more. */
const mostKept = 100_000_000;

const tool = (name, label, more = {}) => h('button', { type: 'button', class: 'tool', 'aria-label': label, title: label, ...more }, icon(name));

/** Decodes, and leaves of a line that was written over only what stood there last. */
const last = parts => parts.findLast(part => part.length > 0) ?? parts[0];

export class LogView {
  #rows = new Rows();
  #list = new RowList(this.#rows, row => this.#row(row), () => this.#tell());
  #search;
  #lastId;
  #result = false;
  #stop;
  #wraps = true;
  #input = h('input', { type: 'search', placeholder: 'Search the log', 'aria-label': 'Search the log', 'aria-keyshortcuts': '/' });
  #count = h('output', { class: 'log-count' });
  #status = h('p', { class: 'log-status soft' });
  #gone = h('p', { class: 'log-gone', hidden: true });
  #follow = tool('pause', 'Follow the end of the log', { 'aria-pressed': 'false' });
  #tools = {
    previous: tool('up', 'Previous match'), next: tool('down', 'Next match'), end: tool('end', 'Go to the end'), wrap: tool('wrap', 'Wrap long lines', { 'aria-pressed': 'true' }),
  };

  /** `onResult` is told when the deployment has ended; `startsAtEnd` is for what runs or failed. */
  constructor(section, id, startsAtEnd, onResult) {
    Object.assign(this, { id, onResult });
    this.#list.follows = startsAtEnd;
    section.replaceChildren(
      h('div', { class: 'log-head' }, h('h2', {}, 'Log'), this.#status,
        h('div', { class: 'log-tools', role: 'toolbar', 'aria-label': 'Log' }, h('label', { class: 'search' }, icon('search'), this.#input, this.#count), this.#tools.previous, this.#tools.next, this.#follow, this.#tools.end, this.#tools.wrap)),
      this.#gone, this.#list.element);
    this.#input.addEventListener('input', () => this.#find());
    this.#input.addEventListener('keydown', event => {
      if (event.key === 'Enter')
        this.#go(event.shiftKey ? -1 : 1);
      else if (event.key === 'Escape' && this.#input.value !== '') {
        this.#input.value = '';
        this.#find();
      } else
        return;
      event.preventDefault();
    });
    this.#tools.previous.addEventListener('click', () => this.#go(-1));
    this.#tools.next.addEventListener('click', () => this.#go(1));
    this.#tools.end.addEventListener('click', () => this.#toEnd());
    this.#follow.addEventListener('click', () => this.#list.follows ? (this.#list.follows = false, this.#tell()) : this.#toEnd());
    this.#tools.wrap.addEventListener('click', () => this.#wrap());
    this.#tell();
  }

  /** Reads on where it was, until the log has ended or `stop` is called. */
  async start() {
    if (this.#stop || this.#result)
      return;
    const stop = this.#stop = new AbortController();
    for (let wait = 500; !this.#result && !stop.signal.aborted; wait = Math.min(10_000, wait * 2)) {
      const before = this.#rows.count;
      try {
        await this.#readAsync(stop.signal);
        if (this.#rows.bytes > mostKept) {
          await this.#letGo(stop.signal);
          continue;
        }
      } catch (problem) {
        if (stop.signal.aborted)
          return;
        if (!(problem instanceof Unreachable || problem instanceof TypeError)) {
          this.#status.textContent = problem.message;
          this.#stop = undefined;
          return;
        }
      }
      if (this.#rows.count > before)
        wait = 500;
      if (!this.#result && !stop.signal.aborted) {
        this.#status.textContent = 'Interrupted, going on in a moment…';
        await sleep(wait);
      }
    }
  }

  /** As soon as nobody reads in it any more. What the server has kept of it comes again. */
  async #letGo(signal) {
    while (!this.#list.follows && !signal.aborted)
      await sleep(500);
    this.#rows.clear();
    this.#lastId = undefined;
    this.#list.redraw();
    this.#find();
  }

  stop() {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  focusSearch() {
    this.#input.focus();
    this.#input.select();
  }

  async #readAsync(signal) {
    const answer = await closed(`deployments/${this.id}/events`, { signal, headers: this.#lastId ? { 'Last-Event-ID': this.#lastId } : {} });
    if (answer.status === 204) {
      this.#end();
      return;
    }
    const push = eventReader((type, parts, id) => this.#take(type, parts, id));
    const reader = answer.body.getReader();
    let began = performance.now();
    while (this.#rows.bytes <= mostKept) {
      const { done, value } = await reader.read();
      if (done)
        return;
      // In bites that leave the page time for everything else.
      for (let from = 0; from < value.length; from += 1 << 16) {
        push(value.subarray(from, from + (1 << 16)));
        if (performance.now() - began > slice) {
          this.#tell();
          await pause();
          began = performance.now();
        }
      }
      this.#tell();
    }
    await reader.cancel();
  }

  #take(type, parts, id) {
    this.#lastId = id ?? this.#lastId;
    if (type === '' || type === 'part') {
      this.#rows.addLine(last(parts));
    } else if (type === 'gap') {
      const missing = Number(new TextDecoder().decode(parts[0]));
      this.#rows.addNotice(`${bytesOf(missing)} are missing here: of a long log only the end is kept`);
      this.#gone.textContent = `The ${this.#rows.count === 1 ? 'beginning' : 'middle'} of this log, ${bytesOf(missing)}, is no longer there: of a long log only the end is kept.`;
      this.#gone.hidden = false;
    } else if (type === 'lost') {
      this.#rows.addNotice(`The log goes no further: ${new TextDecoder().decode(parts[0])}`);
    } else if (type === 'result') {
      this.#end();
    }
  }

  #end() {
    this.#result = true;
    this.#tell();
    this.onResult();
  }

  #tell() {
    const { count, bytes } = this.#rows;
    this.#status.textContent = count === 0 ? this.#result ? 'It said nothing.' : 'Nothing yet…' : `${plural(count, 'line')}, ${bytesOf(bytes)}${this.#result ? '' : this.#list.follows ? ', following' : ', paused'}`;
    this.#follow.hidden = this.#result;
    this.#follow.setAttribute('aria-pressed', `${this.#list.follows}`);
    this.#follow.querySelector('path').replaceWith(icon(this.#list.follows ? 'pause' : 'play').firstChild);
    this.#list.refresh();
    this.#search?.run();
  }

  #toEnd() {
    this.#list.toEnd();
    this.#tell();
  }

  #wrap() {
    this.#wraps = !this.#wraps;
    this.#list.element.classList.toggle('unwrapped', !this.#wraps);
    this.#tools.wrap.setAttribute('aria-pressed', `${this.#wraps}`);
    this.#list.refresh();
  }

  #find() {
    if (this.#search)
      this.#search.isOver = true;
    const text = this.#input.value;
    this.#search = text === '' ? undefined : new Search(this.#rows, text, isDone => {
      const { rows, at } = this.#search;
      // The first that comes after what is shown, or where there is none, the first of all.
      if (at < 0 && rows.length > 0 && (isDone || rows.at(-1) >= this.#list.top))
        this.#show(this.#search.from(this.#list.top));
      this.#tellMatches();
    });
    this.#search?.run();
    this.#list.redraw();
    this.#tellMatches();
    this.#tell();
  }

  #go(by) {
    if (!this.#search || this.#search.rows.length === 0)
      return;
    const { rows, at } = this.#search;
    this.#show(at < 0 ? this.#search.from(this.#list.top) : (at + by + rows.length) % rows.length);
    this.#tellMatches();
    this.#tell();
  }

  #show(match) {
    this.#search.at = match;
    this.#list.toRow(this.#search.rows[match]);
    this.#list.redraw();
  }

  #tellMatches() {
    const search = this.#search;
    this.#count.textContent = !search ? '' : search.rows.length === 0 ? 'none' : `${search.at < 0 ? '' : `${(search.at + 1).toLocaleString('en')} of `}${search.rows.length.toLocaleString('en')}${search.isFull ? '+' : ''}`;
  }

  #row(row) {
    const { runs } = parse(this.#rows.text(row), this.#rows.styleAt(row));
    const isCurrent = this.#search?.rows[this.#search.at] === row;
    return h('div', { class: `log-row${this.#rows.notices.has(row) ? ' notice' : ''}${isCurrent ? ' current' : ''}`, 'data-row': row + 1 }, h('span', { class: 'log-number', 'aria-hidden': 'true', 'data-number': row + 1 }),
      h('span', { class: 'log-text' }, (this.#search ? marked(runs, this.#search.text) : runs).map(run => run.mark ? h('mark', {}, paint(run)) : paint(run))));
  }
}

/** The runs cut where the text begins and ends, also where it goes over several of them. */
function marked(runs, text) {
  const whole = runs.map(run => run.text).join('').toLowerCase();
  const result = [];
  let at = 0, found = whole.indexOf(text);
  for (const run of runs) {
    for (let from = 0; from < run.text.length;) {
      while (found >= 0 && found + text.length <= at + from)
        found = whole.indexOf(text, found + text.length);
      const isIn = found >= 0 && at + from >= found;
      const end = Math.min(run.text.length, found < 0 ? Infinity : (isIn ? found + text.length : found) - at);
      result.push({ text: run.text.slice(from, end), style: run.style, mark: isIn });
      from = end;
    }
    at += run.text.length;
  }
  return result;
}
