//! A set of small integers below a fixed length, one bit each.

/// Bits `0..len`; the bits past `len` in the last word are always zero.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bitmap {
    words: Vec<u64>,
    len: usize,
}

impl Bitmap {
    /// No bit set.
    pub fn empty(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    /// Every bit set.
    pub fn full(len: usize) -> Self {
        let mut map = Self { words: vec![u64::MAX; len.div_ceil(64)], len };
        map.trim();
        map
    }

    /// The bits for which `test` holds, asked in rising order.
    pub fn from_fn(len: usize, mut test: impl FnMut(usize) -> bool) -> Self {
        let mut words = Vec::with_capacity(len.div_ceil(64));
        let mut base = 0;
        while base < len {
            let end = (base + 64).min(len);
            let mut word = 0u64;
            for bit in base..end {
                word |= u64::from(test(bit)) << (bit - base);
            }
            words.push(word);
            base = end;
        }
        Self { words, len }
    }

    /// The bits at whose places `test` holds of the value, a word at a time.
    pub fn of_values<T: Copy>(values: &[T], test: impl Fn(T) -> bool) -> Self {
        let mut words = Vec::with_capacity(values.len().div_ceil(64));
        let (whole, rest) = values.as_chunks::<64>();
        // First the answers as bytes, then their bits: a plain test is then done on many values at once.
        words.extend(whole.iter().map(|values| pack(&values.map(|value| u8::from(test(value))))));
        if !rest.is_empty() {
            let bits = rest.iter().enumerate();
            words.push(bits.fold(0, |word, (bit, &value)| word | u64::from(test(value)) << bit));
        }
        Self { words, len: values.len() }
    }

    /// How many bits there are, set or not.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no bits at all.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many bits are set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether some bit is set.
    pub fn any(&self) -> bool {
        self.words.iter().any(|&word| word != 0)
    }

    /// Whether every bit that is set here is set there. Both have the same length.
    pub fn is_within(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(word, with)| word & !with == 0)
    }

    /// Whether the bit is set; a bit past the end is not.
    pub fn contains(&self, bit: usize) -> bool {
        self.words.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Sets a bit; a bit past the end is ignored.
    pub fn insert(&mut self, bit: usize) {
        if bit < self.len
            && let Some(word) = self.words.get_mut(bit / 64)
        {
            *word |= 1 << (bit % 64);
        }
    }

    /// Clears a bit.
    pub fn remove(&mut self, bit: usize) {
        if let Some(word) = self.words.get_mut(bit / 64) {
            *word &= !(1 << (bit % 64));
        }
    }

    /// Keeps what is in both. Both have the same length.
    pub fn and(&mut self, other: &Self) {
        debug_assert_eq!(self.len, other.len);
        for (word, &with) in self.words.iter_mut().zip(&other.words) {
            *word &= with;
        }
    }

    /// Adds what is in the other. Both have the same length.
    pub fn or(&mut self, other: &Self) {
        debug_assert_eq!(self.len, other.len);
        for (word, &with) in self.words.iter_mut().zip(&other.words) {
            *word |= with;
        }
    }

    /// Takes away what is in the other. Both have the same length.
    pub fn and_not(&mut self, other: &Self) {
        debug_assert_eq!(self.len, other.len);
        for (word, &with) in self.words.iter_mut().zip(&other.words) {
            *word &= !with;
        }
    }

    /// The complement within the length.
    pub fn invert(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
    }

    /// The set bits in rising order.
    pub fn iter(&self) -> Ones<'_> {
        Ones { words: self.words.iter(), base: 0, rest: 0 }
    }

    /// The 64-bit words, lowest bits first; for kernels that work a word at a time.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    fn trim(&mut self) {
        let used = self.len % 64;
        if used != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << used) - 1;
        }
    }
}

/// The set bits of a [`Bitmap`] in rising order.
#[derive(Clone, Debug)]
pub struct Ones<'a> {
    words: std::slice::Iter<'a, u64>,
    /// The bit after the last one of the word under way.
    base: usize,
    /// What is left of that word.
    rest: u64,
}

impl Iterator for Ones<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.rest == 0 {
            self.rest = *self.words.next()?;
            self.base += 64;
        }
        let bit = self.rest.trailing_zeros() as usize;
        self.rest &= self.rest - 1;
        Some(self.base - 64 + bit)
    }

    /// A word at a time: what is done with each bit is then one loop, not a question after each.
    #[inline]
    fn fold<B, F: FnMut(B, usize) -> B>(mut self, init: B, mut step: F) -> B {
        let mut all = init;
        let mut base = self.base;
        let mut rest = self.rest;
        loop {
            while rest != 0 {
                all = step(all, base - 64 + rest.trailing_zeros() as usize);
                rest &= rest - 1;
            }
            let Some(word) = self.words.next() else { return all };
            (rest, base) = (*word, base + 64);
        }
    }
}

/// The lowest bits of 64 bytes, the first byte's lowest. Each is 0 or 1.
#[inline]
fn pack(bytes: &[u8; 64]) -> u64 {
    // Moves the bit of byte `i` to bit `56 + i`; none of the other products reaches that far.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bytes.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |word, (index, eight)| {
        word | (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * index)
    })
}
