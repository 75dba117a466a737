//! The list of indicators: how it is read, what is found, and that its filter finds exactly that.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use trail_loupe::engine::protocol::{
    Command, FoundIndicator, GroupValue, Indicator, IndicatorKind, IndicatorsFound, Update,
};
use trail_loupe::view::indicators::{self, IndicatorList, read};

use crate::groups::plain::{self, World};
use crate::pool::Pool;
use crate::query::naive::Record;

fn kinds(list: &IndicatorList) -> Vec<(IndicatorKind, &str)> {
    list.indicators.iter().map(|indicator| (indicator.kind, indicator.text.as_str())).collect()
}

#[test]
fn every_kind_is_recognised() {
    use IndicatorKind::{AccessKey, Address, Arn, EventId, Network, UserAgent};
    for (line, expected) in [
        ("192.0.2.7", vec![(Address, "192.0.2.7")]),
        ("  \"192.0.2.7\", ", vec![(Address, "192.0.2.7")]),
        ("192[.]0[.]2[.]7 # seen on Monday", vec![(Address, "192.0.2.7")]),
        ("2001:0DB8:0:0::0001", vec![(Address, "2001:db8::1")]),
        ("10.1.2.3/8", vec![(Network, "10.0.0.0/8")]),
        ("0.0.0.0/0", vec![(Network, "0.0.0.0/0")]),
        ("192.0.2.7/32", vec![(Address, "192.0.2.7")]),
        ("2001:db8:1::/32", vec![(Network, "2001:db8::/32")]),
        ("2001:db8::1/128", vec![(Address, "2001:db8::1")]),
        ("akiaiosfodnn7example", vec![(AccessKey, "AKIAIOSFODNN7EXAMPLE")]),
        ("ASIAIOSFODNN7EXAMPLE", vec![(AccessKey, "ASIAIOSFODNN7EXAMPLE")]),
        ("arn:aws:iam::111122223333:user/a", vec![(Arn, "arn:aws:iam::111122223333:user/a")]),
        ("B1946AC9-2cc1-4f0e-8a2b-000000000001", vec![(EventId, "b1946ac9-2cc1-4f0e-8a2b-000000000001")]),
        ("Boto3/1.9.201 Python/3.7", vec![(UserAgent, "Boto3/1.9.201 Python/3.7")]),
        ("[S3Console/0.4, aws-internal/3]", vec![(UserAgent, "[S3Console/0.4, aws-internal/3]")]),
        ("Mozilla/5.0 (X11; Linux x86_64)", vec![(UserAgent, "Mozilla/5.0 (X11; Linux x86_64)")]),
        ("agent: AWS Internal", vec![(UserAgent, "AWS Internal")]),
        ("UserAgent:kali", vec![(UserAgent, "kali")]),
        (
            "192.0.2.7,192.0.2.8;10.0.0.0/8",
            vec![(Address, "192.0.2.7"), (Address, "192.0.2.8"), (Network, "10.0.0.0/8")],
        ),
        ("192.0.2.7 Boto3/1.9", vec![(Address, "192.0.2.7"), (UserAgent, "Boto3/1.9")]),
        (
            "AKIAIOSFODNN7EXAMPLE|aws-cli/2.1",
            vec![(AccessKey, "AKIAIOSFODNN7EXAMPLE"), (UserAgent, "aws-cli/2.1")],
        ),
        ("# nothing but a remark", vec![]),
        ("", vec![]),
    ] {
        let list = read(line);
        assert_eq!(kinds(&list), expected, "{line}");
        assert!(list.refused.is_empty(), "{line}: {:?}", list.refused);
    }
}

#[test]
fn what_is_no_indicator_is_named_with_its_line_and_reason() {
    for (line, reason) in [
        ("203.0.113.5:443", "an address with a port"),
        ("[2001:db8::1]:443", "an address with a port"),
        ("192.0.2.1-192.0.2.9", "a span of addresses"),
        ("10.0.0.0/33", "no range of addresses"),
        ("2001:db8::/129", "no range of addresses"),
        ("hxxp://example.com/x", "a web address"),
        ("example.com", "no address"),
        ("arn:aws:s3", "no whole ARN"),
        ("arn:aws:iam::111122223333:role/*", "a wildcard"),
        ("AROAIOSFODNN7EXAMPLEA", "a principal ID"),
        ("111122223333", "an account ID"),
        ("d41d8cd98f00b204e9800998ecf8427e", "the hash of a file"),
        ("kali", "write \"agent:\""),
        ("agent:", "write \"agent:\""),
    ] {
        let list = read(&format!("192.0.2.7\n\n{line}\n192.0.2.8"));
        assert_eq!(list.indicators.len(), 2, "{line}");
        let [refused] = &list.refused[..] else { panic!("{line}: {:?}", list.refused) };
        assert_eq!((refused.line, refused.text.as_str()), (3, line));
        assert!(refused.reason.contains(reason), "{line}: {}", refused.reason);
    }
    let list = read("ip,note\r\n192.0.2.7,bad host\r\n192.0.2.7\nboto3/1.1\nBoto3/1.1");
    assert_eq!((list.indicators.len(), list.repeated), (2, 2), "letter case makes no other indicator");
    let refused: Vec<(u64, &str)> =
        list.refused.iter().map(|refused| (refused.line, refused.text.as_str())).collect();
    assert_eq!(refused, [(1, "ip,note"), (2, "bad"), (2, "host")], "no part of a line is lost in silence");
}

