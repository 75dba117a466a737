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
        let word_of = |values: &[T]| {
            let bits = values.iter().enumerate();
            bits.fold(0u64, |word, (bit, &value)| word | u64::from(test(value)) << bit)
        };
        Self { words: values.chunks(64).map(word_of).collect(), len: values.len() }
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
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            std::iter::successors((word != 0).then_some(word), |&rest| {
                let rest = rest & (rest - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |rest| index * 64 + rest.trailing_zeros() as usize)
        })
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
