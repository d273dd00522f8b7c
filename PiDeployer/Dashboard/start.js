// Begins. Where a part does not come, as when a phone changes its network in the middle, a browser does not ask for it again by itself, so the whole page is.

const patience = 3000, most = 5, place = 'pi-deployer-tries';

const tries = Number(sessionStorage.getItem(place)) + 1;

import('./app.js').then(() => sessionStorage.removeItem(place), problem => {
  console.warn(problem);
  const isLast = tries > most; // What never comes right may be a browser that is too old.
  document.querySelector('.loading')?.replaceChildren(isLast ? `This page cannot be shown here: ${problem.message}` : 'A part of this page did not come. Asking for it again…');
  if (isLast)
    return;
  sessionStorage.setItem(place, tries);
  setTimeout(() => location.reload(), patience);
});
