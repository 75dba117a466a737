//! Columns give back exactly what went in, whatever their width and shape.

use std::rc::Rc;

use trail_loupe::base::gzip::Buffer;
use trail_loupe::base::json::Value;
use trail_loupe::base::sha256::{Hasher, hex};
use trail_loupe::base::timestamp::Timestamp;
use trail_loupe::record::field::{FIELDS, FieldId};
use trail_loupe::record::fields::{Cell, RecordFields, extract};
use trail_loupe::segment::identifier::{Ident, format_guid, parse_guid};
use trail_loupe::segment::{
    Blob, BlobId, Codes, Column, Dictionaries, Place, RecordStore, RowId, Segment, SegmentBuilder, TimeColumn,
};

fn place(row: usize) -> Place {
    Place { blob: BlobId(0), offset: row as u32, len: 1 }
}

/// What a column says of a row, in the form that it was built from.
fn cell(
    column: &Column,
    field: FieldId,
    dictionaries: &Dictionaries,
    row: RowId,
) -> (Vec<Option<String>>, bool) {
    match column {
        Column::Dict(dict) => {
            let text = |code| dictionaries.get(field).text(code).expect("a known code").to_owned();
            let has_object = dict.spilled().get(row).is_some_and(|spilled| spilled.has_object);
            (dict.values(row).map(|code| code.map(text)).collect(), has_object)
        }
        Column::Ident(idents) => match idents.get(row) {
            Ident::Absent => (Vec::new(), false),
            Ident::Guid(bits) => (vec![Some(format_guid(bits))], false),
            Ident::Text(text) => (vec![Some(text.to_owned())], false),
            Ident::Spilled(values) => {
                let has_object = idents.spilled().get(row).is_some_and(|spilled| spilled.has_object);
                (values.to_vec(), has_object)
            }
        },
        Column::Time(times) => match times.written().get(row) {
            Some(written) => (written.values.to_vec(), written.has_object),
            None => match times.millis()[row.0 as usize] {
                TimeColumn::UNTIMED => (Vec::new(), false),
                millis => (vec![Some(Timestamp(millis).to_string())], false),
            },
        },
    }
}

fn expected(cell: &Cell<'_>) -> (Vec<Option<String>>, bool) {
    match cell {
        Cell::Absent => (Vec::new(), false),
        Cell::One(text) => (vec![Some(text.to_string())], false),
        Cell::List(list) => (
            list.values.iter().map(|value| value.as_ref().map(ToString::to_string)).collect(),
            list.has_object,
        ),
    }
}

