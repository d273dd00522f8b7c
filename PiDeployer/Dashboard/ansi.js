// Colours and the like that programs write between their words (ECMA-48, "SGR"). All other escapes, and characters that cannot be seen, are left out.

export const plain = Object.freeze({});

// A colour; another control sequence; a title or a link; a string for a device; a short one; a lone character.
// None goes over the end of a line: the searched text has many of them. The bell that ends a title is no text, so the server has put a replacement character in its place.
const escape = /\x1b\[([0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\ufffd\n]*(?:\x07|\ufffd|\x1b\\)?|\x1b[PX^_][^\x1b\n]*(?:\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1f\x7f]/g;

export const withoutEscapes = text => /[\x00-\x08\x0b-\x1f\x7f]/.test(text) ? text.replace(escape, '') : text;

/** Runs of one look each, and the look that the next line begins with. */
export function parse(text, style = plain) {
  const runs = [];
  let from = 0;
  for (const found of text.matchAll(escape)) {
    if (found.index > from)
      runs.push({ text: text.slice(from, found.index), style });
    from = found.index + found[0].length;
    if (found[1] !== undefined)
      style = apply(style, found[1]);
  }
  if (from < text.length)
    runs.push({ text: text.slice(from), style });
  return { runs, style };
}

const flags = { 1: ['bold', true], 2: ['dim', true], 3: ['italic', true], 4: ['line', true], 7: ['inverse', true], 9: ['struck', true], 23: ['italic'], 24: ['line'], 27: ['inverse'], 29: ['struck'] };

function apply(style, text) {
  const codes = text.split(/[;:]/).map(Number);
  let next = { ...style };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0)
      next = {};
    else if (flags[code])
      next[flags[code][0]] = flags[code][1];
    else if (code === 22)
      next.bold = next.dim = undefined;
    else if (code === 39 || code === 49)
      next[code === 39 ? 'ink' : 'paper'] = undefined;
    else if (code === 38 || code === 48)
      i += extended(next, code === 38 ? 'ink' : 'paper', codes, i + 1, text.includes(':'));
    else if (code >= 30 && code <= 37 || code >= 90 && code <= 97)
      next.ink = code >= 90 ? code - 82 : code - 30;
    else if (code >= 40 && code <= 47 || code >= 100 && code <= 107)
      next.paper = code >= 100 ? code - 92 : code - 40;
  }
  return Object.values(next).some(value => value !== undefined) ? next : plain;
}

/** How many codes belong to it. A colour is one of the sixteen by its number, or [red, green, blue]. */
function extended(style, which, codes, at, withColons) {
  if (codes[at] === 5) {
    style[which] = indexed(codes[at + 1] & 255);
    return 2;
  }
  if (codes[at] !== 2)
    return 0;
  // With colons there may be a colour space before the colour.
  const first = withColons && codes.length - at >= 5 ? at + 2 : at + 1;
  style[which] = [0, 1, 2].map(offset => (codes[first + offset] ?? 0) & 255);
  return first - at + 3;
}

function indexed(number) {
  if (number < 16)
    return number;
  if (number >= 232)
    return [0, 0, 0].map(() => 8 + (number - 232) * 10);
  const level = part => part === 0 ? 0 : 55 + part * 40;
  return [level(Math.floor((number - 16) / 36)), level(Math.floor((number - 16) / 6) % 6), level((number - 16) % 6)];
}
