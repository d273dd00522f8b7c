// What was deployed, the newest first, and what of it somebody looks for.

import { Locked, read } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { button, commit, dotted, firstLine, locked, refOf, state, toDeployment, toProject } from './pieces.js';
import { readStatus } from './status.js';
import { ago, capital, endings, inFlight, lengthOf, resultOf, since, triggerOf } from './words.js';

const size = 30;
const groups = [['', 'Any result'], ['succeeded', 'Succeeded'], ['failed,timed_out,rolled_back,rollback_failed', 'Did not go well'], ...endings.slice(1).map(name => [name, capital(resultOf(name))]), ['waiting,running,rolling_back,restarting,cancelling', 'Under way']];

// What was shown below the newest page: older ones that were asked for, and what newer ones have pushed out of that page since.
let older = { of: '', entries: [], next: undefined };
let newest = [];

const queryOf = query => new URLSearchParams([...query].filter(([name, value]) => ['project', 'state', 'text'].includes(name) && value)).toString();

export async function load(_, signal, query) {
  const key = queryOf(query);
  if (older.of !== key)
    older = { of: key, entries: [], next: undefined };
  const [projects, page] = await Promise.all([
    readStatus(signal),
    read(`deployments?limit=${size}${key && `&${key}`}`, signal).catch(problem => {
      if (problem instanceof Locked)
        return null;
      throw problem;
    }),
  ]);
  if (older.entries.length > 0)
    older.entries = [...newest.filter(entry => ![...page?.deployments ?? [], ...older.entries].some(one => one.id === entry.id)), ...older.entries];
  newest = page?.deployments ?? [];
  return { projects, page, query };
}

/** One page more, below those that are shown. */
export async function more(before) {
  const { of } = older;
  const page = await read(`deployments?limit=${size}&before=${before}${of && `&${of}`}`);
  if (older.of === of)
    older = { of, entries: [...older.entries, ...page.deployments], next: page.next ?? null };
}

export const title = () => 'History';

export const pace = () => 5000;

export function draw({ projects, page, query }) {
  const shown = page && [...page.deployments, ...older.entries.filter(entry => !page.deployments.some(one => one.id === entry.id))];
  const next = older.next === undefined ? page?.next : older.next;
  return [
    h('section', { class: 'hero' }, h('h1', { tabindex: '-1' }, 'History')),
    page ? [
      h('form', { class: 'filters', role: 'search', 'aria-label': 'Which deployments are shown' },
        select('project', 'Project', [['', 'All projects'], ...projects.map(one => [one.name, one.name])], query), select('state', 'Result', groups, query),
        h('label', { class: 'search' }, icon('search'), h('span', { class: 'unseen' }, 'Find in messages, authors, commits and errors'),
          h('input', { type: 'search', 'data-query': 'text', 'data-keep': true, placeholder: 'Message, author, commit, error', value: query.get('text') ?? '' }))),
      shown.length === 0 ? h('p', { class: 'panel' }, next ? 'Nothing yet among the newest.' : 'There is none like that.') : list(shown, true),
      next && h('p', { class: 'center' }, button('older', next, shown.length === 0 ? 'Look further back' : 'Older ones', 'down')),
    ] : locked('The history is shown'),
  ];
}

const select = (name, label, options, query) => h('label', { class: 'select' }, h('span', { class: 'unseen' }, label),
  h('select', { 'data-query': name }, options.map(([value, text]) => h('option', { value, selected: (query.get(name) ?? '') === value }, text))));

export const list = (entries, withProject) => h('ol', { class: 'rows', 'aria-label': 'Deployments' }, entries.map(entry =>
  h('li', { class: 'row', 'data-key': entry.id },
    state(entry.state, true),
    h('div', { class: 'row-main' },
      h('a', { class: 'row-title', href: toDeployment(entry.id) }, firstLine(entry.message) || capital(triggerOf(entry.trigger)), h('span', { class: 'unseen' }, `, ${entry.project}, ${resultOf(entry.state)}`)),
      h('p', { class: 'meta' }, dotted(
        withProject && h('a', { href: toProject(entry.project) }, entry.project), entry.service, commit(entry.commit, entry.url), refOf(entry.ref), entry.message && triggerOf(entry.trigger), entry.author)),
      entry.error && h('p', { class: 'row-error' }, firstLine(entry.error))),
    h('div', { class: 'row-end soft' }, inFlight(entry.state) ? entry.started_at ? since(entry.started_at) : null : lengthOf(entry.duration), ago(entry.started_at ?? entry.accepted_at)))));
