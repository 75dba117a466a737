// Starts the page: gets the module and the glue, compiles once, hands both to the program.
//
// In the bundled page both stand inside the document and nothing is requested. Under `trunk serve` they are files beside
// it, named by the attributes of the glue's own script element.
//
// A failure at any point is shown in the page: a blank page helps nobody.
(() => {
  'use strict';

  const glueElement = document.getElementById('glue');

  function showProblem(error) {
    console.error(error);
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const box = document.createElement('div');
    box.className = 'tl-boot-problem';
    box.setAttribute('role', 'alert');
    box.dataset.testid = 'boot-problem';
    box.textContent = `Trail Loupe could not start in this browser. It needs a recent Chrome, Edge, Firefox or Safari. (${detail})`;
    document.body.prepend(box);
  }

  function requireFeatures() {
    const missing = [];
    if (typeof WebAssembly !== 'object') missing.push('WebAssembly');
    if (typeof Worker !== 'function') missing.push('Worker');
    if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
  }

  function bytesFromBase64(text) {
    if (typeof Uint8Array.fromBase64 === 'function') return Uint8Array.fromBase64(text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  function takeBlock(id) {
    const block = document.getElementById(id);
    const bytes = bytesFromBase64(block.textContent);
    // The text has served; a megabyte of it need not stay.
    block.remove();
    return bytes;
  }

  async function embeddedModule(length) {
    const unpacker = await WebAssembly.compile(takeBlock('unpacker'));
    return WebAssembly.compile(await unpackProgram(unpacker, takeBlock('program'), length));
  }

  async function fetched(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response;
  }

  async function parts() {
    const block = document.getElementById('program');
    if (block) return [await embeddedModule(Number(block.dataset.length)), glueElement.textContent];
    const wasm = await fetched(glueElement.dataset.wasm);
    const glue = await fetched(glueElement.src);
    return [await WebAssembly.compile(await wasm.arrayBuffer()), await glue.text()];
  }

  // What is pressed on the static start screen before there is a program is pressed again once there is.
  function keepPresses() {
    const place = document.getElementById('app');
    const buttons = () => [...place.querySelectorAll('button')];
    let pressed = -1;
    const note = (event) => {
      pressed = buttons().indexOf(event.target.closest('button'));
    };
    place.addEventListener('click', note);
    return () => {
      place.removeEventListener('click', note);
      buttons()[pressed]?.click();
    };
  }

  async function start() {
    requireFeatures();
    const pressAgain = keepPresses();
    const [module, glue] = await parts();
    // Browsers refuse to instantiate a large module synchronously on this thread.
    await wasm_bindgen({ module_or_path: module });
    wasm_bindgen.start_app(module, glue);
    pressAgain();
    document.documentElement.dataset.started = 'true';
    performance.mark('usable');
  }

  start().catch(showProblem);
})();
