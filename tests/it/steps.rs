//! Containers are read in steps: alike for any length of them, and held against one step.

use trail_loupe::ingest::Limits;

use crate::blocks::{BLOCK_BYTES, STEP_BYTES, limits, log, numbers, record};
use crate::ingest::{collect, gzip, num_steps, zip};

#[test]
fn a_container_is_read_alike_in_any_steps() {
    let text = log(&numbers(14).map(|at| record(at, 380)).collect::<Vec<_>>());
    let whole = gzip(text.as_bytes());
    let two = [gzip(&text.as_bytes()[..4_000]), gzip(b""), gzip(&text.as_bytes()[4_000..])].concat();
    let changed = |at: usize| {
        let mut bytes = two.clone();
        bytes[at] ^= 0x55;
        bytes
    };
    let mut tar = tar::Builder::new(Vec::new());
    for name in ["one.json", "other.json"] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, text.as_bytes()).expect("memory");
    }
    let names: Vec<String> = (0..40).map(|number| format!("{number}.json.gz")).collect();
    let inner = zip(&[("inner.json", text.as_bytes()), ("inner.json.gz", &whole)]);
    let mut members: Vec<(&str, &[u8])> =
        vec![("a/.DS_Store", b"x"), ("plain.json", text.as_bytes()), ("b.zip", &inner)];
    members.extend(names.iter().map(|name| (name.as_str(), whole.as_slice())));
    let zipped = zip(&members);
    let damaged = |at: usize| {
        let mut bytes = zipped.clone();
        bytes[at] ^= 0x55;
        bytes
    };
    let mut files = vec![
        ("whole", whole.clone()),
        ("two members and an empty one", two.clone()),
        ("gzip in gzip", gzip(&gzip(&[text.as_bytes(), &[b' '; 9_000]].concat()))),
        ("archive", gzip(&tar.into_inner().expect("memory"))),
        ("filled up", [two.clone(), vec![0; 700]].concat()),
        ("followed", [two.clone(), b"trash".to_vec()].concat()),
        ("followed by a damaged one", [two.clone(), vec![0x1F, 0x8B, 9]].concat()),
        ("blanks", gzip(&vec![b' '; 90_000])),
        ("zip", zipped.clone()),
        ("zip in gzip", gzip(&zipped)),
    ];
    for at in (0..zipped.len()).step_by(zipped.len() / 8) {
        files.push(("damaged zip", damaged(at)));
    }
    for at in (2..two.len()).step_by(two.len() / 40) {
        files.push(("changed", changed(at)));
        files.push(("cut", two[..at].to_vec()));
    }
    for at in two.len() - 8..two.len() {
        files.push(("changed at its end", changed(at)));
        files.push(("cut at its end", two[..at].to_vec()));
    }
    // Texts as long as the limit says, and by one longer.
    let exact = Limits { file_bytes: text.len(), ..limits(BLOCK_BYTES) };
    let short = Limits { file_bytes: text.len() - 1, ..limits(BLOCK_BYTES) };
    let total = Limits { total_bytes: text.len() - 1, ..limits(BLOCK_BYTES) };
    let ratio = Limits { ratio: 20, ratio_free_bytes: 1 << 10, ..limits(BLOCK_BYTES) };
    for (name, bytes) in &files {
        for limits in [&limits(BLOCK_BYTES), &limits(usize::MAX), &exact, &short, &total, &ratio] {
            let read = |step_bytes: usize| {
                let limits = Limits { step_bytes, ..limits.clone() };
                collect(vec![("file.gz".to_owned(), bytes.clone())], &limits).files
            };
            let at_once = read(usize::MAX);
            for step_bytes in [0, 700, 1_500, 15_214] {
                let in_steps = read(step_bytes);
                assert_eq!(in_steps.len(), at_once.len(), "{name} in steps of {step_bytes}");
                for (file, same) in in_steps.iter().zip(&at_once) {
                    assert_eq!(file.report, same.report, "{name} in steps of {step_bytes}");
                    assert!(file.texts == same.texts, "{name} in steps of {step_bytes}");
                }
            }
        }
    }
    for (bytes, least) in [(&whole, text.len() / STEP_BYTES), (&gzip(&zipped), 20), (&zipped, 20)] {
        let steps = num_steps(bytes, &limits(BLOCK_BYTES));
        assert!(steps >= least, "{steps} steps");
    }
    let records = |bytes: &[u8], limits: &Limits| {
        let files = collect(vec![("file.gz".to_owned(), bytes.to_vec())], limits).files;
        files.iter().map(|file| file.records.len()).collect::<Vec<_>>()
    };
    for (limits, expected) in [(&exact, 40), (&short, 0), (&total, 0)] {
        assert_eq!(records(&whole, limits), [expected]);
        assert_eq!(records(&two, limits), [expected]);
    }
    let expected = [&[40][..], &[40], &[40], &[40, 40], &[40], &[40], &[40], &[0], &[40; 43], &[40; 43]];
    for (at, expected) in expected.into_iter().enumerate() {
        let (name, bytes) = &files[at];
        assert_eq!(records(bytes, &limits(BLOCK_BYTES)), expected, "{name}");
    }
}
