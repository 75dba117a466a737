//! Ids and opaque texts made from labels, so that the same story always yields the same bytes.
//!
//! **Invariant:** a text depends on its label alone, never on how many were made before it: adding
//! one event to the story changes no other event.

/// A GUID (version 4 in form) for `label`.
pub(super) fn guid(label: &str) -> String {
    let mut stream = Stream::new(label);
    let (a, b) = (stream.next(), stream.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        8 + ((b >> 62) & 3),
        (b >> 48) & 0xfff,
        b & 0xffff_ffff_ffff,
    )
}

/// `len` letters and digits in upper case, as S3 makes its request ids.
pub(super) fn upper(label: &str, len: usize) -> String {
    text(label, len, b"0123456789ABCDEFGHIJKLMNOPQRSTUV")
}

/// A request id of DynamoDB: all of them end alike.
pub(super) fn dynamodb_request(label: &str) -> String {
    format!("{}VV4KQNSO5AEMVJF66Q9ASUAAJG", upper(label, 26))
}

/// `len` letters and digits of both cases: names of log files, extended request ids, tokens.
pub(super) fn mixed(label: &str, len: usize) -> String {
    text(label, len, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
}

/// A session token in the shape that published examples have; nothing accepts it.
pub(super) fn session_token(label: &str) -> String {
    format!("AQoDYXdzEPT//////////wEXAMPLE{}EXAMPLETOKEN==", mixed(label, 48))
}

/// A number below `bound`, for spreading times and sizes.
pub(super) fn below(label: &str, bound: u64) -> u64 {
    Stream::new(label).next() % bound.max(1)
}

fn text(label: &str, len: usize, alphabet: &[u8]) -> String {
    let mut stream = Stream::new(label);
    (0..len)
        .map(|_| {
            let at = stream.next() % alphabet.len() as u64;
            char::from(alphabet[usize::try_from(at).unwrap_or_default()])
        })
        .collect()
}

/// SplitMix64 seeded with the FNV-1a hash of a label.
struct Stream(u64);

impl Stream {
    fn new(label: &str) -> Self {
        let hash = label.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
