use trail_loupe::query::parse;
use trail_loupe::segment::RowSet;

use super::expect::{check_file, data};
use super::world::World;
use crate::shared_data;

fn own_records() -> Vec<String> {
    let text = std::fs::read_to_string(data("records.ndjson")).expect("the records");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn columns_find_what_the_records_say() {
    let texts = own_records();
    let worlds = [World::new(&texts, 5, 3), World::new(&texts, 100, 100), World::new(&texts, 1, 1)];
    check_file(&data("rows.txt"), |text| {
        let [found, ..] = worlds.each_ref().map(|world| {
            let mut numbers = world.find(text);
            // Lines of the file count from 1.
            numbers.iter_mut().for_each(|number| *number += 1);
            numbers
        });
        let numbers: Vec<String> = found.iter().map(ToString::to_string).collect();
        if numbers.is_empty() { "none".to_owned() } else { numbers.join(" ") }
    });
}

/// Terms whose values are taken from the records, in any combination.
struct Generator {
    state: u64,
    paths: Vec<String>,
    values: Vec<String>,
}

impl Generator {
    fn new(texts: &[String], seed: u64) -> Self {
        let mut own = Self { state: seed, paths: Vec::new(), values: Vec::new() };
        for text in texts {
            let value: serde_json::Value =
                serde_json::from_str(text).expect("the pattern allows nothing else");
            own.collect(&value, "");
        }
        own.paths.sort();
        own.paths.dedup();
        own.values.sort();
        own.values.dedup();
        let aliases = "ip service action error key account region agent time resource type user category \
                       readWrite file trail EVENTNAME noSuchField";
        own.paths.extend(aliases.split_whitespace().map(str::to_owned));
        own
    }

    fn collect(&mut self, value: &serde_json::Value, path: &str) {
        match value {
            serde_json::Value::Array(elements) => {
                elements.iter().for_each(|element| self.collect(element, path));
            }
            serde_json::Value::Object(members) => {
                for (name, member) in members {
                    let name = if name.chars().all(|c| c.is_ascii_alphanumeric()) {
                        name.clone()
                    } else {
                        trail_loupe::query::quoted(name)
                    };
                    let path = if path.is_empty() { name } else { format!("{path}.{name}") };
                    self.paths.push(path.clone());
                    self.collect(member, &path);
                }
            }
            serde_json::Value::String(text) => self.values.push(text.clone()),
            serde_json::Value::Null => {}
            other => self.values.push(other.to_string()),
        }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % limit.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &'a [&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn path(&mut self) -> String {
        const COLUMNS: [&str; 12] = [
            "eventName",
            "eventTime",
            "time",
            "eventVersion",
            "eventID",
            "ip",
            "service",
            "errorCode",
            "resources.ARN",
            "readOnly",
            "requestID",
            "user",
        ];
        if self.below(2) == 0 {
            return self.pick(&COLUMNS).to_owned();
        }
        let at = self.below(self.paths.len());
        self.paths[at].clone()
    }

    fn value(&mut self) -> String {
        let at = self.below(self.values.len());
        let text = self.values[at].clone();
        let chars: Vec<char> = text.chars().collect();
        match self.below(9) {
            7 => self.pattern(&chars),
            0 | 1 => trail_loupe::query::quoted(&text),
            2 => escaped(&text),
            3 => escaped(&text.to_ascii_uppercase()),
            4 => format!("{}*", escaped(&chars[..self.below(chars.len() + 1)].iter().collect::<String>())),
            5 => format!("*{}", escaped(&chars[self.below(chars.len() + 1)..].iter().collect::<String>())),
            6 if !chars.is_empty() => {
                let cut = self.below(chars.len());
                let before: String = chars[..cut].iter().collect();
                let after: String = chars[cut + 1..].iter().collect();
                format!("{}?{}", escaped(&before), escaped(&after))
            }
            _ => self
                .pick(&[
                    "10.0.0.0/8",
                    "10.1.2.3",
                    "192.168.0.0/16",
                    "2001:db8::/32",
                    "::/0",
                    "0.0.0.0/0",
                    "true",
                    "/^[A-Z]/",
                    "/(?i)delete|get/",
                    "/[0-9]{4}/",
                    "2023",
                    "2023-07",
                    "2023-07-10T12:00",
                    "\"\"",
                    "/x$/",
                    "*a*e*",
                    "??",
                    "s3",
                    "\"2023-07-10 12:00:00\"",
                ])
                .to_owned(),
        }
    }

    /// A regular expression that a text may match, with some of its characters repeated, left open or
    /// put into groups and classes.
    fn pattern(&mut self, chars: &[char]) -> String {
        let from = self.below(chars.len() + 1);
        let part = chars[from..].iter().copied().take(self.below(9) + 1);
        let mut pattern = String::from(self.pick(&["", "", "", "^", "(?i)", "(?:no|)", "[|(]?", "\\w*"]));
        for c in part.filter(|c| c.is_ascii_alphanumeric() || "-._:".contains(*c)) {
            let c = regex_lite::escape(&c.to_string());
            pattern += &match self.below(14) {
                0 => format!("{c}+"),
                1 => format!("{c}?x*"),
                2 => format!("{c}{{1,2}}Q{{0}}"),
                3 => format!("(?:{c}|yes)"),
                4 => format!("({c}[)])?[{c}x]"),
                5 => ".".to_owned(),
                6 => format!("{c}+?y??"),
                _ => c,
            };
        }
        pattern += self.pick(&["", "", "", "$", "|never", "\\b", "z+*"]);
        format!("/{pattern}/")
    }

    fn operand(&mut self) -> String {
        if self.below(3) == 0 {
            let at = self.below(self.values.len());
            let text = self.values[at].clone();
            let is_operand = parse(&format!("f>{}", trail_loupe::query::quoted(&text))).problems.is_empty();
            if is_operand {
                return trail_loupe::query::quoted(&text);
            }
        }
        self.pick(&[
            "1",
            "0",
            "-1",
            "1.05",
            "1.9",
            "1.10",
            "1.08",
            "5",
            "1e2",
            "999.5",
            "3600",
            "1e3",
            "2016",
            "2023",
            "2023-07",
            "2023-07-10",
            "2023-07-10T12",
            "2023-07-10T12:00",
            "2023-07-10T12:00:00",
            "2023-07-10T12:00:00.5Z",
            "2023-07-10T14:00+02:00",
            "2024-02-29",
            "\"2023-07-10 12:00:00\"",
            "2024-06-30T23:59:59",
            "1e-401",
        ])
        .to_owned()
    }

    fn term(&mut self) -> String {
        match self.below(10) {
            0 => self.value(),
            1 => {
                let text = self.value();
                if text == "\"\"" { "a".to_owned() } else { text }
            }
            2 => format!("{}:*", self.path()),
            3 => {
                let (path, operator, operand) =
                    (self.path(), self.pick(&[">", ">=", "<", "<="]), self.operand());
                format!("{path}{operator}{operand}")
            }
            4 => {
                let (path, low, high) = (self.path(), self.operand(), self.operand());
                format!("{path}:[{low} TO {high}]")
            }
            5 => {
                let values: Vec<String> = (0..self.below(4) + 1).map(|_| self.value()).collect();
                format!("{}:({})", self.path(), values.join(" OR "))
            }
            _ => format!("{}:{}", self.path(), self.value()),
        }
    }

    fn query(&mut self, depth: usize) -> String {
        let part = |own: &mut Self| {
            if depth > 0 && own.below(4) == 0 { format!("({})", own.query(depth - 1)) } else { own.term() }
        };
        let mut out = String::new();
        for number in 0..self.below(3) + 1 {
            if number > 0 {
                out += self.pick(&[" ", " AND ", " OR ", " or "]);
            }
            out += self.pick(&["", "", "-", "NOT "]);
            out += &part(self);
        }
        out
    }
}

/// A value outside quotation marks.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_alphanumeric() { vec![c] } else { vec!['\\', c] }).collect()
}

