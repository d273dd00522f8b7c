// One deployment: why it failed before all else, then what it did step by step, and its log.

import { Locked, read } from './api.js';
import { h, outside } from './dom.js';
import { icon } from './icons.js';
import { button, commit, dotted, fact, firstLine, locked, refOf, state, toDeployment, toProject } from './pieces.js';
import { plain, parse } from './ansi.js';
import { paint } from './palette.js';
import { canCancel } from './status.js';
import { ago, capital, inFlight, lengthOf, nameOf, plural, resultOf, since, toneOf, triggerOf } from './words.js';

const tailLines = 12;

export async function load([id], signal) {
  try {
    return { entry: await read(`deployments/${id}`, signal) };
  } catch (problem) {
    if (problem instanceof Locked)
      return { entry: null };
    throw problem;
  }
}

export const title = ([id], data) => data?.entry ? `${data.entry.project}, ${resultOf(data.entry.state)}` : id;

export const pace = ({ entry }) => entry && inFlight(entry.state) ? 1500 : 0;

export const says = ({ entry }) => new Map(entry ? [[entry.id, `${entry.project}: ${resultOf(entry.state)}`]] : []);

export function draw({ entry }, [id]) {
  if (!entry)
    return [h('section', { class: 'hero' }, h('h1', { tabindex: '-1' }, 'Deployment'), h('p', { class: 'soft' }, id)), locked('A deployment is shown')];
  const tone = toneOf(entry.state);
  return [
    h('nav', { class: 'crumbs', 'aria-label': 'Where this is' }, h('a', { href: '#/' }, 'Projects'), ' / ', h('a', { href: toProject(entry.project) }, entry.project)),
    h('section', { class: `head ${tone}` },
      h('div', {}, h('h1', { tabindex: '-1' }, firstLine(entry.message) || `${entry.project}, ${triggerOf(entry.trigger)}`),
        h('p', { class: 'standing' }, state(entry.state, true), h('span', { class: 'soft' }, dotted(
          inFlight(entry.state) ? entry.started_at ? h('span', {}, 'for ', since(entry.started_at)) : 'waits for its turn' : entry.started_at && `took ${lengthOf(entry.duration)}`, ago(entry.started_at ?? entry.accepted_at))))),
      h('div', { class: 'buttons' }, ends(entry))),
    why(entry, tone),
    outcome(entry),
    h('div', { class: 'deployment', 'data-key': entry.id },
      entry.steps?.length > 0 && h('section', { class: 'panel step-box' }, h('h2', {}, 'Steps'), steps(entry.steps)),
      entry.state !== 'waiting' && h('section', { class: 'log', 'data-key': 'log', 'data-keep': true, 'data-log': entry.id, 'aria-label': 'Log' }),
      h('section', { class: 'panel about' }, h('h2', {}, 'About'), h('dl', { class: 'facts' },
        fact('Project', h('a', { href: toProject(entry.project) }, entry.project)), fact('Service', entry.service), fact('Image', entry.image && h('code', {}, entry.image)),
        fact('Trigger', capital(triggerOf(entry.trigger))), fact('Ref', refOf(entry.ref)), fact('Commit', commit(entry.commit, entry.url)), fact('Author', entry.author),
        fact('Started', ago(entry.started_at)), fact('Part of', entry.parent && h('a', { href: toDeployment(entry.parent) }, entry.parent)), fact('Resumes', entry.resumes && h('a', { href: toDeployment(entry.resumes) }, entry.resumes)),
        fact('Pushed', entry.commit_count > 1 && outside(entry.compare, {}, plural(entry.commit_count, 'commit'))), fact('Id', h('code', {}, entry.id))),
      entry.message?.includes('\n') && h('pre', { class: 'message' }, entry.message))),
  ];
}

/** The step that failed, and its last words; of one that somebody ended, only that. */
function why(entry, tone) {
  if (!entry.error)
    return null;
  const failed = tone === 'off' ? undefined : entry.steps?.find(step => !step.success);
  return h('section', { class: `why ${tone}`, 'aria-label': 'Why it failed' },
    h('h2', {}, failed ? `${capital(failed.name)} failed${failed.exit_code === undefined ? '' : `, exit code ${failed.exit_code}`}` : capital(nameOf(entry.state))),
    h('p', { class: 'reason' }, entry.error),
    failed?.tail && tail(failed.tail));
}

const ends = entry => inFlight(entry.state)
  ? canCancel(entry) && button('cancel', entry.id, 'Cancel', 'bad')
  : [['succeeded', 'rolled_back'].includes(entry.state) ? button('rollback', entry.project, 'Back to this…', 'back', '', { 'data-to': entry.id }) : button('rollback', entry.project, 'Roll back…', 'back'),
    button('deploy', entry.project, 'Deploy again', 'deploy', 'primary')];

/** What was there before, and whether it is there again. */
function outcome(entry) {
  const of = entry.restored && [' (', h('a', { href: toDeployment(entry.restored) }, entry.restored), ')'];
  if (entry.state === 'rolled_back')
    return h('p', { class: 'outcome back' }, icon('back'), h('span', {}, entry.success ? 'The earlier state' : 'It was rolled back: what was there before', of, entry.success ? ' is there again.' : ' runs again.'));
  if (entry.state === 'rollback_failed')
    return h('p', { class: 'outcome bad' }, icon('bad'), h('span', {}, 'The state before', of, ' could not be brought back either. Look at the machine.'));
  if (entry.changed === false && !inFlight(entry.state))
    return h('p', { class: 'outcome off' }, icon('good'), h('span', {}, 'It had changed nothing yet, so what was there runs on.'));
  return entry.taken_over_by && h('p', { class: 'outcome off' }, icon('go'), h('span', {}, 'A newer one took its place: ', h('a', { href: toDeployment(entry.taken_over_by) }, entry.taken_over_by)));
}

/** Each as long as it took, beside the others. */
function steps(all) {
  const total = Math.max(0.001, ...all.map(step => step.duration));
  return h('ol', { class: 'steps' }, all.map(step => h('li', { class: step.success ? 'good' : 'bad' },
    icon(step.success ? 'good' : 'bad'), h('span', { class: 'step-name' }, step.name, h('span', { class: 'unseen' }, step.success ? ', succeeded' : ', failed')),
    h('progress', { class: 'step-time', max: '1', value: (step.duration / total).toFixed(3), 'aria-hidden': 'true' }),
    h('span', { class: 'soft' }, !step.success && step.exit_code !== undefined ? `exit ${step.exit_code}, ` : '', lengthOf(step.duration)))));
}

function tail(text) {
  const lines = text.trimEnd().split('\n').slice(-tailLines);
  let style = plain;
  return h('pre', { class: 'tail', tabindex: '0', 'aria-label': 'The last output' }, lines.map((line, index) => {
    const parsed = parse(line.replace(/\r+$/, '').replace(/^.*\r/, ''), style);
    style = parsed.style;
    return [index > 0 && '\n', parsed.runs.map(run => paint(run))];
  }));
}
