// Reads Server-Sent Events out of a stream of bytes. EventSource cannot send the token, and makes a string of each line, of which a log may have a million.

const lineFeed = 10;
const empty = new Uint8Array(0);
const decoder = new TextDecoder();

const text = bytes => decoder.decode(bytes);

/** Calls `onEvent(type, parts, id)` for each event; its parts, one for each line of data, are valid during the call only. */
export function eventReader(onEvent) {
  let rest = empty, type = '', id, parts = [];
  return chunk => {
    const bytes = rest.length === 0 ? chunk : join(rest, chunk);
    let from = 0;
    for (let end; (end = bytes.indexOf(lineFeed, from)) >= 0; from = end + 1) {
      if (end === from) {
        if (parts.length > 0)
          onEvent(type, parts, id);
        [type, parts] = ['', []];
        continue;
      }
      // The first letter says which of the fields it is: data, event, id, or a comment.
      const field = bytes[from];
      if (field === 100)
        parts.push(bytes.subarray(from + 6, end));
      else if (field === 101)
        type = text(bytes.subarray(from + 7, end));
      else if (field === 105)
        id = text(bytes.subarray(from + 4, end));
    }
    rest = bytes.slice(from);
    // A stream that breaks in the middle of an event goes on after the last whole one, and its parts come again.
    parts = parts.map(part => part.slice());
  };
}

function join(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