fn check_generated(texts: &[String], world: &World, num_queries: usize, seed: u64) {
    let mut generator = Generator::new(texts, seed);
    let (mut asked, mut some, mut all) = (0, 0, 0);
    while asked < num_queries {
        let text = generator.query(2);
        // A path may be `arn`, a range may mix numbers and times: those are not asked.
        if !parse(&text).problems.is_empty() {
            continue;
        }
        asked += 1;
        let found = world.find(&text).len();
        some += usize::from(found > 0);
        all += usize::from(found == texts.len());
    }
    // The questions are worth asking: many find something, few find all.
    assert!(some * 4 > asked && all * 2 < asked, "{some} of {asked} find some, {all} find all");
}

#[test]
fn generated_queries_agree_on_our_records() {
    let texts = own_records();
    for (rows_per_segment, rows_per_blob, seed) in [(4, 3, 0x9E37_79B9), (100, 5, 0xDEAD_BEEF), (2, 16, 77)] {
        let world = World::new(&texts, rows_per_segment, rows_per_blob);
        check_generated(&texts, &world, 2_500, seed);
    }
}

#[test]
fn generated_queries_agree_on_public_records() {
    let Some((_, collected)) = shared_data::read_folder("data") else { return };
    let texts: Vec<String> = collected
        .files
        .into_iter()
        .flat_map(|file| file.records.into_iter().map(|record| record.json))
        // Every fourth: records of one source are much alike.
        .step_by(4)
        .collect();
    let world = World::new(&texts, 300, 40);
    check_generated(&texts, &world, 80, 0x5EED);
}

