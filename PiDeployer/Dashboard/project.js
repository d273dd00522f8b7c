// One project: how it stands, what it is, and what was deployed.

import { Locked, read, Refused } from './api.js';
import { h, outside } from './dom.js';
import { icon } from './icons.js';
import { list } from './history.js';
import { button, commit, dotted, fact, locked, state, toDeployment, toProject } from './pieces.js';
import { isBad, says as saysAll } from './projects.js';
import { canCancel, readStatus, standing } from './status.js';
import { trend } from './trend.js';
import { ago, lengthOf, plural, since, toneOf } from './words.js';

export async function load([name], signal) {
  const projects = await readStatus(signal);
  const project = projects.find(one => one.name === name);
  if (!project)
    throw new Refused(404, `There is no project ${name} in projects.yml.`);
  const history = await read(`deployments?project=${name}&limit=15`, signal).catch(problem => {
    if (problem instanceof Locked)
      return null;
    throw problem;
  });
  return { project, history, children: projects.filter(one => one.group === name) };
}

export const title = ([name]) => name;

export const pace = ({ project }) => project.deploying ? 1500 : 5000;

export const says = ({ project }) => saysAll({ projects: [project] });

export function draw({ project, history, children }) {
  const name = standing(project);
  const active = project.in_flight?.[0];
  return [
    h('nav', { class: 'crumbs', 'aria-label': 'Where this is' }, h('a', { href: '#/' }, 'Projects'), project.group && [' / ', h('a', { href: toProject(project.group) }, project.group)]),
    h('section', { class: `head ${isBad(project) ? 'bad' : toneOf(name)}` },
      h('div', {}, h('h1', { tabindex: '-1' }, project.name),
        h('p', { class: 'standing' }, state(name), active ? h('a', { class: 'soft', href: toDeployment(active.id) }, active.started_at ? ['for ', since(active.started_at)] : 'waits for its turn', icon('go'))
          : project.last_deploy && h('a', { class: 'soft', href: toDeployment(project.last_id) }, ago(project.last_deploy), icon('go')))),
      h('div', { class: 'buttons' },
        canCancel(active) && button('cancel', active.id, 'Cancel', 'bad'),
        button('rollback', project.name, 'Roll back…', 'back'),
        button('deploy', project.name, 'Deploy', 'deploy', 'primary'))),
    project.error && !project.deploying && h('section', { class: 'why', 'aria-label': 'Why it failed' }, h('pre', {}, project.error), h('a', { href: toDeployment(project.last_id) }, 'See what happened', icon('go'))),
    h('div', { class: 'columns' },
      h('section', { class: 'panel' }, h('h2', {}, 'About'), h('dl', { class: 'facts' },
        fact('Repository', project.repo), fact('Branch', [project.branch, ...project.tags ?? []].filter(Boolean).join(', ')), fact('Commit', commit(project.commit, project.commit_url)), fact('Mode', project.deploy_mode),
        fact('Serving', project.serving && h('span', { class: `side ${project.serving}` }, project.serving)),
        fact('Next run', ago(project.next_run)),
        fact('Asks the remote', project.poll && asking(project.poll)), fact('Asks registries', project.poll_images && asking(project.poll_images)),
        fact('Environment', project.environment && [outside(project.environment.url, {}, project.environment.url), project.environment.ends_at && [', ends ', ago(project.environment.ends_at)]]))),
      h('section', { class: 'panel' }, h('h2', {}, 'How long it takes'),
        project.recent.length > 0 ? [h('div', { class: 'trend-large' }, trend(project.recent, 90)), h('p', { class: 'soft' }, dotted(`the last ${lengthOf(project.duration)}`, `${plural(project.recent.length, 'deployment')} shown`))]
          : h('p', { class: 'soft' }, 'There was none yet.'))),
    children.length > 0 && h('section', { class: 'panel' }, h('h2', {}, children[0].environment ? 'Environments' : 'Stacks'), h('ul', { class: 'rows' }, children.map(child =>
      h('li', { class: 'row', 'data-key': child.name }, state(standing(child)), h('span', { class: 'row-main' }, h('a', { href: toProject(child.name) }, child.name), child.environment && h('span', { class: 'soft' }, child.environment.branch)),
        child.environment && outside(child.environment.url, { class: 'soft' }, 'open'))))),
    history ? h('section', {}, h('div', { class: 'between' }, h('h2', {}, 'Deployments'), h('a', { href: `#/history?project=${project.name}` }, 'All of them', icon('go'))), list(history.deployments, false)) : locked('The deployments are shown'),
  ];
}

const asking = poll => [`every ${lengthOf(poll.interval)}`, poll.last && [', answered ', ago(poll.last)], poll.error && h('span', { class: 'warn' }, ` ${poll.error}`)];
