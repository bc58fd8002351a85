const STEPS = ['wrote', 'taken', 'invoiced', 'paid', 'told'];
const SETTLE = 400;

/** The story of the first minute: asks the till how far it has come, and ticks. */
export function createGuide(stage) {
  const root = document.querySelector('.guide');
  const step = (name) => root.querySelector(`[data-step="${name}"]`);
  const command = root.querySelector('[data-command]');
  let timer = 0;

  function draw(progress) {
    const done = {
      wrote: progress.dealId !== null,
      taken: progress.taken,
      invoiced: progress.invoiced,
      paid: progress.paidAt !== null,
      told:
        progress.paidAt !== null &&
        ['customer', 'manager'].every((role) => stage.heardSince(role, progress.paidAt)),
    };
    const next = STEPS.find((name) => !done[name]);
    for (const name of STEPS) {
      step(name).classList.toggle('done', done[name]);
      step(name).toggleAttribute('aria-current', name === next);
      if (name === next) step(name).setAttribute('aria-current', 'step');
    }
    if (progress.dealId !== null)
      command.textContent = command.textContent.replace(/\d+/, String(progress.dealId));
    root.querySelector('[data-done]').hidden = next !== undefined;
  }

  async function ask() {
    const answer = await fetch(stage.progress, { cache: 'no-store' }).catch(() => null);
    if (answer?.ok) draw(await answer.json());
  }

  for (const button of root.querySelectorAll('[data-show]')) {
    button.addEventListener('click', () => stage.show(Number(button.dataset.show)));
  }
  root.querySelector('[data-insert]').addEventListener('click', () => {
    stage.show(1001);
    stage.phones.get(1001).composer.insert(command.textContent);
  });
  return {
    /** Something happened in a chat: what it means is known a moment later. */
    soon() {
      clearTimeout(timer);
      timer = setTimeout(ask, SETTLE);
    },
  };
}