#[test]
fn rows_that_are_not_live_are_never_found() {
    let texts = own_records();
    let world = World::new(&texts, 5, 3);
    let even = |len: usize| Some(RowSet::from_fn(len, |row| row % 2 == 0));
    for text in
        ["", "eventName:*", "-eventName:*", "a OR requestParameters.key:*", "NOT (x a)", "/1/ -time:2023"]
    {
        let all = world.columns(text, |_| None, true);
        let kept = world.columns(text, even, true);
        let expected: Vec<usize> = all.into_iter().filter(|number| number % 5 % 2 == 0).collect();
        assert_eq!(kept, expected, "{text}");
    }
}

#[test]
fn without_a_configuration_no_verdict_matches() {
    let world = World::new(&own_records(), 5, 3);
    assert_eq!(world.columns("trail:recorded", |_| None, true).len(), 6);
    assert!(world.columns("trail:recorded OR trail:*", |_| None, false).is_empty());
    assert_eq!(world.columns("-trail:*", |_| None, false).len(), 16);
}

/// A store whose text is cut, and one that has no such blob.
#[test]
fn a_text_that_is_gone_matches_nothing() {
    use trail_loupe::query::bind::bind;
    use trail_loupe::query::exec::{Matcher, Source};
    use trail_loupe::record::fields::RecordFields;
    use trail_loupe::segment::{Blob, BlobId, Dictionaries, Place, RecordStore, SegmentBuilder};
    let (mut builder, mut dictionaries) = (SegmentBuilder::default(), Dictionaries::default());
    for (blob, offset, len) in [(0, 0, 9), (0, 3, 400), (0, u32::MAX, u32::MAX), (9, 0, 5)] {
        let place = Place { blob: BlobId(blob), offset, len };
        builder.push(&RecordFields::default(), place, &mut dictionaries);
    }
    let segment = builder.finish();
    let mut store = RecordStore::default();
    store.push(Blob::Plain(b"{\"a\":\"b\"}".to_vec()));
    let source =
        Source { segment: &segment, dictionaries: &dictionaries, store: &store, live: None, verdicts: None };
    let find =
        |text: &str| -> Vec<usize> { Matcher::new(&bind(&parse(text).expr)).rows(&source).iter().collect() };
    assert_eq!(find("a:b"), [0]);
    assert_eq!(find("b"), [0]);
    assert_eq!(find("-b"), [1, 2, 3]);
}

/// One record in question in each of many texts: what costs time is to inflate them.
#[test]
fn a_step_inflates_no_more_than_a_few_megabytes() {
    use trail_loupe::query::bind::bind;
    use trail_loupe::query::exec::{Matcher, Source};
    use trail_loupe::record::fields::RecordFields;
    use trail_loupe::segment::{Blob, Dictionaries, Place, RecordStore, SegmentBuilder};
    let (mut builder, mut dictionaries) = (SegmentBuilder::default(), Dictionaries::default());
    let mut store = RecordStore::default();
    let text = format!("{{\"a\":\"b\"}}{}", " ".repeat(1 << 20));
    for _ in 0..24 {
        let place = Place { blob: store.push(Blob::from_text(text.as_bytes())), offset: 0, len: 9 };
        builder.push(&RecordFields::default(), place, &mut dictionaries);
    }
    let segment = builder.finish();
    let source =
        Source { segment: &segment, dictionaries: &dictionaries, store: &store, live: None, verdicts: None };
    let mut pass = Matcher::new(&bind(&parse("a:b").expr)).begin(&source);
    let mut steps = 1;
    while pass.step(&store) {
        steps += 1;
    }
    assert!((6..=24).contains(&steps), "{steps} steps");
    assert_eq!(pass.finish().count(), 24);
}
