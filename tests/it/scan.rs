//! The scanner against `serde_json` and `extract`: whatever it accepts they accept, with the same
//! records and the same fields.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::value::RawValue;
use trail_loupe::base::json::Value;
use trail_loupe::ingest::scan::{Scan, scan};
use trail_loupe::record::field::{FIELDS, FieldId};
use trail_loupe::record::fields::RecordFields;
use trail_loupe::record::fields::{Cell, IdentityNumber, extract};

const MAX_DEPTH: usize = 60;

/// How a text fared: its elements, and how many of them came with fields; `None` where the scanner
/// leaves the whole text alone.
type Fared = Option<(usize, usize)>;

/// What `serde_json` finds at the start of the text.
fn reference(text: &str) -> Option<(Vec<&str>, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let whole = values.next()?.ok()?;
    let len = values.byte_offset();
    let list = match whole.get().as_bytes().first()? {
        b'{' => {
            let members = Value::new(whole.get()).members().filter(|(name, _)| name.is("Records"));
            members.last()?.1.text()
        }
        b'[' => whole.get(),
        _ => return None,
    };
    let elements: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    Some((elements.into_iter().map(RawValue::get).collect(), len))
}

fn check(text: &str) -> Fared {
    let Ok(found) = scan(text, MAX_DEPTH) else { return None };
    let Some((elements, len)) = reference(text) else { panic!("accepted what is no JSON: {text}") };
    assert_eq!(found.len(), len, "{text}");
    let mut scanned = Vec::new();
    let mut with_fields = 0;
    let mut blocks: HashMap<IdentityNumber, String> = HashMap::new();
    found.each(7, &mut |element| {
        scanned.push(element.json);
        let Some(fields) = element.fields else { return false };
        with_fields += 1;
        let expected = extract(Value::new(element.json));
        for field in &FIELDS {
            assert_eq!(fields.get(field.id), expected.get(field.id), "{} of {}", field.name, element.json);
        }
        let present = |id: &FieldId| *expected.get(*id) != Cell::Absent;
        let all: Vec<FieldId> = FIELDS.iter().map(|field| field.id).filter(present).collect();
        assert_eq!(fields.present().collect::<Vec<_>>(), all, "{}", element.json);
        if let Some(number) = fields.identity() {
            let block = Value::new(element.json).member("userIdentity").expect("a block").text().to_owned();
            assert!(number.0 >= 7 && number.0 < 7 + found.num_identities());
            let known = blocks.entry(number).or_insert_with(|| block.clone());
            assert_eq!(*known, block, "one number, one block");
        }
        false
    });
    assert_eq!(scanned, elements, "{text}");
    check_known_blocks(&found);
    Some((scanned.len(), with_fields))
}

/// Every block that came before is left out, and nothing else, where all are remembered.
fn check_known_blocks(found: &Scan<'_>) {
    let mut known: HashSet<IdentityNumber> = HashSet::new();
    found.each(0, &mut |element| {
        let Some(fields) = element.fields else { return false };
        let is_known = fields.identity().is_some_and(|number| known.contains(&number));
        let expected = extract(Value::new(element.json));
        for field in &FIELDS {
            match is_known && field.name.starts_with("userIdentity.") {
                true => assert_eq!(*fields.get(field.id), Cell::Absent, "{}", field.name),
                false => assert_eq!(fields.get(field.id), expected.get(field.id), "{}", field.name),
            }
        }
        known.extend(fields.identity());
        true
    });
}

