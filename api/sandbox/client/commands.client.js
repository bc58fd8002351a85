import { h, icon } from './dom.client.js';
import { closeMenu, openMenu } from './menu.client.js';

/** The bot's commands: behind the menu button, and when a slash is typed. */
export class CommandMenu {
  #phone;
  #composer;
  list = [];

  constructor(phone, composer) {
    this.#phone = phone;
    this.#composer = composer;
    this.button = h(
      'button',
      {
        type: 'button',
        class: 'commands-button',
        'aria-haspopup': 'menu',
        'data-testid': `commands-${phone.person.id}`,
        onclick: () => this.#open(this.button),
      },
      icon('list'),
      h('span', {}, phone.words.commands),
    );
  }

  /** Typing a slash shows the commands; whatever is typed on goes on in the field. */
  suggest() {
    if (this.list.length === 0) return;
    const { field } = this.#composer;
    this.#open(field)?.addEventListener('keydown', (event) => {
      if (event.key.length !== 1 && event.key !== 'Backspace') return;
      event.preventDefault();
      closeMenu();
      field.focus();
      this.#composer.set(event.key === 'Backspace' ? '' : `/${event.key}`);
    });
  }

  #open(anchor) {
    const items = this.list.map(({ command, description }) => ({
      label: `/${command}`,
      hint: description,
      testid: `command-${command}`,
      run: () => {
        this.#composer.take();
        this.#phone.act('text', { text: `/${command}` });
      },
    }));
    return openMenu(this.#phone.screen, anchor, items, { label: this.#phone.words.commands, up: true });
  }
}
