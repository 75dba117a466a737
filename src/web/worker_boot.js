// Stands after the glue in a worker's script. The first message is the compiled module and the name of a lock; only after
// the program has set its own listener does the worker say that it is ready, so that no message can fall between the two.
// The lock is held for as long as the worker lives: whoever waits for it learns that the worker has ended, whatever ended
// it. Pages on plain http have no locks.
self.onmessage = (event) => {
  self.onmessage = null;
  const [module, lock] = event.data;
  const forever = new Promise(() => {});
  self.navigator.locks?.request(lock, () => {
    self.postMessage('held');
    return forever;
  });
  wasm_bindgen.initSync({ module });
  wasm_bindgen.start_worker();
  self.postMessage('ready');
};