fn check_record(record: &str) -> Fared {
    check(&format!(r#"{{"Records":[{record}]}}"#))
}

#[test]
fn plain_records_come_with_their_fields() {
    for record in [
        r#"{}"#,
        r#"{"eventName":"A","eventID":"x","readOnly":true,"managementEvent":false,"eventTime":12.5e-3}"#,
        r#"{"errorCode":null,"errorMessage":"","requestParameters":null,"responseElements":null}"#,
        r#"{"errorMessage":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800 end"}"#,
        r#"{"userIdentity":{"type":"Root","arn":"a","x":{"arn":"no","type":["no"]}}}"#,
        r#"{"userIdentity":{"sessionContext":{"sessionIssuer":{"arn":"a"},"attributes":{"mfaAuthenticated":"true"}}}}"#,
        r#"{"userIdentity":"text","requestParameters":7,"responseElements":true}"#,
        r#"{"requestParameters":{"eventName":"no","deep":[[{"bucketName":"no"}]],"bucketName":"yes"}}"#,
        r#"{"other":{"eventName":"no"},"name":"eventName","list":["eventName",{"eventName":1}]}"#,
        r#"{"resources":[]}"#,
        r#"{"resources":null}"#,
        r#"{"resources":{"ARN":"a"}}"#,
        r#"{"resources":[{"ARN":"a","type":"T","accountId":"111122223333"}]}"#,
        r#"{"resources":[{}]}"#,
        r#"{"resources":[{"type":"T","ARN":"a"},{"type":"U"},{"ARN":"b","type":null}]}"#,
        r#"{"resources":[{},{},{"type":"T"},{}]}"#,
        r#"{"resources":[{"type":"T"},{"type":"U"}]}"#,
        r#"{"resources":[{"other":1},{"other":2}]}"#,
        r#"{"sessionCredentialFromConsole":"true","sessionCredentialFromConsoles":"no"}"#,
        r#"{"a":"eight","eventNam":1,"eventNames":2,"é":3,"eventName":"last"}"#,
    ] {
        assert_eq!(check_record(record), Some((1, 1)), "{record}");
    }
}

#[test]
fn doubtful_records_are_handed_over_without_fields() {
    for record in [
        r#"{"eventName":"A","eventName":"B"}"#,
        r#"{"eventname":"A"}"#,
        r#"{"EVENTNAME":"A","eventName":"B"}"#,
        r#"{"event\u004eame":"A"}"#,
        r#"{"any\u004eame":"A"}"#,
        r#"{"eventName":{}}"#,
        r#"{"eventName":["A"]}"#,
        r#"{"insightDetails":{"state":"Start"}}"#,
        r#"{"userIdentity":[{"type":"Root"}]}"#,
        r#"{"userIdentity":{"Type":"Root"}}"#,
        r#"{"userIdentity":{"type":"Root"},"userIdentity":{"arn":"a"}}"#,
        r#"{"resources":["a"]}"#,
        r#"{"resources":[null]}"#,
        r#"{"resources":[{"ARN":"a","ARN":"b"}]}"#,
        r#"{"resources":[{"ARN":["a"]}]}"#,
        r#"{"resources":[{"arn":"a"}]}"#,
        r#"null"#,
        r#"-0.5E+7"#,
        r#""text""#,
        r#"[{"eventName":"A"}]"#,
    ] {
        assert_eq!(check_record(record), Some((1, 0)), "{record}");
    }
}

#[test]
fn what_is_no_json_is_left_alone() {
    for record in [
        "{",
        "}",
        "{,}",
        "{]",
        "[}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{"a":1 "b":2}"#,
        "[1,]",
        "[,1]",
        "[1 2]",
        r#"{a:1}"#,
        r#"{'a':1}"#,
        "{1:2}",
        "nul",
        "nulll",
        "True",
        "tru",
        "falsee",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "NaN",
        "Infinity",
        "--1",
        "1-",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u123\"",
        "\"\t\"",
        "\"\n\"",
        "\"\0\"",
        "\"\u{1f}\"",
        "\u{a0}1",
        "/**/1",
        "1,",
        "{}{}",
        "\"a\"\"b\"",
        "{\"a\":1}}",
        "[[1]",
        "[[1]]]",
    ] {
        assert_eq!(check_record(record), None, "{record}");
        assert_eq!(check_record(&format!("{{}},{record},{{}}")), None, "{record}");
        assert_eq!(check_record(&format!(r#"{{"k":{record}}}"#)), None, "{record}");
        assert_eq!(check_record(&format!(r#"{{"k":[0,{record}]}}"#)), None, "{record}");
        assert_eq!(check_record(&format!(r#"{{"readOnly":{record}}}"#)), None, "{record}");
    }
}

#[test]
fn the_list_may_stand_in_its_wrapper_or_bare() {
    for (text, fared) in [
        (r#"{"Records":[]}"#, Some((0, 0))),
        ("[]", Some((0, 0))),
        ("\r\n\t [ ] ", Some((0, 0))),
        (r#" { "Records" : [ { } , { } ] , "more" : { "a" : [ ] } } "#, Some((2, 2))),
        (r#"{"Records":[{}]}{"Records":[{}]}"#, Some((1, 1))),
        (r#"{"Records":[{}]} and more"#, Some((1, 1))),
        (r#"[{},{}]trailing"#, Some((2, 2))),
        (r#"{"Records":[{}],"Records":[{}]}"#, None),
        (r#"{"Records":[{}],"R\u0065cords":[{}]}"#, None),
        (r#"{"more":1,"Records":[{}]}"#, None),
        (r#"{"records":[{}]}"#, None),
        (r#"{"Records":{}}"#, None),
        (r#"{"Records":null}"#, None),
        (r#"{"eventName":"A"}"#, None),
        ("", None),
        ("\u{feff}[]", None),
    ] {
        assert_eq!(check(text), fared, "{text}");
    }
}

#[test]
fn nesting_is_counted_and_ends() {
    for depth in [1, 2, 58, 59, 60, 61, 62, 63, 64, 65, 66, 70, 2_000, 100_000] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let inner = if open == "[" { "" } else { "1" };
            let nested = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
            let fared = check_record(&format!(r#"{{"x":{nested}}}"#));
            let expected = match depth {
                ..=59 => Some((1, 1)),
                60..=64 => Some((1, 0)),
                _ => None,
            };
            assert_eq!(fared, expected, "{depth} × {open}");
        }
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn of<'t>(&mut self, choices: &[&'t str]) -> &'t str {
        choices[self.below(choices.len())]
    }

    fn blanks(&mut self) -> &'static str {
        match self.below(12) {
            0 => " ",
            1 => "\n        ",
            2 => "\t",
            3 => "\r\n",
            4 => "                  ",
            _ => "",
        }
    }

    fn string(&mut self) -> String {
        let mut text = String::from("\"");
        for _ in 0..self.below(9) {
            text.push_str(self.of(&[
                "a",
                "arn:aws:iam::111122223333:user/alice",
                "\\\"",
                "\\\\",
                "\\/",
                "\\b",
                "\\f",
                "\\n",
                "\\r",
                "\\t",
                "\\u00e9",
                "\\ud83d\\ude00",
                "\\udc00",
                "é",
                "漢",
                "😀",
                "eventName",
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                " ",
                "\u{7f}",
                "1234567",
            ]));
        }
        text + "\""
    }

    fn value(&mut self, depth: usize) -> String {
        match self.below(if depth > 3 { 6 } else { 9 }) {
            0 => self.of(&["null", "true", "false"]).to_owned(),
            1 => self
                .of(&["0", "-0", "1", "-12.5", "1e5", "1E-7", "0.0e+0", "123456789012345678901234567890"])
                .to_owned(),
            2..=5 => self.string(),
            6 => {
                let elements: Vec<String> = (0..self.below(4)).map(|_| self.value(depth + 1)).collect();
                let (before, after) = (self.blanks(), self.blanks());
                format!("[{before}{}{after}]", elements.join(","))
            }
            _ => self.object(depth + 1),
        }
    }

    /// An object whose names are mostly those of the table, on any level.
    fn object(&mut self, depth: usize) -> String {
        let mut text = String::from("{");
        let odd = self.below(8) == 0;
        let mut names: Vec<String> = Vec::new();
        for _ in 0..self.below(12) {
            let field = FIELDS[self.below(FIELDS.len())].name;
            let name = match self.below(6) {
                0 => self.of(&["x", "tlsDetails", "eventNames", "userIdentit"]).to_owned(),
                _ => field.split('.').nth(self.below(4)).unwrap_or("resources").to_owned(),
            };
            let name = match self.below(12) {
                0 if odd => name.to_uppercase(),
                1 if odd => name.replacen('e', "\\u0065", 1),
                _ => name,
            };
            if odd || !names.contains(&name) {
                names.push(name);
            }
        }
        for (at, name) in names.iter().enumerate() {
            let value = match name.as_str() {
                "resources" if self.below(4) > 0 => {
                    let elements: Vec<String> = (0..self.below(4)).map(|_| self.resource()).collect();
                    format!("[{}]", elements.join(","))
                }
                "userIdentity" | "sessionContext" | "requestParameters" if depth < 4 => {
                    self.object(depth + 1)
                }
                _ => self.value(depth),
            };
            let comma = if at == 0 { "" } else { "," };
            let blanks = [self.blanks(), self.blanks(), self.blanks(), self.blanks()];
            write!(text, "{comma}{}\"{name}\"{}:{}{value}{}", blanks[0], blanks[1], blanks[2], blanks[3])
                .expect("a text takes everything");
        }
        text + "}"
    }

    fn resource(&mut self) -> String {
        let mut members: Vec<String> = Vec::new();
        for name in ["type", "ARN", "accountId", "ARNPrefix", "other"] {
            if self.below(2) == 0 {
                members.push(format!("\"{name}\":{}", self.string()));
            }
        }
        format!("{{{}}}", members.join(","))
    }
}

#[test]
fn generated_records_have_the_same_fields() {
    let mut random = Random(1);
    let (mut all, mut with_fields) = (0, 0);
    for _ in 0..3_000 {
        let blocks: Vec<String> = (0..2).map(|_| random.object(2)).collect();
        let records: Vec<String> = (0..random.below(5))
            .map(|_| {
                let record = random.object(0);
                let block = &blocks[random.below(2)];
                let rest = record.strip_prefix('{').unwrap_or_default();
                match record.contains("\"userIdentity\"") {
                    true => record,
                    false if rest.trim_start() == "}" => format!("{{\"userIdentity\":{block}}}"),
                    false => format!("{{\"userIdentity\":{block},{rest}"),
                }
            })
            .collect();
        let (elements, fields) = check(&format!("{{\"Records\":[{}]}}", records.join(","))).expect("valid");
        assert_eq!(elements, records.len());
        all += elements;
        with_fields += fields;
    }
    assert!(all > 5_000, "{all}");
    assert!(with_fields * 4 > all, "{with_fields} of {all}");
}

/// A text in which everything occurs once, and one block of an identity three times.
fn sample() -> String {
    let block = r#"{"type":"AssumedRole","principalId":"AROAEXAMPLEEXAMPLEXX:session","arn":"arn:aws:sts::111122223333:assumed-role/r/session","accountId":"111122223333","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}}"#;
    format!(
        r#"{{"Records":[{{"userIdentity":{block},"n":-1.5e+3,"t":[true,null,{{}}]}}, {{"userIdentity":{block},"errorMessage":"é\u00e9\"x","resources":[{{"ARN":"a"}},{{"type":"b"}}]}},{{"userIdentity":{block}}}],"z":0}}"#
    )
}

#[test]
fn a_repeated_block_has_one_number() {
    let text = sample();
    let found = scan(&text, MAX_DEPTH).expect("sound");
    let mut numbers = Vec::new();
    found.each(3, &mut |element| {
        numbers.extend(element.fields.and_then(RecordFields::identity));
        false
    });
    assert_eq!(numbers, [IdentityNumber(3); 3]);
    assert_eq!(check(&text), Some((3, 3)));
}

#[test]
fn damage_at_any_byte_is_seen() {
    let text = sample();
    for at in 0..text.len() {
        if text.is_char_boundary(at) {
            assert_eq!(check(&text[..at]), None, "cut at {at}");
        }
    }
    let mut left_alone = 0;
    for (at, _) in text.char_indices() {
        let after = at + text[at..].chars().next().map_or(0, char::len_utf8);
        for with in [
            "", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "e", "-", ".", "t", " ", "\u{1}", "\u{e9}",
            "U",
        ] {
            left_alone += usize::from(check(&format!("{}{with}{}", &text[..at], &text[after..])).is_none());
            left_alone += usize::from(check(&format!("{}{with}{}", &text[..at], &text[at..])).is_none());
        }
    }
    assert!(left_alone > 4_000, "{left_alone}");
}

/// Every text in the shared data that begins like a list of records is scanned, and its damaged
/// forms are as well.
#[test]
fn real_texts_have_the_same_fields() {
    let mut texts = Vec::new();
    for folder in ["../shared/data", "sample"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut texts);
    }
    let (mut lists, mut all, mut with_fields) = (0, 0, 0);
    let mut random = Random(2);
    for text in &texts {
        if let Some((elements, fields)) = check(text) {
            lists += 1;
            all += elements;
            with_fields += fields;
            let len = scan(text, MAX_DEPTH).map_or(0, |found| found.len());
            for _ in 0..20 {
                let mut at = random.below(len);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                assert_eq!(check(&text[..at]), None);
            }
        }
    }
    assert!(lists > 10 && all > 100, "{lists} lists, {all} records");
    assert!(with_fields * 10 > all * 8, "{with_fields} of {all}");
}

fn collect(path: &Path, texts: &mut Vec<String>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        for entry in entries.flatten() {
            collect(&entry.path(), texts);
        }
    } else if let Ok(bytes) = std::fs::read(path) {
        let mut inflated = Vec::new();
        let mut decoder = flate2::read::MultiGzDecoder::new(&bytes[..]);
        let is_gzip = bytes.starts_with(&[0x1f, 0x8b]);
        let bytes = match is_gzip && std::io::Read::read_to_end(&mut decoder, &mut inflated).is_ok() {
            true => inflated,
            false => bytes,
        };
        texts.extend(String::from_utf8(bytes).ok());
    }
}

#[test]
fn names_are_found_wherever_they_come() {
    let usual = r#"{"eventVersion":"1.08","eventTime":"2026-03-01T00:00:00Z","eventName":"A","sessionCredentialFromConsole":"true","unknown":1,"eventID":"x"}"#;
    for other in [
        r#"{"eventTime":"2026-03-01T00:00:00Z","eventVersion":"1.08","eventID":"y","eventName":"B"}"#,
        r#"{"eventVersion" :"1.08", "eventTime": "2026-03-01T00:00:00Z" , "eventName" : "C"}"#,
        r#"{"eventVersion":"1.08","eventTimes":"2026-03-01T00:00:00Z","eventName":"D"}"#,
        r#"{"eventVersion":"1.08","eventTim":"2026-03-01T00:00:00Z","eventNames":"E"}"#,
        r#"{"unknown":1,"eventVersion":"1.08","unknown2":{"eventName":"no"},"eventName":"F"}"#,
        r#"{"eventID":"z"}"#,
        r#"{"eventVersion":""}"#,
        "{}",
    ] {
        for records in [[usual, usual, other], [usual, other, usual], [other, usual, other]] {
            let text = format!("[{}]", records.join(","));
            assert_eq!(check(&text), Some((3, 3)), "{text}");
        }
    }
    // What is repeated just where it is expected, what differs in letter case, an object in place of a text.
    for doubtful in [
        r#"{"eventVersion":{"eventTime":"2026-03-01T00:00:00Z"},"eventName":"G"}"#,
        r#"{"eventVersion":"1.08","eventTime":"2026-03-01T00:00:00Z","eventVersion":"1.09","eventTime":"x"}"#,
        r#"{"eventVersion":"1.08","EventTime":"2026-03-01T00:00:00Z","eventName":"H"}"#,
        r#"{"eventVersion":"1.08","event\u0054ime":"2026-03-01T00:00:00Z","eventName":"I"}"#,
    ] {
        let text = format!("[{}]", [usual, usual, doubtful, usual].join(","));
        assert_eq!(check(&text), Some((4, 3)), "{text}");
    }
}
