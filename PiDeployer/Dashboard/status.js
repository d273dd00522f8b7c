// What /status says. How the last deployments went is a good deal longer than the rest, so it is asked for when something has ended only.

import { open } from './api.js';

let recent = new Map();
let seen = '';

const signatureOf = status => status.projects.map(project => `${project.name} ${project.last_id}`).join();

export async function readStatus(signal) {
  let status = await open('status', signal);
  if (signatureOf(status) !== seen) {
    status = await open('status?recent=20', signal);
    recent = new Map(status.projects.map(project => [project.name, project.recent ?? []]));
    seen = signatureOf(status);
  }
  return status.projects.map(project => ({ ...project, recent: recent.get(project.name) ?? [] }));
}

/** How a project stands: that of what is under way, or of what was deployed last. */
export const standing = project => {
  const active = (project.in_flight ?? []).find(one => one.state !== 'waiting') ?? project.in_flight?.[0];
  return active?.state ?? project.last_state;
};

/** Whether there is still something to cancel. */
export const canCancel = active => active && !['cancelling', 'restarting'].includes(active.state);

/** In seconds, or undefined: half of the last ones that went well took longer. */
export function usualLength(project) {
  const lengths = (project.recent ?? []).filter(one => one.state === 'succeeded' && one.duration > 0).map(one => one.duration).sort((a, b) => a - b);
  return lengths.length > 1 ? lengths[Math.floor(lengths.length / 2)] : undefined;
}
