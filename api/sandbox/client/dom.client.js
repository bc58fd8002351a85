/** An element with attributes, listeners (`onclick: fn`) and children; null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  send: 'M3 11.5 21 4l-6.5 17-3-7z M11.5 14 21 4',
  mic: 'M12 4a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3z M5.5 11.5a6.5 6.5 0 0 0 13 0 M12 18v3',
  clip: 'M20 11.5 12.5 19a5 5 0 0 1-7-7l8-8a3.3 3.3 0 0 1 4.7 4.7l-8 8a1.7 1.7 0 0 1-2.4-2.4L15 7',
  more: 'M12 5v.01 M12 12v.01 M12 19v.01',
  keys: 'M4 6h16v12H4z M7.5 10h.01 M12 10h.01 M16.5 10h.01 M8 14h8',
  list: 'M5 7h14 M5 12h14 M5 17h9',
  cross: 'M6 6l12 12 M18 6 6 18',
  out: 'M14 5h5v5 M19 5l-8 8 M17 14v5H5V7h5',
  down: 'M6 9.5l6 6 6-6',
  file: 'M7 3h7l4 4v14H7z M14 3v4h4',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  reply: 'M9 7l-5 5 5 5 M4 12h9a6 6 0 0 1 6 6',
};

/** A line drawing; what it means is said by the control around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that is only a picture, with its name for everyone who does not see it. */
export function iconButton(name, label, attributes = {}) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, ...attributes },
    icon(name),
  );
}
