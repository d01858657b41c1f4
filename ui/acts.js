// The script of every part of the page that is our own HTML: its buttons become events of the
// component. Gradio gives `element`, `trigger` and `watch`, and looks for the names of events here:
// 'open' 'ask' 'search' 'lookup' 'retry' 'edit' 'cancel' 'stop' 'fetch' 'remove' 'confirm' 'more'
// 'shut' 'theme' 'pick' 'attach' 'rename' 'export' 'compare'

element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-act], [data-copy]');
  if (!target) return;
  event.preventDefault();
  if (target.dataset.copy !== undefined) return window.dzherelo.copy(target);
  const group = target.closest('[data-all]');
  if (target.dataset.act === 'pick') window.dzherelo.forget();
  if (target.dataset.act === 'open') window.dzherelo.opened(target);
  const data = { ...(group ? { all: group.dataset.all } : {}), ...target.dataset };
  if (element.closest('#dz-talk') && window.dzherelo.waits(target.dataset.act, data)) return;
  trigger(target.dataset.act, data);
});

if (element.closest('#dz-talk')) window.dzherelo.asks((data) => trigger('ask', data));

watch('value', () => window.dzherelo.changed(element));
