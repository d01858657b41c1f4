// The script of every part of the page that is our own HTML: its buttons become events of the
// component. Gradio gives `element`, `trigger` and `watch`, and looks for the names of events here:
// 'open' 'ask' 'search' 'lookup' 'retry' 'edit' 'cancel' 'stop' 'fetch' 'remove' 'confirm' 'more'
// 'shut' 'theme' 'pick' 'attach' 'rename' 'export' 'compare' 'speak'

// A change of the value removes buttons or makes others of them. The one that had the keyboard gets
// it back, else the one that takes a question back, another of the same chat, what can be scrolled,
// or any.
let held = null;
const BUTTONS = '[data-act], [data-copy]';
const hold = (node) => { held = node && { node, data: { ...node.dataset } }; };
const alike = (one) => JSON.stringify(one.dataset) === JSON.stringify(held.data);
const again = () => {
  const buttons = [...element.querySelectorAll(BUTTONS)];
  return buttons.find(alike)
    ?? buttons.find((one) => one.closest('.dz-sure') && one.dataset.act === 'cancel')
    ?? buttons.findLast((one) => held.data.chat && one.dataset.chat === held.data.chat)
    ?? element.querySelector('[tabindex="0"]') ?? buttons[0];
};
const keep = () => {
  const now = document.activeElement;
  const lost = held && (now === held.node ? !alike(now) : now === document.body);
  if (!lost) return;
  const found = again();
  found?.focus({ preventScroll: true });
  hold(found);
};
element.addEventListener('focusin', ({ target }) => hold(target.closest(BUTTONS)));
element.addEventListener('focusout', () => setTimeout(() => {
  if (held?.node.isConnected && held.node !== document.activeElement) held = null;
}));

element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-act], [data-copy]');
  if (!target) return;
  event.preventDefault();
  if (target.dataset.copy !== undefined) return window.dzherelo.copy(target);
  const group = target.closest('[data-all]');
  if (target.dataset.act === 'pick') window.dzherelo.forget();
  window.dzherelo.acted(target);
  const data = { ...(group ? { all: group.dataset.all } : {}), ...target.dataset };
  if (element.closest('#dz-talk') && window.dzherelo.waits(target.dataset.act, data)) return;
  trigger(target.dataset.act, data);
});

if (element.closest('#dz-talk')) window.dzherelo.asks((data) => trigger('ask', data));

watch('value', () => {
  keep();
  window.dzherelo.changed(element);
});
