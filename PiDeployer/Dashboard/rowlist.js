// Shows a million rows with a few dozen elements. Where one has scrolled to is a share of all rows, and the row at that share of the way stands at the same share of the
// view: with rows of one height that is ordinary scrolling, wrapped lines may be as high as they like, and no element is higher than browsers can draw.

import { h } from './dom.js';

const fewRows = 300;
const highest = 8_000_000;

export class RowList {
  follows = false;

  #list = h('div', { class: 'log-rows' });
  #view = h('div', { class: 'log-view' }, this.#list);
  #spacer = h('div', { class: 'log-space' }, this.#view);
  #shown = new Map();
  #rowHeight = 20;
  #lastTop = 0;
  #share = 0;
  #asked = false;

  /** `makeRow(row)` answers an element. */
  constructor(rows, makeRow, onScroll) {
    Object.assign(this, { rows, makeRow });
    this.element = h('div', { class: 'log-scroll', tabindex: '0', role: 'region', 'aria-label': 'Log text' }, this.#spacer);
    this.element.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = this.element;
      const isAtEnd = scrollTop + clientHeight >= scrollHeight - 3;
      if (!isAtEnd && scrollTop < this.#lastTop)
        this.follows = false;
      else if (isAtEnd && scrollTop > this.#lastTop)
        this.follows = true;
      this.#lastTop = scrollTop;
      this.#share = scrollTop / Math.max(1, scrollHeight - clientHeight);
      this.refresh();
      onScroll();
    }, { passive: true });
    new ResizeObserver(() => this.refresh()).observe(this.element);
  }

  /** Draws at the next frame. */
  refresh() {
    if (this.#asked)
      return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#draw();
    });
  }

  /** All rows look different now. */
  redraw() {
    this.#shown.forEach(row => row.remove());
    this.#shown.clear();
    this.refresh();
  }

  toEnd() {
    this.follows = true;
    this.refresh();
  }

  toRow(row) {
    this.follows = false;
    this.#draw();
    if (this.rows.count <= fewRows) {
      const element = this.#shown.get(row);
      this.element.scrollTop = element ? element.offsetTop - this.element.clientHeight / 2 : 0;
    } else {
      this.#share = (row + 0.5) / this.rows.count;
      this.element.scrollTop = this.#lastTop = this.#share * (this.element.scrollHeight - this.element.clientHeight);
    }
    this.refresh();
  }

  /** The first row that can be seen, more or less. */
  get top() { return Math.floor(this.#share * this.rows.count); }

  #draw() {
    const { rows: { count }, element: { clientHeight: height } } = this;
    const isShort = count <= fewRows;
    this.#rowHeight = parseFloat(getComputedStyle(this.#list).lineHeight) || this.#rowHeight;
    this.#view.classList.toggle('short', isShort);
    this.#spacer.style.height = isShort ? 'auto' : `${Math.min(highest, count * this.#rowHeight)}px`;
    this.#view.style.height = isShort ? 'auto' : `${height}px`;
    if (isShort) {
      this.#show(0, count);
      this.#list.style.transform = '';
      if (this.follows)
        this.element.scrollTop = this.#lastTop = this.element.scrollHeight;
      return;
    }
    const way = this.element.scrollHeight - height;
    if (this.follows) {
      this.#share = 1;
      this.element.scrollTop = this.#lastTop = way;
    }
    const place = Math.min(count, this.#share * count);
    const row = Math.min(count - 1, Math.floor(place));
    const around = Math.ceil(height / this.#rowHeight) + 6;
    this.#show(Math.max(0, row - around), Math.min(count, row + around));
    const anchor = this.#shown.get(row);
    this.#list.style.transform = `translateY(${this.#share * height - anchor.offsetTop - (place - row) * anchor.offsetHeight}px)`;
  }

  #show(from, to) {
    for (const [row, element] of this.#shown)
      if (row < from || row >= to) {
        element.remove();
        this.#shown.delete(row);
      }
    let next = this.#list.firstChild;
    for (let row = from; row < to; row++) {
      const known = this.#shown.get(row);
      if (known) {
        next = known.nextSibling;
        continue;
      }
      const element = this.makeRow(row);
      this.#shown.set(row, element);
      this.#list.insertBefore(element, next);
    }
  }
}
