use trail_loupe::view::format::{
    bytes, cell, clip, count, counted, file_name, hour, split_arn, split_service, time, visible,
};

#[test]
fn counts_have_separators() {
    for (number, text) in
        [(0, "0"), (12, "12"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (10_000, "10,000")]
    {
        assert_eq!(count(number), text);
    }
    assert_eq!(counted(1, "file", "files"), "1 file");
    assert_eq!(counted(1_200, "file", "files"), "1,200 files");
}

#[test]
fn sizes_have_three_figures() {
    for (number, text) in [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.00 kB"),
        (9_994, "9.99 kB"),
        (9_996, "10.0 kB"),
        (12_345, "12.3 kB"),
        (99_960, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.00 MB"),
        (192_000_000, "192 MB"),
        (1_538_000_000, "1.54 GB"),
        (u64::MAX, "18447 PB"),
    ] {
        assert_eq!(bytes(number), text, "{number}");
    }
}

#[test]
fn times_say_that_they_are_utc() {
    assert_eq!(time("2023-07-10T12:04:05Z"), "2023-07-10 12:04:05Z");
    assert_eq!(time("2023-07-10T14:04:05.250+02:00"), "2023-07-10 12:04:05.250Z");
    assert_eq!(time("yesterday\u{202e}"), "yesterday⟨U+202E⟩");
    assert_eq!(hour(1_688_990_400_000), "2023-07-10 12:00Z");
}

#[test]
fn what_hides_is_made_visible() {
    for (text, shown) in [
        ("plain – ünïcode 漢字 🙂", "plain – ünïcode 漢字 🙂"),
        ("a\u{202e}b\u{2066}c", "a⟨U+202E⟩b⟨U+2066⟩c"),
        ("a\u{200b}\u{feff}\u{ad}b", "a⟨U+200B⟩⟨U+FEFF⟩⟨U+00AD⟩b"),
        ("tab\tline\nnul\0esc\u{1b}[31m", "tab⇥line⏎nul⟨U+0000⟩esc⟨U+001B⟩[31m"),
        ("tag\u{e0041}", "tag⟨U+E0041⟩"),
    ] {
        assert_eq!(visible(text), shown);
    }
}

#[test]
fn values_are_parted_where_the_telling_part_begins() {
    assert_eq!(
        split_arn("arn:aws:dynamodb:eu-west-1:111122223333:table/Orders"),
        Some(("arn:aws:dynamodb:eu-west-1:111122223333:", "table/Orders"))
    );
    assert_eq!(split_arn("arn:aws:s3:::bucket/a:b"), Some(("arn:aws:s3:::", "bucket/a:b")));
    for whole in ["", "arn:", "arn:aws:s3", "arn:aws:s3:::", "bucket"] {
        assert_eq!(split_arn(whole), None, "{whole}");
    }
    assert_eq!(split_service("s3.amazonaws.com"), Some(("s3", ".amazonaws.com")));
    assert_eq!(split_service(".amazonaws.com"), None);
    assert_eq!(split_service("example.com"), None);
}

#[test]
fn a_path_ends_in_its_file_name() {
    let cases = [
        ("sample.tar.gz/AWSLogs/a.json", "a.json"),
        ("a.json", "a.json"),
        ("C:\\logs\\a.json.gz", "a.json.gz"),
        ("folder/", "folder"),
        ("", ""),
        ("//", "//"),
    ];
    for (path, name) in cases {
        assert_eq!(file_name(path), name);
    }
}

#[test]
fn cells_are_one_line_of_bounded_length() {
    let texts = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    assert_eq!(cell(&[]), "");
    assert_eq!(cell(&texts(&["one"])), "one");
    assert_eq!(cell(&texts(&["one", "two\n"])), "one, two⏎");
    let long = cell(&["é".repeat(9_000)]);
    assert_eq!(long.chars().count(), 400);
    assert!(long.ends_with('…'));
    assert_eq!(clip("abc".into(), 3), "abc");
    assert_eq!(clip("abcd".into(), 3), "ab…");
}
