// Keeps what is typed: sends changed answers one batch after another, tries again until the server has them, and holds
// them in the tab's session storage meanwhile, under the draft and its author. What the server has is removed there.

const PREFIX = "draft:";
const TRY_AGAIN_MS = [2_000, 5_000, 10_000, 20_000, 30_000];

/** Return how long to wait before try number `n` (from 0). */
export function waitBefore(n) {
  return TRY_AGAIN_MS[Math.min(n, TRY_AGAIN_MS.length - 1)];
}

/** The copy of unsaved answers, {name: [values]}, of one draft and one user. Works, and forgets, without storage. */
export function keeper(storage, draft, user) {
  const key = PREFIX + draft;
  const guarded = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    put: (answers) => guarded(() => storage.setItem(key, JSON.stringify({ user, answers }))),
    drop: () => guarded(() => storage.removeItem(key)),
    /** Return what this user left unsaved, and remove what anybody else left in this tab. */
    take: () =>
      guarded(() => {
        for (const other of Object.keys(storage).filter((name) => name.startsWith(PREFIX))) {
          if (JSON.parse(storage.getItem(other)).user !== user) storage.removeItem(other);
        }
        return JSON.parse(storage.getItem(key))?.answers ?? null;
      }),
  };
}

/** Return the body of a save: the names that changed, and their values. */
export function bodyOf(draft, answers, typedAgo = 0) {
  const body = new URLSearchParams([["draft", draft], ["typed_ago", String(Math.round(typedAgo))]]);
  for (const [name, values] of Object.entries(answers)) {
    body.append("changed", name);
    for (const value of values) body.append(name, value);
  }
  return body;
}

/**
 * Save answers as they change. `post(body, {keepalive})` resolves to {status, answer} or rejects without a network;
 * `tell(state, answer)` hears "saving", "saved", "waiting", "signin", "reload" and "refused". `now()` is in
 * milliseconds and only its running counts.
 */
export function autosave({ draft, keep, post, tell, now = () => performance.now(), later = setTimeout, stop = clearTimeout, pause = 800 }) {
  let dirty = {};
  let changedAt = {};
  let sending = false;
  let timer;
  let tries = 0;

  function schedule(wait) {
    stop(timer);
    timer = later(send, wait);
  }

  function change(name, values) {
    dirty[name] = values;
    changedAt[name] = now();
    keep.put(dirty);
    if (!sending) schedule(pause);
  }

  function batch() {
    const said = ["when", "minutes_ago"].map((name) => changedAt[name]).filter((at) => at !== undefined);
    return { answers: { ...dirty }, ago: said.length ? (now() - Math.max(...said)) / 1000 : 0 };
  }

  async function send() {
    if (sending || !Object.keys(dirty).length) return;
    sending = true;
    stop(timer);
    tell("saving");
    const { answers, ago } = batch();
    let next = null;
    try {
      const { status, answer } = await post(bodyOf(draft, answers, ago), {});
      if (status === 200) {
        tries = 0;
        // What was typed while this was on its way is still unsaved.
        for (const [name, values] of Object.entries(answers)) {
          if (dirty[name] !== values) continue;
          delete dirty[name];
          delete changedAt[name];
        }
        if (Object.keys(dirty).length) {
          keep.put(dirty);
          next = pause;
        } else {
          keep.drop();
        }
        tell("saved", answer);
      } else if (status === 401) {
        tell("signin", answer);
      } else if (status === 409) {
        tell("reload", answer);
      } else if (status === 400) {
        tell("refused", answer);
      } else {
        tell("waiting");
        next = waitBefore(tries++);
      }
    } catch {
      tell("waiting");
      next = waitBefore(tries++);
    }
    sending = false;
    if (next !== null) schedule(next);
  }

  /** Send what is left while the page goes away; the copy stays until a later page sees it saved. */
  function leave() {
    if (!Object.keys(dirty).length) return;
    const { answers, ago } = batch();
    post(bodyOf(draft, answers, ago), { keepalive: true }).catch(() => {});
  }

  return { change, send, leave, ago: () => batch().ago, isUnsaved: (name) => name in dirty, isClean: () => !sending && !Object.keys(dirty).length };
}