/// The values of a record's fields that are searched.
type Searched = BTreeMap<&'static str, Vec<String>>;

fn searched(record: &Record) -> Searched {
    let fields = IndicatorKind::ALL.iter().flat_map(|kind| kind.fields()).map(|field| field.field().name);
    let texts = |field: &str| {
        plain::values(record, field).into_iter().filter_map(|value| match value {
            GroupValue::Text(text) => Some(text),
            GroupValue::Object | GroupValue::Missing => None,
        })
    };
    fields.map(|field| (field, texts(field).collect())).collect()
}

/// Whether a record has an indicator, value by value.
fn holds(indicator: &Indicator, record: &Searched) -> bool {
    let is = |text: &str| {
        let address = text.parse::<IpAddr>();
        text.eq_ignore_ascii_case(&indicator.text)
            || match indicator.kind {
                IndicatorKind::Address => address.is_ok() && address == indicator.text.parse::<IpAddr>(),
                IndicatorKind::Network => address.is_ok_and(|address| is_inside(address, &indicator.text)),
                _ => false,
            }
    };
    indicator.kind.fields().iter().any(|field| record[field.field().name].iter().any(|text| is(text)))
}

/// Bit by bit.
fn is_inside(address: IpAddr, network: &str) -> bool {
    let (first, len) = network.split_once('/').expect("a range");
    let bits = |address: IpAddr| -> String {
        let octets = match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        octets.iter().map(|octet| format!("{octet:08b}")).collect()
    };
    let (own, first) = (bits(address), bits(first.parse().expect("an address")));
    own.len() == first.len() && own.starts_with(&first[..len.parse().expect("a length")])
}

fn found(pool: &mut Pool, list: Vec<Indicator>) -> IndicatorsFound {
    pool.command(Command::SetIndicators(list));
    last(pool)
}

fn last(pool: &Pool) -> IndicatorsFound {
    pool.last(|update| match update {
        Update::Indicators(found) => Some(found.clone()),
        _ => None,
    })
    .expect("indicators were answered")
}

/// Values that occur in the records, in other spellings too, among many that do not.
fn list_for(records: &[Record], every: usize) -> Vec<Indicator> {
    let mut lines: BTreeSet<String> =
        (0..1_200).map(|at| format!("198.51.{}.{}", at / 250, at % 250)).collect();
    for kind in IndicatorKind::ALL {
        for field in kind.fields() {
            let mut values: BTreeSet<String> = BTreeSet::new();
            for record in records {
                for value in plain::values(record, field.field().name) {
                    let GroupValue::Text(text) = value else { continue };
                    values.insert(text);
                }
            }
            for (at, value) in values.into_iter().enumerate().filter(|(at, _)| at % every == 0) {
                match (kind, value.parse::<IpAddr>()) {
                    (IndicatorKind::Network, Ok(_)) => {
                        let len = [8, 16, 24, 31][at % 4];
                        lines.insert(format!("{value}/{len}"));
                    }
                    (IndicatorKind::UserAgent, _) => {
                        lines.insert(format!("agent:{}", value.to_uppercase()));
                    }
                    _ => {
                        lines.insert(value);
                    }
                }
            }
        }
    }
    let text: Vec<String> = lines.into_iter().filter(|line| !line.contains('\n')).collect();
    read(&text.join("\n")).indicators
}

