// Makes elements. Whatever comes from the server goes in as text or as an attribute, never as markup.

const svgTags = new Set(['svg', 'path', 'rect', 'circle', 'title', 'g', 'line']);

export function h(tag, attributes = {}, ...children) {
  const element = svgTags.has(tag) ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== null && value !== false)
      element.setAttribute(name, value === true ? '' : value);
  element.append(...there(children));
  return element;
}

/** Of what may be nested, and may be absent, what there is. */
const there = children => children.flat(9).filter(child => child !== undefined && child !== null && child !== false && child !== '');

/** A link to somewhere else, or its text alone where the address is none that a browser may be sent to. */
export function outside(address, attributes, ...children) {
  return /^https?:\/\//i.test(address ?? '') ? h('a', { ...attributes, href: address, rel: 'noreferrer noopener', target: '_blank' }, ...children) : h('span', attributes, ...children);
}

/**
 * Makes what is in `now` the same as `next`, changing as little as possible, so that focus, selection and what is folded open stay. Children with a `data-key` are known
 * by it. What has `data-keep` looks after itself.
 */
export function morph(now, next) {
  for (const { name } of [...now.attributes])
    if (!next.hasAttribute(name) && name !== 'open')
      now.removeAttribute(name);
  for (const { name, value } of next.attributes)
    if (now.getAttribute(name) !== value)
      now.setAttribute(name, value);
  morphChildren(now, [...next.childNodes]);
}

export function morphChildren(now, children) {
  const wanted = there(children).map(child => child instanceof Node ? child : document.createTextNode(child));
  const keyed = new Map([...now.children].filter(child => child.dataset.key).map(child => [child.dataset.key, child]));
  // Whoever goes, goes first: otherwise all that stand behind would be moved, and lose the focus.
  const kept = new Set(wanted.map(next => next.dataset?.key));
  keyed.forEach((child, key) => kept.has(key) || child.remove());
  let at = now.firstChild;
  for (const next of wanted) {
    const key = next.dataset?.key;
    const found = key ? keyed.get(key) : at && !at.dataset?.key && at.nodeName === next.nodeName ? at : undefined;
    if (!found) {
      now.insertBefore(next, at);
      continue;
    }
    if (found === at)
      at = at.nextSibling;
    else
      now.insertBefore(found, at);
    if (found.nodeType === Node.TEXT_NODE) {
      if (found.data !== next.data)
        found.data = next.data;
    } else if (!found.hasAttribute('data-keep')) {
      morph(found, next);
    }
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}
