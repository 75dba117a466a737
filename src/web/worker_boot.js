// Stands after the glue in a worker's script. The first message is the compiled module and the name of a lock; only after
// the program has set its own listener does the worker say that it is ready, so that no message can fall between the two.
// The lock is held for as long as the worker lives: whoever waits for it learns that the worker has ended, whatever ended
// it. The worker says so before it is ready: from the first work that it is given on, its end is noticed. Pages on plain
// http have no locks, and a browser that neither gives nor refuses one is not waited for long.
self.onmessage = (event) => {
  self.onmessage = null;
  const [module, lock] = event.data;
  const forever = new Promise(() => {});
  const settled = new Promise((done) => {
    const { locks } = self.navigator;
    if (!locks) done();
    locks?.request(lock, () => {
      self.postMessage('held');
      done();
      return forever;
    }).catch(done);
    setTimeout(done, 1000);
  });
  wasm_bindgen.initSync({ module });
  wasm_bindgen.start_worker();
  settled.then(() => self.postMessage('ready'));
};
