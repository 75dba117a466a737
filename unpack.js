// Unpacks the program: LZMA, a third smaller than gzip, which is all that browsers unpack by themselves.
//
// The packed bytes are one raw LZMA stream without a header, with 3 bits of literal context and none of position. A
// range coder makes every decision from one bit whose probability follows what it has seen; the text so far is the
// window. `xtask/src/bundle/pack.rs` is the other end.
(() => {
  'use strict';

  const LITERAL_CONTEXTS = 8;
  const DAMAGED = 'the packed program is damaged';

  // Probabilities count in 2048ths of a zero bit.
  const even = (size) => new Uint16Array(size).fill(1024);

  function lengthCoder() {
    return { choices: even(2), low: even(8), middle: even(8), high: even(256) };
  }

  function unpackLzma(packed, length) {
    const out = new Uint8Array(length);
    const isMatch = even(12);
    const isRepeated = even(12);
    const isOlder = even(12);
    const isThirdOrFourth = even(12);
    const isFourth = even(12);
    const isLongerThanOne = even(12);
    const literals = even(LITERAL_CONTEXTS * 768);
    const slots = even(4 * 64);
    const middleBits = even(128);
    const lowBits = even(16);
    const newLengths = lengthCoder();
    const repeatedLengths = lengthCoder();

    let range = 0xffffffff;
    let code = 0;
    let from = 5;
    for (let i = 1; i < from; i += 1) code = ((code << 8) | packed[i]) >>> 0;

    function refill() {
      range = (range << 8) >>> 0;
      code = ((code << 8) | packed[from]) >>> 0;
      from += 1;
    }

    function bit(probabilities, index) {
      const probability = probabilities[index];
      const bound = (range >>> 11) * probability;
      let value = 0;
      if (code < bound) {
        range = bound;
        probabilities[index] = probability + ((2048 - probability) >> 5);
      } else {
        range -= bound;
        code -= bound;
        probabilities[index] = probability - (probability >> 5);
        value = 1;
      }
      if (range < 0x1000000) refill();
      return value;
    }

    function number(probabilities, offset, bits) {
      let node = 1;
      for (let i = 0; i < bits; i += 1) node = (node << 1) | bit(probabilities, offset + node);
      return node - (1 << bits);
    }

    function numberLowestFirst(probabilities, offset, bits) {
      let node = 1;
      let value = 0;
      for (let i = 0; i < bits; i += 1) {
        const next = bit(probabilities, offset + node);
        node = (node << 1) | next;
        value |= next << i;
      }
      return value;
    }

    function plainBits(bits) {
      let value = 0;
      for (let i = 0; i < bits; i += 1) {
        range >>>= 1;
        const next = code >= range ? 1 : 0;
        if (next) code -= range;
        value = (value << 1) | next;
        if (range < 0x1000000) refill();
      }
      return value;
    }

    function matchLength(coder) {
      if (!bit(coder.choices, 0)) return 2 + number(coder.low, 0, 3);
      if (!bit(coder.choices, 1)) return 10 + number(coder.middle, 0, 3);
      return 18 + number(coder.high, 0, 8);
    }

    function matchDistance(matched) {
      const slot = number(slots, Math.min(matched - 2, 3) * 64, 6);
      if (slot < 4) return slot;
      const bits = (slot >> 1) - 1;
      const start = (2 | (slot & 1)) << bits;
      if (slot < 14) return start + numberLowestFirst(middleBits, start - slot, bits);
      return start + (plainBits(bits - 4) << 4) + numberLowestFirst(lowBits, 0, 4);
    }

    // The state says what the last few steps were; the distances are those of the last four matches, less one.
    let state = 0;
    let distances = [0, 0, 0, 0];
    let at = 0;

    // Most decisions are those of literals, so `bit` is written out here, over variables that a compiler keeps in
    // registers.
    function literal() {
      const base = ((at > 0 ? out[at - 1] : 0) >> 5) * 768;
      // After a match the byte that would have gone on with it is a hint for as long as it is right.
      let isHinted = state >= 7;
      let hint = isHinted ? out[at - distances[0] - 1] : 0;
      let node = 1;
      let width = range;
      let value = code;
      while (node < 256) {
        const expected = (hint >> 7) & 1;
        const index = isHinted ? base + ((1 + expected) << 8) + node : base + node;
        hint <<= 1;
        const probability = literals[index];
        const bound = (width >>> 11) * probability;
        if (value < bound) {
          width = bound;
          literals[index] = probability + ((2048 - probability) >> 5);
          node <<= 1;
        } else {
          width -= bound;
          value -= bound;
          literals[index] = probability - (probability >> 5);
          node = (node << 1) | 1;
        }
        isHinted = isHinted && (node & 1) === expected;
        if (width < 0x1000000) {
          width = (width << 8) >>> 0;
          value = ((value << 8) | packed[from]) >>> 0;
          from += 1;
        }
      }
      range = width;
      code = value;
      out[at] = node;
      at += 1;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    }

    // Chooses one of the last distances; answers whether a whole length follows, or just one byte.
    function repeat() {
      const [first, second, third, fourth] = distances;
      if (!bit(isOlder, state)) return bit(isLongerThanOne, state) === 1;
      if (!bit(isThirdOrFourth, state)) distances = [second, first, third, fourth];
      else if (!bit(isFourth, state)) distances = [third, first, second, fourth];
      else distances = [fourth, first, second, third];
      return true;
    }

    while (at < length) {
      if (!bit(isMatch, state)) {
        literal();
        continue;
      }
      let matched = 1;
      if (!bit(isRepeated, state)) {
        matched = matchLength(newLengths);
        state = state < 7 ? 7 : 10;
        distances = [matchDistance(matched), distances[0], distances[1], distances[2]];
      } else if (repeat()) {
        matched = matchLength(repeatedLengths);
        state = state < 7 ? 8 : 11;
      } else {
        state = state < 7 ? 9 : 11;
      }
      const back = distances[0] + 1;
      if (back > at || from > packed.length + 5) throw new Error(DAMAGED);
      for (const end = Math.min(at + matched, length); at < end; at += 1) out[at] = out[at - back];
    }
    return out;
  }

  globalThis.unpackLzma = unpackLzma;
})();
