// The first page: how the machine stands, and each project at a glance.

import { open } from './api.js';
import { h, outside } from './dom.js';
import { icon } from './icons.js';
import { button, commit, dotted, state, toDeployment, toProject } from './pieces.js';
import { canCancel, readStatus, standing, usualLength } from './status.js';
import { trend } from './trend.js';
import { ago, lengthOf, nameOf, plural, since, toneOf } from './words.js';

const many = 7;
const kinds = [
  ['all', 'All', () => true],
  ['bad', 'Failing', project => isBad(project)],
  ['busy', 'Deploying', project => project.deploying],
  ['off', 'Cancelled', project => isCancelled(project)],
  ['good', 'Fine', project => !isBad(project) && !isCancelled(project) && !project.deploying],
];

/** What was wished is not there. */
export const isBad = project => !project.deploying && project.success === false && !isCancelled(project);

/** Somebody did not want it any more: no failure, but nobody knows how far it came. */
const isCancelled = project => !project.deploying && project.last_state === 'cancelled';

const wanted = { kind: 'all', text: '' };

export const want = change => Object.assign(wanted, change);

export async function load(_, signal) {
  const [projects, health] = await Promise.all([readStatus(signal), open('health', signal)]);
  return { projects, health };
}

export const title = (_, data) => data?.projects.some(isBad) ? headline(data.projects, data.projects.filter(isBad), []) : 'Projects';

/** For those who do not see it. */
export const says = ({ projects }) => new Map(projects.map(project => [project.name, `${project.name}: ${nameOf(standing(project))}`]));

export const pace = ({ projects }) => projects.some(project => project.deploying) ? 1500 : 4000;

export function draw({ projects, health }) {
  const failing = projects.filter(isBad);
  const busy = projects.filter(project => project.deploying);
  const shown = projects.filter(kinds.find(([kind]) => kind === wanted.kind)[2]).filter(project => matches(project, wanted.text));
  return [
    h('section', { class: 'hero' },
      h('h1', { tabindex: '-1' }, headline(projects, failing, busy)),
      h('p', { class: 'soft' }, dotted(location.host, `up ${health.uptime}`, plural(projects.length, 'project')))),
    projects.length > 1 && filters(projects),
    projects.length === 0 && h('section', { class: 'panel' }, h('h2', {}, 'No projects yet'), h('p', {}, 'Write them into projects.yml, and reload it.'), button('reload', '', 'Reload projects.yml', 'reload', 'primary')),
    shown.length === 0 && projects.length > 0 && h('p', { class: 'panel' }, 'None of the projects is like that.'),
    h('ul', { class: 'cards', 'aria-label': 'Projects' }, [...shown].sort((one, other) => urgency(other) - urgency(one)).map(card)),
  ];
}

/** What failed comes first, then what is under way; the others stay in the order of the file. */
const urgency = project => isBad(project) ? 2 : project.deploying ? 1 : 0;

function headline(projects, failing, busy) {
  if (failing.length > 0)
    return failing.length === 1 ? `${failing[0].name} is failing` : `${failing.length} of ${projects.length} projects are failing`;
  if (busy.length > 0)
    return busy.length === 1 ? `Deploying ${busy[0].name}` : `Deploying ${busy.length} projects`;
  const cancelled = projects.filter(isCancelled);
  if (cancelled.length > 0)
    return cancelled.length === 1 ? `${cancelled[0].name} was cancelled` : `${cancelled.length} of ${projects.length} projects were cancelled`;
  return projects.length === 0 ? 'Nothing to deploy yet' : projects.length === 1 ? 'All is well' : `All ${projects.length} projects are fine`;
}

const matches = (project, text) => [project.name, project.repo, project.branch, project.group].some(part => part?.toLowerCase().includes(text.toLowerCase()));

const filters = projects => h('div', { class: 'filters', role: 'group', 'aria-label': 'Which projects are shown' },
  kinds.map(([kind, name, is]) => {
    const count = projects.filter(is).length;
    return (kind === 'all' || count > 0 || wanted.kind === kind) && h('button', { type: 'button', class: `chip ${kind}`, 'data-act': 'kind', 'data-of': kind, 'data-key': kind, 'aria-pressed': `${wanted.kind === kind}` },
      `${name} `, h('b', {}, `${count}`));
  }),
  projects.length >= many && h('label', { class: 'search', 'data-key': 'search' }, icon('search'), h('span', { class: 'unseen' }, 'Find a project'),
    h('input', { type: 'search', placeholder: 'Find a project', 'data-input': 'text', 'data-keep': true })));

function card(project) {
  const name = standing(project);
  const tone = project.deploying ? toneOf(name) : isBad(project) ? 'bad' : project.success ? 'good' : 'none';
  const active = project.in_flight?.[0];
  return h('li', { class: `card ${tone}`, 'data-key': project.name },
    h('div', { class: 'card-top' }, h('h2', {}, h('a', { href: toProject(project.name) }, project.name)), h('span', { class: 'mode' }, project.deploy_mode)),
    h('p', { class: 'standing' }, state(name), when(project, active)),
    project.deploying && progress(project, active),
    project.error && !project.deploying && h('a', { class: 'error', href: toDeployment(project.last_id), 'aria-label': `Why ${project.name} failed: ${project.error}` }, project.error),
    h('p', { class: 'meta' }, dotted(
      (project.branch || project.tags) && h('span', { class: 'branch' }, icon('branch'), [project.branch, ...project.tags ?? []].filter(Boolean).join(', ')),
      commit(project.commit, project.commit_url),
      project.serving && h('span', { class: `side ${project.serving}` }, project.serving),
      project.group && h('a', { href: toProject(project.group) }, `of ${project.group}`),
      project.environment && outside(project.environment.url, {}, icon('globe'), 'open'))),
    h('div', { class: 'card-foot' },
      project.recent.length > 0 ? h('div', { class: 'trend-box' }, trend(project.recent, 30), h('span', { class: 'soft' }, lengthOf(project.duration))) : h('span', { class: 'soft' }, 'no deployments yet'),
      canCancel(active) ? button('cancel', active.id, 'Cancel', 'bad', 'quiet', { 'aria-label': `Cancel the deployment of ${project.name}` })
        : button('deploy', project.name, 'Deploy', 'deploy', isBad(project) ? 'primary' : '', { 'aria-label': `Deploy ${project.name}` })),
    (project.next_run || project.poll?.error || project.poll_images?.error) && h('p', { class: 'note' },
      dotted(project.next_run && h('span', {}, icon('clock'), 'next ', ago(project.next_run)), (project.poll?.error || project.poll_images?.error) && h('span', { class: 'warn' }, project.poll?.error ?? project.poll_images?.error))));
}

function when(project, active) {
  if (project.deploying)
    return active && h('a', { class: 'soft', href: toDeployment(active.id) }, active.started_at ? ['for ', since(active.started_at)] : 'its turn comes', icon('go'));
  return project.last_deploy && h('a', { class: 'soft', href: toDeployment(project.last_id) }, ago(project.last_deploy), icon('go'));
}

/** Against what it usually takes: full when that is over, and of no length where nobody knows. */
function progress(project, active) {
  const usual = usualLength(project);
  const share = usual && active?.started_at && active.state === 'running' ? Math.min(0.97, (Date.now() - new Date(active.started_at)) / 1000 / usual) : undefined;
  return h('progress', { class: 'progress', max: '1', value: share?.toFixed(3), 'aria-label': `Deployment of ${project.name}${usual ? `, which usually takes ${lengthOf(usual)}` : ''}` });
}