fn check(world: &World, every: usize) {
    let records: Vec<Searched> = world.records.iter().map(searched).collect();
    let list = list_for(&world.records, every);
    for num_shards in [1, 3] {
        let mut pool = world.pool(num_shards, 4);
        // The filter in force makes no difference.
        pool.command(Command::SetQuery { text: "errorCode:*".to_owned() });
        let answer = found(&mut pool, list.clone());
        assert_eq!(answer.list, list);
        let mut any = BTreeSet::new();
        let mut expected = Vec::new();
        for (place, indicator) in (0u32..).zip(&list) {
            let hits: Vec<usize> =
                (0..world.records.len()).filter(|&at| holds(indicator, &records[at])).collect();
            any.extend(hits.iter().copied());
            let times: Vec<i64> = hits.iter().filter_map(|&at| plain::time(&world.records[at])).collect();
            if !hits.is_empty() {
                let extent = times.iter().min().copied().zip(times.iter().max().copied());
                expected.push((place, hits.len() as u64, extent));
            }
        }
        let seen: Vec<_> =
            answer.found.iter().map(|found| (found.place, found.events, found.extent)).collect();
        assert_eq!(seen, expected, "{num_shards} workers");
        assert_eq!(answer.events, any.len() as u64);
        assert!(!seen.is_empty() && seen.len() < list.len(), "some occur, some do not");
        // The filter of a row, and the filter of them all.
        for (indicator, own) in indicators::pairs(&answer).step_by(1 + answer.found.len() / 40) {
            let term = indicators::term([(indicator, own)]).expect("one is short");
            let term = indicators::filtered("", &term, false);
            assert_eq!(world.matching(&term).len() as u64, own.events, "{term}");
        }
        let few: Vec<_> = indicators::pairs(&answer).step_by(3).take(40).collect();
        let hits = |at: usize| few.iter().any(|(indicator, _)| holds(indicator, &records[at]));
        let expected = (0..world.records.len()).filter(|&at| hits(at)).count();
        let term = indicators::term(few.iter().copied()).expect("forty are not too long");
        assert_eq!(world.matching(&indicators::filtered("", &term, false)).len(), expected, "{term}");
        let rest = indicators::filtered("", &term, true);
        assert_eq!(world.matching(&rest).len(), world.records.len() - expected, "{rest}");
    }
}

#[test]
fn the_sample_is_searched_as_its_records_are() {
    check(&World::of_sample(), 2);
}

#[test]
fn the_public_data_is_searched_as_its_records_are() {
    let Some(world) = World::of_shared_data() else { return };
    check(&world, 23);
}

#[test]
fn a_list_is_asked_again_when_more_is_loaded() {
    let world = World::of_sample();
    let mut pool = Pool::new(2, 1);
    let list = list_for(&world.records, 3);
    assert_eq!(found(&mut pool, list.clone()).found, []);
    let (half, rest) = world.files.split_at(world.files.len() / 2);
    pool.load(crate::sample_files::given(half));
    let first = last(&pool);
    pool.load(crate::sample_files::given(rest));
    let second = last(&pool);
    assert!(first.events > 0 && first.events < second.events);
    assert_eq!(second, found(&mut world.pool(1, 1), list));
    assert_eq!(found(&mut pool, Vec::new()), IndicatorsFound::default());
}

#[test]
fn a_long_list_makes_no_long_filter() {
    let list = read("192.0.2.1\n192.0.2.2\nAKIAIOSFODNN7EXAMPLE\n2001:db8::1\n203.0.113.0/24\nagent:x\"y")
        .indicators;
    let all: Vec<FoundIndicator> = (0u32..6)
        .map(|place| FoundIndicator {
            place,
            events: u64::from(place) + 1,
            extent: None,
            fields: if place == 2 { 3 } else { 1 },
        })
        .collect();
    let answer = IndicatorsFound { list, found: all, events: 9 };
    let term = indicators::term(indicators::pairs(&answer));
    assert_eq!(
        term.as_deref(),
        Some(
            "(sourceIPAddress:(\"192.0.2.1\" OR \"192.0.2.2\" OR 2001:db8::1/128 OR 203.0.113.0/24) OR \
             userIdentity.accessKeyId:\"AKIAIOSFODNN7EXAMPLE\" OR \
             responseElements.credentials.accessKeyId:\"AKIAIOSFODNN7EXAMPLE\" OR userAgent:\"x\\\"y\")"
        )
    );
    assert_eq!(indicators::summary(&answer), "6 of 6 indicators occur, in 9 events.");
    assert_eq!(indicators::rows(&answer)[0].0.text, "x\"y");
    assert_eq!(indicators::term([]), None);
    let many: Vec<String> = (0..1_000).map(|at| format!("10.0.{}.{}", at / 250, at % 250)).collect();
    let list = read(&many.join("\n")).indicators;
    let found =
        (0..1_000).map(|place| FoundIndicator { place, events: 1, extent: None, fields: 1 }).collect();
    let answer = IndicatorsFound { list, found, events: 1_000 };
    assert_eq!(indicators::term(indicators::pairs(&answer)), None);
    let none = IndicatorsFound { found: Vec::new(), ..answer };
    assert_eq!(indicators::summary(&none), "None of the 1,000 indicators occurs.");
    assert_eq!(indicators::absent(&none).lines().count(), 1_000);
}
