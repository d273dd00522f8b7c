// Which view is shown, and that it stays as fresh as the server: asks again and again, less often when nobody answers, and not at all while nobody looks.

import { perform, say } from './acts.js';
import { open, Unreachable } from './api.js';
import * as deployment from './deployment.js';
import { h, morphChildren } from './dom.js';
import * as history from './history.js';
import { LogView } from './logview.js';
import { button } from './pieces.js';
import * as project from './project.js';
import * as projects from './projects.js';
import { token } from './token.js';
import { inFlight, keepTime, toneOf } from './words.js';

const main = document.getElementById('main');
const banner = document.getElementById('banner');
const longestWait = 15_000;
let run, log, typed, told = new Map(), failures = 0;

const decoded = part => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // Somebody typed it.
  }
};

function route() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/').map(decoded);
  const view = name === 'history' ? history : name === 'deployments' && rest[0] ? deployment : name === 'projects' && rest[0] ? project : projects;
  return { view, rest, query: new URLSearchParams(query) };
}

function go() {
  run?.stop.abort();
  clearTimeout(run?.timer);
  clearTimeout(typed);
  run = { ...route(), stop: new AbortController(), isFirst: run !== undefined };
  main.setAttribute('aria-busy', 'true');
  refresh();
}

async function refresh() {
  const mine = run;
  clearTimeout(mine.timer);
  if (document.hidden && mine.data)
    return;
  let wait;
  try {
    mine.data = await mine.view.load(mine.rest, mine.stop.signal, mine.query);
    if (mine !== run)
      return;
    failures = 0;
    banner.hidden = true;
    show();
    wait = mine.view.pace(mine.data);
  } catch (problem) {
    if (mine !== run || mine.stop.signal.aborted)
      return;
    wait = trouble(problem);
  }
  if (wait > 0)
    mine.timer = setTimeout(refresh, wait);
}

/** Says what went wrong, and answers when to ask again, in milliseconds. */
function trouble(problem) {
  const isUnreachable = problem instanceof Unreachable;
  const isPassing = isUnreachable || problem.status === 429 || problem.status >= 500;
  if (!isPassing || !isUnreachable && !run.data) {
    run.data = undefined;
    main.removeAttribute('aria-busy');
    morphChildren(main, [h('section', { class: 'hero' }, h('h1', { tabindex: '-1' }, 'That did not work')), h('p', { class: 'panel' }, problem.message, ' ', h('a', { href: '#/' }, 'To all projects'))]);
    if (!problem.status)
      console.error(problem);
    return longestWait;
  }
  const wait = Math.min(longestWait, 1000 * 2 ** failures++);
  banner.textContent = `${isUnreachable ? `Not reachable.${navigator.onLine ? '' : ' This device is offline.'}` : problem.message} Trying again…`;
  banner.hidden = false;
  main.removeAttribute('aria-busy');
  return wait;
}

function show() {
  const { view, rest, query, data } = run;
  main.removeAttribute('aria-busy');
  const focused = document.activeElement;
  morphChildren(main, view.draw(data, rest, query));
  if (focused !== document.activeElement && focused?.isConnected)
    focused.focus({ preventScroll: true }); // What moves loses it.
  document.title = `${view.title(rest, data)} · PiDeployer`;
  for (const link of document.querySelectorAll('[data-page]'))
    (link.dataset.page === 'history') === (view === history) ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  for (const field of main.querySelectorAll('[data-query]'))
    if (field !== document.activeElement)
      field.value = query.get(field.dataset.query) ?? '';
  showLog();
  announce(view.says?.(data) ?? new Map());
  keepTime();
  if (run.isFirst && !document.querySelector('dialog[open]')) {
    scrollTo(0, 0);
    main.querySelector('h1')?.focus({ preventScroll: true });
  }
  run.isFirst = false;
}

function showLog() {
  const section = main.querySelector('[data-log]');
  if (log && log.section !== section) {
    log.view.stop();
    log = undefined;
  }
  if (section && !log) {
    const { state } = run.data.entry;
    log = { section, view: new LogView(section, section.dataset.log, inFlight(state) || toneOf(state) === 'bad', refresh) };
  }
  if (!document.hidden)
    log?.view.start();
}

/** Tells those who do not see it what has changed since it was told last. */
function announce(now) {
  const news = [...now].filter(([key, text]) => told.has(key) && told.get(key) !== text).map(([, text]) => text);
  if (news.length > 0)
    document.getElementById('told').textContent = news.join('. ');
  now.forEach((text, key) => told.set(key, text));
}

function drawTools() {
  morphChildren(document.getElementById('tools'), [token() ? button('lock', '', 'Lock', 'key', 'quiet', { 'aria-label': 'Lock: forget the deploy token' }) : button('unlock', '', 'Unlock', 'key', 'quiet', { 'aria-label': 'Unlock with the deploy token' })]);
}

async function drawFoot() {
  const { version } = await open('').catch(() => ({}));
  document.getElementById('foot').replaceChildren(h('p', { class: 'soft' }, `PiDeployer ${version ?? ''}`), button('reload', '', 'Reload projects.yml', 'reload', 'quiet'));
}

addEventListener('hashchange', go);
addEventListener('online', () => refresh());
addEventListener('token', () => {
  drawTools();
  refresh();
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    log?.view.stop();
    return;
  }
  failures = 0;
  log?.view.start();
  refresh();
});
document.addEventListener('submit', event => event.target.getAttribute('method') === 'dialog' || event.preventDefault());
document.addEventListener('click', async event => {
  const pressed = event.target.closest('[data-act]');
  if (pressed && pressed.getAttribute('aria-busy') !== 'true') {
    await perform(pressed);
    refresh();
  }
});
document.addEventListener('input', event => {
  const { input, query } = event.target.dataset;
  if (input) {
    projects.want({ [input]: event.target.value });
    show();
  } else if (query) {
    clearTimeout(typed);
    typed = setTimeout(() => {
      const wanted = new URLSearchParams([...run.query].filter(([name]) => name !== query));
      if (event.target.value)
        wanted.set(query, event.target.value);
      window.history.replaceState(null, '', `#/history${wanted.size > 0 ? `?${wanted}` : ''}`);
      go();
      run.isFirst = false;
    }, event.target.tagName === 'SELECT' ? 0 : 250);
  }
});
document.addEventListener('keydown', event => {
  if (event.key !== '/' || event.target.closest('input, select, textarea, dialog') || event.ctrlKey || event.metaKey || event.altKey)
    return;
  event.preventDefault();
  log ? log.view.focusSearch() : main.querySelector('input[type=search]')?.focus();
});
document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
addEventListener('unhandledrejection', event => event.reason?.name !== 'AbortError' && say(event.reason?.message ?? 'Something went wrong.', 'bad'));
setInterval(keepTime, 1000);
drawTools();
drawFoot();
go();
