// Stands after the glue in a worker's script. The first message is the compiled module; only after the program has set
// its own listener does the worker say that it is ready, so that no message can fall between the two.
self.onmessage = (event) => {
  self.onmessage = null;
  wasm_bindgen.initSync({ module: event.data });
  wasm_bindgen.start_worker();
  self.postMessage('ready');
};
