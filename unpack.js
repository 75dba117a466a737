// Unpacks the program. The bundler puts the glue of the unpacker (`unpack/`) in the place of the first line inside: in a
// function, so that the unpacker's memory goes when it has served.
async function unpackProgram(unpacker, packed, length) {
  /* the unpacker's glue */
  await unpackerGlue({ module_or_path: unpacker });
  const stream = new unpackerGlue.Unpacker(packed, length);
  const turns = new MessageChannel();
  // The static start screen is drawn between two steps.
  const nextTurn = () =>
    new Promise((done) => {
      turns.port1.onmessage = done;
      turns.port2.postMessage(null);
    });
  while (!stream.step()) await nextTurn();
  turns.port1.close();
  return stream.finish();
}
