// A log's lines as bytes in large blocks, with where each begins: a tenth of what strings would take, and there may be a hundred megabytes of them.

import { parse, plain } from './ansi.js';

const blockBits = 20;
const blockSize = 1 << blockBits;

/** A longer line is shown in several rows; in bytes. */
const longestRow = 1000;
const escapeByte = 27, lineFeed = 10;
const decoder = new TextDecoder();

export class Rows {
  #blocks;
  #firstRows;
  #used;
  #starts;
  #ends;

  // Where the look that a row begins with is another than that of the row before.
  #changes;
  #style;

  constructor() {
    this.clear();
  }

  clear() {
    this.count = this.bytes = this.#used = 0;
    this.notices = new Set(); // Rows that tell something about the log rather than being in it.
    this.#blocks = [new Uint8Array(blockSize)];
    this.#firstRows = [0];
    this.#starts = new Float64Array(4096);
    this.#ends = new Float64Array(4096);
    this.#changes = [{ row: 0, style: plain }];
    this.#style = plain;
  }

  addLine(line) {
    let rest = line;
    while (rest.length > longestRow) {
      const end = cut(rest);
      this.#add(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    this.#add(rest);
  }

  addNotice(text) {
    this.notices.add(this.count);
    this.#add(new TextEncoder().encode(text));
  }

  text(row) {
    const start = this.#starts[row], offset = start % blockSize;
    return decoder.decode(this.#blocks[Math.floor(start / blockSize)].subarray(offset, offset + this.#ends[row] - start));
  }

  /** The look that a row begins with. */
  styleAt(row) {
    let low = 0, high = this.#changes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#changes[middle].row <= row)
        low = middle;
      else
        high = middle - 1;
    }
    return this.#changes[low].style;
  }

  /** As many rows from that one on as lie together, as one text with a line feed after each. */
  stretch(row) {
    const block = Math.floor(this.#starts[row] / blockSize);
    const last = Math.min(this.#firstRows[block + 1] ?? this.count, this.count) - 1;
    const from = this.#starts[row] % blockSize;
    return { text: decoder.decode(this.#blocks[block].subarray(from, from + this.#ends[last] - this.#starts[row])), next: last + 1 };
  }

  #add(bytes) {
    if (this.#used + bytes.length + 1 > blockSize) {
      this.#blocks.push(new Uint8Array(blockSize));
      this.#firstRows.push(this.count);
      this.#used = 0;
    }
    if (this.count === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#ends = grown(this.#ends);
    }
    const block = this.#blocks.length - 1;
    this.#blocks[block].set(bytes, this.#used);
    this.#blocks[block][this.#used + bytes.length] = lineFeed;
    this.#starts[this.count] = block * blockSize + this.#used;
    this.#ends[this.count] = block * blockSize + this.#used + bytes.length;
    this.#used += bytes.length + 1;
    this.bytes += bytes.length + 1;
    if (this.#style !== this.#changes.at(-1).style)
      this.#changes.push({ row: this.count, style: this.#style });
    if (bytes.includes(escapeByte))
      this.#style = parse(decoder.decode(bytes), this.#style).style;
    this.count++;
  }
}

function grown(numbers) {
  const more = new Float64Array(numbers.length * 2);
  more.set(numbers);
  return more;
}

/** Not within a character, and not within an escape. */
function cut(bytes) {
  let end = longestRow;
  while (end > longestRow - 4 && (bytes[end] & 0xC0) === 0x80)
    end--;
  const escape = bytes.lastIndexOf(escapeByte, end - 1);
  return escape > end - 24 && escape > 0 ? escape : end;
}