fn built(records: &[RecordFields<'_>]) -> (Segment, Dictionaries) {
    let mut builder = SegmentBuilder::default();
    let mut dictionaries = Dictionaries::default();
    for (row, fields) in records.iter().enumerate() {
        builder.push(fields, place(row), &mut dictionaries);
    }
    (builder.finish(), dictionaries)
}

fn check(texts: &[String]) -> (Segment, Dictionaries) {
    let records: Vec<RecordFields<'_>> = texts.iter().map(|text| extract(Value::new(text))).collect();
    let (segment, dictionaries) = built(&records);
    assert_eq!(segment.num_rows(), texts.len());
    for (row, fields) in records.iter().enumerate() {
        for field in &FIELDS {
            let row = RowId(row as u32);
            let said = cell(segment.column(field.id), field.id, &dictionaries, row);
            assert_eq!(said, expected(fields.get(field.id)), "{} of {}", field.name, texts[row.0 as usize]);
        }
        assert_eq!(segment.place(RowId(row as u32)), Some(place(row)));
    }
    (segment, dictionaries)
}

#[test]
fn every_shape_of_a_value_comes_back() {
    let texts: Vec<String> = [
        r#"{}"#,
        r#"{"eventName":"A","eventID":"00000000-0000-4000-8000-0000000000ab","eventTime":"2026-03-01T00:00:00Z"}"#,
        r#"{"eventName":["A","B",null],"eventID":"00000000-0000-4000-8000-0000000000AB","eventTime":"2026-03-01 00:00:00"}"#,
        r#"{"eventName":{"x":1},"eventID":["a",1],"eventTime":"redacted"}"#,
        r#"{"eventName":"","eventID":"","eventTime":""}"#,
        r#"{"eventName":7,"eventID":7,"eventTime":1424476529.0}"#,
        r#"{"eventName":true,"eventID":{"a":1},"eventTime":["2026-03-01T00:00:00Z","x"]}"#,
        r#"{"eventTime":"2026-03-01T00:00:60Z"}"#,
        r#"{"eventTime":{"a":1}}"#,
        r#"{"resources":[{"ARN":"a","type":"T"},{"type":"U"},{"arn":"b"},null,"text"]}"#,
    ]
    .map(str::to_owned)
    .to_vec();
    check(&texts);
}

#[test]
fn codes_take_the_narrowest_width_that_holds_them() {
    let width = |num_values: usize| -> (&'static str, usize) {
        let texts: Vec<String> = (0..num_values.max(3))
            .map(|row| match row {
                1 if num_values > 1 => r#"{"eventName":["A","B"]}"#.to_owned(),
                _ => format!(r#"{{"eventName":"Name{}"}}"#, row % num_values),
            })
            .collect();
        let (segment, dictionaries) = check(&texts);
        let Column::Dict(column) = segment.column(FieldId::EventName) else { panic!("a dictionary column") };
        let name = match column.codes() {
            Codes::Constant(..) => "constant",
            Codes::U8(_) => "u8",
            Codes::U16(_) => "u16",
            Codes::U32(_) => "u32",
        };
        (name, dictionaries.get(FieldId::EventName).len())
    };
    assert_eq!(width(1), ("constant", 1));
    assert_eq!(width(200), ("u8", 201));
    assert_eq!(width(253), ("u8", 254));
    assert_eq!(width(254), ("u16", 255));
    assert_eq!(width(60_000), ("u16", 60_001));
}

#[test]
fn dictionaries_give_each_text_one_code_across_segments() {
    let mut builder = SegmentBuilder::default();
    let mut dictionaries = Dictionaries::default();
    for round in 0..3 {
        for row in 0..30_000 {
            let text = format!(r#"{{"eventName":"Name{row}"}}"#);
            if builder.is_full() {
                assert_eq!(builder.finish().num_rows(), 65_536);
            }
            builder.push(&extract(Value::new(&text)), place(row), &mut dictionaries);
        }
        assert_eq!(dictionaries.get(FieldId::EventName).len(), 30_000, "round {round}");
        builder.finish();
    }
    let dictionary = dictionaries.get(FieldId::EventName);
    assert!(dictionary.iter().all(|(code, text)| dictionary.code(text) == Some(code)));
    assert_eq!(dictionary.code("absent"), None);
}

#[test]
fn a_guid_is_packed_only_where_it_prints_back_the_same() {
    let guid = "0123abcd-4567-89ef-0123-456789abcdef";
    assert_eq!(parse_guid(guid).map(format_guid).as_deref(), Some(guid));
    for other in [
        "0123ABCD-4567-89ef-0123-456789abcdef",
        "0123abcd-4567-89ef-0123-456789abcde",
        "0123abcd-4567-89ef-0123-456789abcdefa",
        "0123abcd04567-89ef-0123-456789abcdef",
        "0123abcg-4567-89ef-0123-456789abcdef",
        "a1b2c3d4-5678-90ab-cdef-EXAMPLEbbbbb",
        "",
    ] {
        assert_eq!(parse_guid(other), None, "{other}");
    }
}

#[test]
fn texts_are_kept_compressed_and_come_back_whole() {
    let mut store = RecordStore::default();
    let long: String = (0..10_000).map(|number| format!("{},", number % 7)).collect();
    let ids: Vec<BlobId> =
        ["", "short", &long].map(|text| store.push(Blob::from_text(text.as_bytes()))).to_vec();
    assert!(store.memory() < long.len() / 2);
    for (id, text) in ids.iter().zip(["", "short", &long]) {
        assert_eq!(store.text(*id).text(), text.as_bytes());
    }
    let at = |offset, len| store.record(Place { blob: ids[2], offset, len });
    assert_eq!(at(0, 4).as_deref(), Some("0,1,"));
    assert_eq!(at(0, u32::MAX), None);
    assert_eq!(at(u32::MAX, 1), None);
    for (id, text) in ids.iter().zip(["", "short", &long]) {
        let mut hasher = Hasher::default();
        store.hash(*id, &mut hasher);
        assert_eq!(hasher.hex(), hex(text.as_bytes()));
    }
    assert_eq!(hex(b"short"), "f9b0078b5df596d2ea19010c001bbd009e651de2c57e8fb7e355f31eb9d3f739");
}

/// Twenty texts of 10,000 bytes, each another one.
fn twenty_texts() -> (RecordStore, Vec<(BlobId, String)>) {
    let mut store = RecordStore::default();
    let texts = (0..20).map(|number| {
        let text: String = (0..2_000).map(|word| format!("{:05}", (word + number) % 50)).collect();
        (store.push(Blob::from_text(text.as_bytes())), text)
    });
    let texts = texts.collect();
    (store, texts)
}

/// Asks for texts in order, each of which must be right; gives those that are at hand since `before`.
fn pass_over(store: &RecordStore, texts: &[(BlobId, String)], before: &mut [Option<Rc<Buffer>>]) -> Vec<u32> {
    let mut at_hand = Vec::new();
    for (id, text) in texts {
        let found = store.text(*id);
        assert!(found.text() == text.as_bytes());
        let before = &mut before[id.0 as usize];
        if before.as_ref().is_some_and(|before| Rc::ptr_eq(before, &found)) {
            at_hand.push(id.0);
        }
        *before = Some(found);
    }
    at_hand
}

#[test]
fn a_search_over_more_than_fits_finds_the_same_texts_at_hand_each_time() {
    for (budget, kept) in [(0, 0), (9_999, 0), (10_000, 1), (65_000, 6), (200_000, 20), (usize::MAX, 20)] {
        let (mut store, texts) = twenty_texts();
        store.let_go(budget);
        let packed = store.memory();
        let mut before = vec![None; texts.len()];
        assert_eq!(pass_over(&store, &texts, &mut before), [0u32; 0]);
        for _ in 0..5 {
            let at_hand = pass_over(&store, &texts, &mut before);
            assert_eq!(at_hand, (0..kept).collect::<Vec<u32>>(), "a budget of {budget}");
            let inflated = store.memory() - packed;
            assert!(inflated <= budget.saturating_add(4 * 10_000), "{inflated} of {budget}");
            // The row on display was looked at last.
            let last = pass_over(&store, &texts[17..], &mut before);
            assert_eq!(last, [17, 18, 19]);
        }
        store.let_go(budget);
        assert_eq!(store.memory(), packed);
        assert_eq!(pass_over(&store, &texts, &mut before), [0u32; 0], "all are let go of");
    }
}

#[test]
fn texts_that_nobody_asks_for_any_more_give_way() {
    let (mut store, texts) = twenty_texts();
    store.let_go(65_000);
    let mut before = vec![None; texts.len()];
    pass_over(&store, &texts, &mut before);
    // Eight texts that are not kept, and more than pass through at a time.
    let asked = &texts[10..18];
    let at_hand: Vec<usize> = (0..8).map(|_| pass_over(&store, asked, &mut before).len()).collect();
    assert_eq!(at_hand[0], 0);
    assert!(at_hand[7] >= 6, "{at_hand:?}");
    assert!(pass_over(&store, &texts[..6], &mut before).len() < 6, "the others have given way");
}
