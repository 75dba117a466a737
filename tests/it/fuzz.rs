//! The fuzzer's functions, on its seeds and on changed copies of them: short, and the same each time.

#[path = "../../fuzz/src/ingest.rs"]
#[expect(unreachable_pub, reason = "public in the fuzzer's own crate")]
mod ingest;
#[path = "../../fuzz/src/text.rs"]
#[expect(unreachable_pub, reason = "public in the fuzzer's own crate")]
mod text;

use std::path::Path;

/// Changed copies of each target's seeds; a second or so of a debug build for all targets.
const COPIES: usize = 1_500;

/// Pieces that mean something to one room or another.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ":",
    ",",
    "\\ud800",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "\n",
    "%",
    "&q=",
    "*",
    " OR ",
    "NOT ",
    "(",
    "/",
    "1e400",
    "{\"Records\":[",
    "<<EOF\n",
    "&a *a",
];

/// A fuzz target: what must not fail on any bytes.
type Target = fn(&[u8]);

#[test]
fn seeds_and_changed_copies_break_no_promise() {
    let targets: [(&str, Target); 9] = [
        ("container", ingest::container),
        ("framing", ingest::framing),
        ("csv", ingest::csv),
        ("scanner", ingest::scanner),
        ("query", text::query),
        ("fragment", text::fragment),
        ("selector_json", text::selector_json),
        ("selector_yaml", text::selector_yaml),
        ("selector_hcl", text::selector_hcl),
    ];
    for (name, target) in targets {
        let seeds = seeds(name);
        assert!(seeds.len() >= 5, "{name} has {} seeds", seeds.len());
        seeds.iter().for_each(|seed| target(seed));
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for _ in 0..COPIES {
            target(&random.changed(&seeds));
        }
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder of seeds").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
}

/// A small generator: good enough to choose places, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// A seed with a few changes: bytes turned, cut, doubled, or taken from another seed.
    fn changed(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(24)).min(bytes.len());
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                3 => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    let to = (from + self.below(40)).min(other.len());
                    bytes.splice(at..end, other[from..to].iter().copied());
                }
                4 => bytes.truncate(at),
                _ => drop(bytes.splice(at..at, PIECES[self.below(PIECES.len())].bytes())),
            }
        }
        bytes
    }
}
