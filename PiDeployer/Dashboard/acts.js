// What the buttons do. Where something cannot be taken back lightly, it says first what will happen.

import { act, read, Refused, unlock, Unreachable } from './api.js';
import { h } from './dom.js';
import { more } from './history.js';
import { commit, dotted, firstLine, toDeployment } from './pieces.js';
import { want } from './projects.js';
import { forget } from './token.js';
import { ago, plural, resultOf } from './words.js';

const shownFor = 8000;

export function say(text, tone = 'good', problems = []) {
  const toast = h('div', { class: `toast ${tone}` }, h('p', {}, text), problems.length > 0 && h('ul', {}, problems.map(problem => h('li', {}, problem))),
    h('button', { type: 'button', class: 'tool', 'aria-label': 'Dismiss' }, '×'));
  toast.querySelector('button').addEventListener('click', () => toast.remove());
  document.getElementById('toasts').append(toast);
  if (tone !== 'bad')
    setTimeout(() => toast.remove(), shownFor);
}

/** Resolves to what the form holds, or to null. */
function ask(title, content, yes) {
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'ask-title' }, h('form', { method: 'dialog' }, h('h2', { id: 'ask-title' }, title), content,
    h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'button', 'data-close': true }, 'No, leave it'), h('button', { type: 'submit', class: 'button primary' }, yes))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => {
    let answer = null;
    dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close());
    dialog.addEventListener('submit', event => {
      event.preventDefault();
      answer = new FormData(event.target);
      dialog.close();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
  });
}

const targets = (entries, to) => h('fieldset', { class: 'targets' }, h('legend', {}, 'Back to'),
  h('label', {}, h('input', { type: 'radio', name: 'to', value: '', checked: !to }), h('span', {}, h('b', {}, 'The state before the last deployment'), h('span', { class: 'soft' }, 'or the last one that worked, where that failed'))),
  entries.map(entry => h('label', {}, h('input', { type: 'radio', name: 'to', value: entry.id, checked: entry.id === to }),
    h('span', {}, h('b', {}, firstLine(entry.message) || resultOf(entry.state)), h('span', { class: 'soft' }, dotted(commit(entry.commit), ago(entry.started_at), resultOf(entry.state)))))));

const acts = {
  async deploy(name) {
    const answer = await act(`deploy/${name}?wait=0`);
    if (answer?.id)
      location.hash = toDeployment(answer.id);
    else if (answer)
      say(answer.reason ?? `${name}: ${answer.status}`);
  },

  async cancel(id) {
    if (!await unlock() || !await ask('Cancel this deployment?', h('p', {}, 'If it waits, it never begins. If it runs, what it runs is ended at once, and the project stays as it is at that moment; nothing is rolled back.'), 'Cancel it'))
      return;
    const answer = await act(`deployments/${id}/cancel`);
    say(answer.status === 'cancelled' ? 'It is cancelled.' : 'It is being ended.');
  },

  async rollback(name, { to }) {
    if (!await unlock())
      return;
    const { deployments } = await read(`deployments?project=${name}&state=succeeded,rolled_back&limit=15`);
    const answer = await ask(`Roll back ${name}?`, [
      h('p', {}, 'The commit and the images of an earlier deployment are put back in place, its steps run again, and its health is checked. What was pushed since then stays in the repository; the next deployment brings it again.'),
      targets(deployments, to)], 'Roll back');
    if (!answer)
      return;
    const wished = answer.get('to');
    const accepted = await act(`rollback/${name}?wait=0${wished ? `&to=${wished}` : ''}`);
    if (accepted?.id)
      location.hash = toDeployment(accepted.id);
  },

  async reload() {
    const answer = await act('reload');
    if (answer)
      say(`projects.yml was read again: ${plural(answer.projects, 'project')}.`);
  },

  unlock: () => unlock('It opens history and logs, and lets you deploy, cancel and roll back.'),
  lock: forget,
  kind: kind => want({ kind }),
  older: before => more(before),
};

/** Tells whether it went well, and says so where it did not. */
export async function perform(button) {
  button.setAttribute('aria-busy', 'true');
  try {
    await acts[button.dataset.act](button.dataset.of, button.dataset);
  } catch (problem) {
    say(problem instanceof Unreachable ? 'The server did not answer, so it is not known whether this was done. Look before you try again.' : problem.message, 'bad', problem instanceof Refused ? problem.problems : []);
  } finally {
    button.removeAttribute('aria-busy');
  }
}
