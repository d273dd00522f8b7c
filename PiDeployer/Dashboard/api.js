// Speaks with the server we came from. What it answers when it refuses is shown as it is.

import { askForToken, forget, token } from './token.js';

export class Refused extends Error {
  constructor(status, message, problems = []) {
    super(message);
    Object.assign(this, { status, problems });
  }
}

/** Nobody answered. */
export class Unreachable extends Error { }

/** What is asked for is for those alone who have the token, and there is none. */
export class Locked extends Error { }

const wrongToken = 'This is not the token of this machine.';

const address = path => new URL(path, location.href.split('#')[0]);

async function send(path, key, options) {
  const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  let answer;
  try {
    answer = await fetch(address(path), { ...options, headers, cache: 'no-store' });
  } catch (problem) {
    throw options.signal?.aborted ? problem : new Unreachable(problem.message);
  }
  if (answer.ok)
    return answer;
  const said = await answer.json().catch(() => ({}));
  // A proxy's answer, while what is behind it restarts.
  if (said.error === undefined && answer.status >= 502)
    throw new Unreachable(`${answer.status} ${answer.statusText}`);
  const wait = Number(answer.headers.get('Retry-After'));
  const later = answer.status === 429 && wait ? ` Try again in ${wait} s.` : '';
  throw new Refused(answer.status, `${said.error ?? `${answer.status} ${answer.statusText}`}${later}`, said.problems);
}

/** A connection may break in the middle of an answer too. */
const data = answer => answer.json().catch(problem => {
  throw problem.name === 'AbortError' ? problem : new Unreachable(problem.message);
});

async function isRight(key) {
  // A browser sends no others, and says so in its own words.
  if (!/^[\x21-\x7e]+$/.test(key))
    return wrongToken;
  try {
    await send('deployments?limit=1', key, {});
    return '';
  } catch (problem) {
    return problem.status === 401 ? wrongToken : problem instanceof Unreachable ? 'The server is not reachable at the moment.' : problem.message;
  }
}

/** Asks the person for the token, if there is none yet. */
export const unlock = (reason = 'This is for those alone who may deploy.') => token() ? Promise.resolve(true) : askForToken(reason, isRight);

/** What everybody may see. */
export const open = async (path, signal) => data(await send(path, null, { signal }));

/** What the token opens, as the answer itself; never asks for one. */
export async function closed(path, options = {}) {
  const key = token();
  if (!key)
    throw new Locked('The deploy token is needed.');
  try {
    return await send(path, key, options);
  } catch (problem) {
    if (problem.status !== 401)
      throw problem;
    if (token() === key)
      forget();
    await unlock('The token that this tab had is not accepted any more.');
    return closed(path, options);
  }
}

export const read = async (path, signal) => data(await closed(path, { signal }));

/** Does something; asks for the token first where there is none. Null when the person did not want to give it. */
export async function act(path, method = 'POST') {
  return await unlock() ? data(await closed(path, { method })) : null;
}
