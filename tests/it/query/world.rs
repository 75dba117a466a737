//! Records as segments and as plain values, side by side.

use trail_loupe::base::json::Value;
use trail_loupe::query::bind::bind;
use trail_loupe::query::exec::{Matcher, Source, Verdicts};
use trail_loupe::query::parse;
use trail_loupe::record::field::FieldId;
use trail_loupe::record::fields::{self, Cell, RecordFields};
use trail_loupe::record::{category, identity, user_agent};
use trail_loupe::segment::{Blob, Dictionaries, Place, RecordStore, RowSet, Segment, SegmentBuilder};

use super::naive::{Node, Record, holds};

/// The verdicts that rows have in turn.
const VERDICTS: [&str; 3] = ["recorded", "not-recorded", "never"];

/// Sets the fields that are ours, as loading does.
fn derive(fields: &mut RecordFields<'_>, path: &str) {
    let one = |text: &str| Cell::One(text.to_owned().into());
    let category = category::category(fields).into_owned();
    let read_write = category::read_write(fields, &category);
    let user = identity::user_label(fields);
    fields.set(FieldId::ReadWrite, read_write.map_or(Cell::Absent, one));
    fields.set(FieldId::Category, one(&category));
    fields.set(FieldId::User, user.as_deref().map_or(Cell::Absent, one));
    let family = fields.first(FieldId::UserAgent).and_then(user_agent::family).map(str::to_owned);
    fields.set(FieldId::UserAgentFamily, family.as_deref().map_or(Cell::Absent, one));
    fields.set(FieldId::File, one(path));
}

pub(super) struct World {
    records: Vec<Record>,
    dictionaries: Dictionaries,
    store: RecordStore,
    segments: Vec<Segment>,
    words: Vec<Vec<String>>,
    verdicts: Vec<Vec<u32>>,
}

impl World {
    /// Segments of `rows_per_segment` rows, in blobs of `rows_per_blob`.
    pub(super) fn new(texts: &[String], rows_per_segment: usize, rows_per_blob: usize) -> Self {
        let mut own = Self {
            records: Vec::new(),
            dictionaries: Dictionaries::default(),
            store: RecordStore::default(),
            segments: Vec::new(),
            words: Vec::new(),
            verdicts: Vec::new(),
        };
        let mut builder = SegmentBuilder::default();
        for (number, texts) in texts.chunks(rows_per_blob).enumerate() {
            let path = format!("AWSLogs/111122223333/file-{number}.json.gz");
            let blob = own.store.next_id();
            let mut whole = String::from("{\"Records\":[");
            for text in texts {
                let place = Place { blob, offset: whole.len() as u32, len: text.len() as u32 };
                whole.push_str(text);
                whole.push(',');
                let mut fields = fields::extract(Value::new(text));
                derive(&mut fields, &path);
                builder.push(&fields, place, &mut own.dictionaries);
                let first = |field: FieldId| fields.first(field).map(str::to_owned);
                own.records.push(Record {
                    node: Node::parse(text),
                    user: first(FieldId::User),
                    category: first(FieldId::Category),
                    read_write: first(FieldId::ReadWrite),
                    agent_family: first(FieldId::UserAgentFamily),
                    file: first(FieldId::File),
                    verdict: Some(VERDICTS[own.records.len() % VERDICTS.len()]),
                });
                if builder.num_rows() == rows_per_segment {
                    own.segments.push(builder.finish());
                }
            }
            // Every second blob stays plain.
            let whole = whole.into_bytes();
            own.store.push(if number % 2 == 0 { Blob::Plain(whole) } else { Blob::from_text(&whole) });
        }
        if builder.num_rows() > 0 {
            own.segments.push(builder.finish());
        }
        let mut verdicts = (0..VERDICTS.len() as u32).cycle();
        own.verdicts =
            own.segments.iter().map(|segment| verdicts.by_ref().take(segment.num_rows()).collect()).collect();
        own.words = VERDICTS.iter().map(|word| vec![(*word).to_owned()]).collect();
        own
    }

    /// The records that a text finds, by number: columns and the plain evaluation must agree.
    pub(super) fn find(&self, text: &str) -> Vec<usize> {
        let parsed = parse(text);
        assert!(parsed.problems.is_empty(), "{text}: {:?}", parsed.problems);
        let expected: Vec<usize> =
            (0..self.records.len()).filter(|&number| holds(&parsed.expr, &self.records[number])).collect();
        let found = self.columns(text, |_| None, true);
        assert_eq!(found, expected, "{text}");
        found
    }

    /// What the columns alone say.
    pub(super) fn columns(
        &self,
        text: &str,
        live: impl Fn(usize) -> Option<RowSet>,
        has_verdicts: bool,
    ) -> Vec<usize> {
        let mut matcher = Matcher::new(&bind(&parse(text).expr));
        let mut found = Vec::new();
        let mut first = 0;
        for (number, segment) in self.segments.iter().enumerate() {
            let live = live(segment.num_rows());
            let rows = matcher.rows(&Source {
                segment,
                dictionaries: &self.dictionaries,
                store: &self.store,
                live: live.as_ref(),
                verdicts: has_verdicts
                    .then_some(Verdicts { of_rows: &self.verdicts[number], words: &self.words }),
            });
            assert_eq!(rows.len(), segment.num_rows());
            found.extend(rows.iter().map(|row| first + row));
            first += segment.num_rows();
        }
        found
    }
}
