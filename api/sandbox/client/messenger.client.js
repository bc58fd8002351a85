/** What people can do in one messenger and not in another. */
const ABILITIES = {
  telegram: { edit: true, start: true, read: false, wait: false },
  whatsapp: { edit: false, start: false, read: true, wait: true },
};

/** An emulated messenger's controls over HTTP. `root` is where it is mounted. */
export function connect(id, root) {
  const control = `${root}/control`;
  return {
    id,
    can: ABILITIES[id],
    chat: (id) => call(`${control}/chats/${id}`),
    addPerson: ({ id, first_name, last_name, username, language_code }) =>
      call(`${control}/people`, { id, first_name, last_name, username, language_code }),
    /**
     * What a person does: `start`, `text`, `file`, `contact`, `press`, `block`, `unblock`; in Telegram `key`, `edit`
     * and `pay` too, in WhatsApp `read` and `wait`.
     */
    act: (id, name, body = {}) => call(`${control}/chats/${id}/${name}`, body),
    /** Address of a file's bytes. */
    fileUrl: (media) => (/^https?:/.test(media.path) ? media.path : `${root}/${media.path}`),
    watch: (handlers) => watch(`${control}/events`, handlers),
  };
}

/** Calls `ready` at the start and after every gap, when all must be read anew, and `change` for each change. */
function watch(address, { ready, change, lost }) {
  const source = new EventSource(address);
  source.addEventListener('ready', ready);
  source.addEventListener('change', (event) => change(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    lost();
    // A refused connection is given up by the browser; a broken one is not.
    if (source.readyState === EventSource.CLOSED)
      setTimeout(() => watch(address, { ready, change, lost }), 2000);
  });
}

async function call(address, body) {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(address, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(reasonOf(text) ?? `HTTP ${answer.status}`);
  return JSON.parse(text);
}

function reasonOf(text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return null;
  }
}
