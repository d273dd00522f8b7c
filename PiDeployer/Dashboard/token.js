// The deploy token: asked once per tab, and forgotten with it. It is in no address and in no storage that outlives the tab.

import { h } from './dom.js';

const place = 'pi-deployer-token';
let asking;

export const token = () => sessionStorage.getItem(place);

export function forget() {
  sessionStorage.removeItem(place);
  dispatchEvent(new Event('token'));
}

/** Resolves to whether there is one now. `isRight` tries it, and answers what is wrong with it. */
export function askForToken(reason, isRight) {
  asking ??= show(reason, isRight).finally(() => asking = undefined);
  return asking;
}

function show(reason, isRight) {
  const input = h('input', { type: 'password', id: 'token', name: 'token', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: true, 'aria-describedby': 'token-why token-wrong' });
  const wrong = h('p', { class: 'wrong', id: 'token-wrong', role: 'alert' });
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'token-title' }, h('form', { method: 'dialog' },
    h('h2', { id: 'token-title' }, 'Deploy token'),
    h('p', { id: 'token-why' }, reason, ' It is the ', h('code', {}, 'DEPLOY_TOKEN'), ' of this machine’s .env, and this tab alone remembers it until it is closed.'),
    h('label', { for: 'token' }, 'Token'), input, wrong,
    h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'button', 'data-close': true }, 'Not now'), h('button', { type: 'submit', class: 'button primary' }, 'Unlock'))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => {
    dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(token() !== null);
    });
    dialog.addEventListener('submit', async event => {
      event.preventDefault();
      wrong.textContent = '';
      const problem = await isRight(input.value.trim());
      if (problem) {
        wrong.textContent = problem;
        input.select();
        return;
      }
      sessionStorage.setItem(place, input.value.trim());
      dispatchEvent(new Event('token'));
      dialog.close();
    });
  });
}
