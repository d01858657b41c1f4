// What Gradio has no way for: the clipboard, the theme, and where the reader looks.
window.dzherelo = (() => {
  const now = {}; // where nothing may be stored, until the page is left
  const remembered = (name) => {
    try { return localStorage.getItem('dzherelo.' + name); } catch { return now[name] ?? null; }
  };
  const remember = (name, value) => {
    now[name] = value;
    try { localStorage.setItem('dzherelo.' + name, value); } catch { /* private browsing */ }
  };
  const narrow = () => window.matchMedia('(max-width: 900px)').matches;
  const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  let opener = null; // of the source that is shown
  let opening = true; // what the page opens with has not come yet
  let tried = 0; // how often the language was asked for again
  let naming = null; // the chat that is given a name

  const say = (text) => {
    const live = document.querySelector('#dz-live');
    if (live) live.textContent = text;
  };

  const copy = async (button) => {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // not over plain HTTP from another machine
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
      button.focus();
    }
    button.classList.add('dz-copied');
    setTimeout(() => button.classList.remove('dz-copied'), 1600);
    say(document.querySelector('#dz-live')?.dataset.copied ?? '');
  };

  const mark = (place) => {
    document.querySelectorAll('[data-place][aria-current]').forEach((one) => one.removeAttribute('aria-current'));
    if (!place) return;
    document.querySelectorAll(`:is(#dz-talk, #dz-looked, #dz-library) [data-place="${CSS.escape(place)}"]`)
      .forEach((one) => one.setAttribute('aria-current', 'true'));
  };

  // The viewer shows the quote, the reader's eye and keyboard are led there.
  const viewed = (element) => {
    const section = element.querySelector('.dz-viewer');
    mark(section?.dataset.place);
    if (!section) return;
    const body = section.querySelector('.dz-pages');
    const target = section.querySelector('[data-anchor]') ?? section.querySelector('mark');
    if (body && target) {
      const room = section.querySelector('[data-anchor]') ? 0 : body.clientHeight / 4;
      const top = target.getBoundingClientRect().top - body.getBoundingClientRect().top;
      body.scrollTop = Math.max(0, body.scrollTop + top - room);
    }
    if (section.dataset.kind !== 'open') return;
    if (narrow()) element.scrollIntoView({ behavior: calm() ? 'auto' : 'smooth', block: 'start' });
    section.querySelector('h2')?.focus({ preventScroll: true });
  };

  // A new question is brought to the top of the talk; its answer then grows below it.
  let turns = 0;
  let led = null; // where the talk was scrolled to, while its last answer grows
  const talked = (element) => {
    const asked = element.querySelectorAll('.dz-turn');
    const log = element.querySelector('.dz-log');
    if (asked.length > turns) led = 0;
    // There is no room to bring it up before its answer has grown; a reader who scrolls is left.
    if (asked.length && led !== null && (led === 0 || Math.abs(log.scrollTop - led) < 2)) {
      log.scrollTop = asked[asked.length - 1].offsetTop - log.offsetTop - 8;
      led = element.querySelector('.dz-waiting') ? log.scrollTop : null;
    } else led = null;
    turns = asked.length;
    mark(document.querySelector('.dz-viewer')?.dataset.place);
  };

  // What was found is read from its beginning, also by one who asked for it elsewhere on the page.
  const looked = (element) => {
    const found = element.querySelector('.dz-looked');
    mark(document.querySelector('.dz-viewer')?.dataset.place);
    if (!found?.checkVisibility()) return;
    const at = document.activeElement;
    if (!at || at === document.body || at.closest('#dz-source')) found.focus({ preventScroll: true });
    const box = document.querySelector('#dz-lookup');
    if (box.getBoundingClientRect().top < 0) {
      box.scrollIntoView({ behavior: calm() ? 'auto' : 'smooth', block: 'start' });
    }
    say(found.dataset.said);
  };

  // A question that took the place of a button gets the keyboard, and gives it back.
  const stocked = (element) => {
    mark(document.querySelector('.dz-viewer')?.dataset.place);
    element.querySelector('[data-focus]')?.focus();
  };

  const changed = (element) => {
    if (element.closest('#dz-talk')) talked(element);
    if (element.closest('#dz-source')) viewed(element);
    if (element.closest('#dz-looked')) looked(element);
    if (element.closest('#dz-library')) stocked(element);
  };

  // Questions are answered one after the other; those asked meanwhile wait here, to be seen.
  const waiting = [];
  let busy = false;
  let ask = null;
  let refused = ''; // why what is in the box was not taken
  const listed = () => {
    const list = document.querySelector('.dz-queue');
    if (!list) return;
    const rows = waiting.map((one) => {
      const row = document.createElement('li');
      const drop = document.createElement('button');
      drop.type = 'button';
      drop.className = 'dz-small';
      drop.textContent = '×';
      drop.title = `${list.dataset.drop}: ${one.question}`;
      drop.setAttribute('aria-label', drop.title);
      drop.addEventListener('click', () => {
        waiting.splice(waiting.indexOf(one), 1);
        listed();
      });
      row.append(Object.assign(document.createElement('span'), { textContent: one.question }), drop);
      return row;
    });
    const items = document.createElement('ol');
    items.append(...rows);
    const why = Object.assign(document.createElement('p'), { className: 'dz-notice', textContent: refused });
    list.replaceChildren(...(refused ? [why] : []), ...(rows.length ? [`${list.dataset.head}: ${rows.length}`, items] : []));
  };
  const refusal = (question) => {
    const { none, long, most } = document.querySelector('.dz-queue').dataset;
    const count = [...question.trim()].length;
    if (!count) return none;
    return count > Number(most) ? long.replace('{count}', count) : '';
  };
  const next = () => {
    if (!busy && ask && waiting.length) {
      busy = true;
      ask(waiting.shift());
    }
    listed();
  };
  const free = () => { busy = false; next(); };
  const forget = () => { waiting.length = 0; refused = ''; listed(); };
  const put = (data) => { waiting.push(data); next(); };
  // Gradio would empty the box a moment later, and with it what was typed meanwhile. What cannot be
  // asked stays in the box.
  const typed = (event) => {
    const box = document.querySelector('#dz-question textarea');
    event.preventDefault();
    event.stopPropagation();
    const question = box.value;
    refused = refusal(question);
    if (refused) return listed();
    box.value = '';
    box.dispatchEvent(new Event('input', { bubbles: true }));
    put({ question, typed: '1' });
  };
  document.addEventListener('keydown', (event) => {
    const plain = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
    if (plain && event.target.matches('#dz-question textarea')) typed(event);
  }, true);
  document.addEventListener('click', (event) => {
    if (event.target.closest('#dz-send')) typed(event);
    if (event.target.closest('#dz-tabs [role=tab]')) {
      document.querySelectorAll('#dz-tabs [data-ready]').forEach((tab) => tab.removeAttribute('data-ready'));
    }
  }, true);

  // Of the buttons of the talk: a question waits for its turn, the last one is not asked twice.
  const waits = (act, data) => {
    if (act === 'ask') put(data);
    if (act === 'retry' && !busy) { busy = true; return false; }
    return ['ask', 'retry'].includes(act) || (act === 'edit' && busy);
  };

  const theme = (wanted) => {
    document.body.classList.toggle('dark', wanted === 'dark');
    remember('theme', wanted);
    document.querySelector('[data-act=theme]')?.setAttribute('aria-pressed', String(wanted === 'dark'));
  };

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const asked = document.activeElement?.closest('#dz-rename, .dz-sure');
    if (asked) return asked.querySelector('#dz-unnamed, [data-act=cancel]')?.click();
    const stop = document.querySelector('#dz-talk [data-act=stop]');
    if (stop) return stop.click();
    if (document.activeElement?.closest('#dz-source')) {
      document.querySelector('#dz-source [data-act=shut]')?.click();
    }
  });

  if (remembered('theme')) theme(remembered('theme'));

  // The language that was chosen, if only a moment ago; else the first of the browser's that the
  // page speaks; else Ukrainian.
  const SPOKEN = window.dzLanguages;
  const language = () => [remembered('language'), ...navigator.languages]
    .map((one) => one?.slice(0, 2).toLowerCase()).find((one) => SPOKEN.includes(one)) ?? 'uk';
  document.addEventListener('change', ({ target }) => {
    if (target.closest('#dz-language')) remember('language', target.value);
  }, true);

  // The open chat is a part of the address, so that a reload and a bookmark open it again.
  const address = (chat) => {
    const url = new URL(location.href);
    if (chat) url.searchParams.set('chat', chat); else url.searchParams.delete('chat');
    if (url.href !== location.href) history.replaceState(history.state, '', url);
  };

  const download = (file) => {
    if (!file?.name) return;
    const bytes = Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes]));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  // Gradio's own button has one name, in English, and opens the list also where it covers the page.
  const ROOM = 1200;
  const chats = () => {
    const bar = document.querySelector('#dz-sidebar');
    const toggle = bar?.querySelector('.toggle-button');
    if (!toggle) return;
    const tell = () => {
      toggle.setAttribute('aria-label', bar.querySelector('[data-toggle]')?.dataset.toggle ?? '');
      toggle.setAttribute('aria-expanded', String(bar.classList.contains('open')));
    };
    if (!bar.dataset.ready) {
      bar.dataset.ready = '1';
      const wanted = window.innerWidth >= ROOM && remembered('chats') !== 'shut';
      if (!wanted && bar.classList.contains('open')) toggle.click();
      toggle.addEventListener('click', () => setTimeout(() => {
        remember('chats', bar.classList.contains('open') ? 'open' : 'shut');
      }));
      new MutationObserver(tell).observe(bar, { attributes: true, attributeFilter: ['class'] });
    }
    tell();
  };
  const picked = () => {
    const bar = document.querySelector('#dz-sidebar.open');
    if (bar && window.innerWidth < ROOM) bar.querySelector('.toggle-button').click();
  };

  // Files that cannot be taken are refused here: Gradio does it in English, without a way on.
  let passing = false; // those that are left
  const screened = (event) => {
    const input = event.target.closest?.('#dz-upload') && document.querySelector('#dz-upload input[type=file]');
    const said = document.querySelector('#dz-refused');
    if (!input || !said) return;
    const files = [...(event.dataTransfer ?? event.target).files ?? []];
    const why = (file) => {
      if (!said.dataset.kinds.split(' ').some((kind) => file.name.toLowerCase().endsWith(kind))) return said.dataset.kind;
      return file.size > Number(said.dataset.most) ? said.dataset.large : '';
    };
    const refused = files.filter(why);
    if (files.length && !passing) {
      said.replaceChildren(...refused.map((file) => {
        const line = document.createElement('p');
        line.textContent = why(file).replace('{name}', () => file.name);
        return line;
      }));
    }
    if (!refused.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const taken = new DataTransfer();
    files.filter((file) => !why(file)).forEach((file) => taken.items.add(file));
    input.files = taken.files;
    passing = true;
    if (taken.files.length) input.dispatchEvent(new Event('change', { bubbles: true }));
    passing = false;
  };
  for (const name of ['change', 'drop']) document.addEventListener(name, screened, true);

  // A box that Gradio has only just been told to show is not there yet.
  const reach = (where, act, tries = 60) => {
    const box = document.querySelector(`${where} :is(input, textarea)`);
    if (box?.checkVisibility()) return act(box);
    if (tries) requestAnimationFrame(() => reach(where, act, tries - 1));
  };

  return {
    address,
    picked,
    download,
    opening: () => [language(), new URL(location.href).searchParams.get('chat') ?? ''],
    select: (where) => reach(where, (box) => box.select()),
    focus: (where) => reach(where, (box) => box.focus()),
    copy,
    asks: (send) => { ask = send; next(); },
    waits,
    free,
    forget,
    keepMode: (mode) => { try { sessionStorage.setItem('dzherelo.mode', mode); } catch { /* private */ } },
    mode: (usual) => { try { return sessionStorage.getItem('dzherelo.mode') ?? usual; } catch { return usual; } },
    changed,
    acted: (target) => {
      if (target.dataset.act === 'open' && !target.closest('#dz-source')) opener = target;
      if (target.dataset.act === 'rename') naming = target.dataset.chat;
    },
    named: () => document.querySelector(`#dz-chats [data-act=rename][data-chat="${naming}"]`)?.focus(),
    shut: () => {
      const place = opener?.dataset.place;
      const again = opener?.isConnected ? opener
        : place && document.querySelector(`[data-place="${CSS.escape(place)}"]`);
      (again ?? document.querySelector('#dz-question textarea'))?.focus();
      if (narrow()) again?.scrollIntoView({ block: 'center' });
    },
    turnTheme: () => theme(document.body.classList.contains('dark') ? 'light' : 'dark'),
    // A tab is ready when what it was opened for has come; the page, when what it was opened with has.
    ready: (tab) => document.querySelector(`#${tab}`)?.setAttribute('data-ready', ''),
    speak: (spoken, first) => {
      if (first) opening = false;
      const shown = document.querySelector('[data-act=speak]');
      if (shown && shown.dataset.language !== spoken && tried++ < 3) return shown.click();
      tried = 0;
      document.documentElement.lang = spoken;
      chats();
      listed();
      const more = document.querySelector('#dz-tabs .overflow-menu button');
      more?.setAttribute('aria-label', document.querySelector('#dz-live')?.dataset.tabs ?? '');
      if (!opening) document.body.classList.add('dz-ready');
    },
  };
})();
