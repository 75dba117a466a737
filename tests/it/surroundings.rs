//! What happened around an event, and where the event stands among it.

use serde_json::json;
use trail_loupe::base::timestamp::Timestamp;
use trail_loupe::engine::protocol::{Command, EventKey, GroupValue, Page, Sort, Update};
use trail_loupe::view::surroundings::{MINUTES, Scope, Surroundings};

use crate::groups::plain::{self, World};
use crate::pool::Pool;
use crate::sample_files;

fn text(value: &GroupValue) -> Option<&str> {
    match value {
        GroupValue::Text(text) => Some(text),
        GroupValue::Object | GroupValue::Missing => None,
    }
}

#[test]
fn around_an_event_is_what_shares_a_value_and_is_near() {
    let world = World::of_sample();
    let (_, values) = sample_files::all();
    let mut seen = [0; 3];
    for record in values.iter().step_by(17) {
        let Some(around) = Surroundings::of(&record.to_string()) else { continue };
        let own_time = Timestamp::parse(record["eventTime"].as_str().expect("a time")).expect("a time").0;
        for choice in &around.choices {
            let field = match choice.scope {
                Scope::Account => "recipientAccountId",
                Scope::Address => "sourceIPAddress",
                Scope::Identity => ["userIdentity.arn", "userIdentity.principalId", "userIdentity.invokedBy"]
                    .into_iter()
                    .find(|field| record.pointer(&format!("/{}", field.replace('.', "/"))).is_some())
                    .expect("an identity"),
            };
            seen[Scope::ALL.iter().position(|scope| *scope == choice.scope).expect("a scope")] += 1;
            for minutes in MINUTES {
                let query = around.query(choice, minutes);
                let expected = world.records.iter().filter(|other| {
                    let is_near = plain::time(other)
                        .is_some_and(|time| (time - own_time).abs() <= i64::from(minutes) * 60_000);
                    let has_value =
                        plain::values(other, field).iter().filter_map(text).any(|text| text == choice.value);
                    is_near && has_value
                });
                let expected = expected.count();
                assert!(expected > 0, "the event itself is there");
                assert_eq!(world.matching(&query).len(), expected, "{query}");
            }
        }
    }
    assert!(seen.iter().all(|&seen| seen > 5), "every scope was tried: {seen:?}");
}

#[test]
fn the_filter_text_is_plain_and_what_cannot_be_asked_is_not() {
    let record = json!({
        "eventTime": "2026-03-01T10:00:00Z", "recipientAccountId": "111122223333",
        "userIdentity": { "type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/a\"b" },
        "sourceIPAddress": "192.0.2.7",
    });
    let around = Surroundings::of(&record.to_string()).expect("it has a time");
    let queries: Vec<String> = around.choices.iter().map(|choice| around.query(choice, 5)).collect();
    let range = "eventTime:[2026-03-01T09:55:00Z TO 2026-03-01T10:05:00Z]";
    assert_eq!(
        queries,
        [
            format!("recipientAccountId:\"111122223333\" {range}"),
            format!("userIdentity.arn:\"arn:aws:iam::111122223333:user/a\\\"b\" {range}"),
            format!("sourceIPAddress:\"192.0.2.7\" {range}"),
        ]
    );
    let service =
        json!({ "eventTime": "2026-03-01T10:00:00Z", "userIdentity": { "invokedBy": "ec2.amazonaws.com" } });
    let around = Surroundings::of(&service.to_string()).expect("it has a time");
    assert_eq!(around.choices.len(), 1);
    assert_eq!(
        around.query(&around.choices[0], 1),
        "userIdentity.invokedBy:\"ec2.amazonaws.com\" eventTime:[2026-03-01T09:59:00Z TO 2026-03-01T10:01:00Z]"
    );
    for untimed in [json!({}), json!({ "eventTime": "yesterday", "sourceIPAddress": "192.0.2.7" })] {
        assert_eq!(Surroundings::of(&untimed.to_string()), None);
    }
}

fn page(pool: &mut Pool) -> Page {
    let columns = vec!["eventName".to_owned()];
    pool.command(Command::SetWindow { first: 0, count: 0, columns: columns.clone() });
    pool.command(Command::SetWindow { first: 0, count: 1_000, columns });
    pool.last(|update| match update {
        Update::Page(page) => Some(page.clone()),
        _ => None,
    })
    .expect("a page was published")
}

fn located(pool: &Pool) -> (EventKey, String, Option<u64>) {
    pool.last(|update| match update {
        Update::Located { key, query, index } => Some((*key, query.clone(), *index)),
        _ => None,
    })
    .expect("a place was published")
}

#[test]
fn an_event_is_found_at_its_place_in_every_order() {
    let world = World::of_sample();
    for num_shards in [1, 3] {
        let mut pool = world.pool(num_shards, 8);
        for query in ["", "readWrite:write", "errorCode:*"] {
            pool.command(Command::SetQuery { text: query.to_owned() });
            for (field, descending) in [
                ("eventTime", true),
                ("eventName", false),
                ("errorCode", true),
                ("requestParameters.bucketName", false),
            ] {
                pool.command(Command::SetSort(Sort { field: field.to_owned(), descending }));
                let rows = page(&mut pool).rows;
                assert_eq!(rows.len(), world.matching(query).len());
                for (place, row) in rows.iter().enumerate().step_by(23) {
                    pool.command(Command::LocateEvent { key: row.key, query: query.to_owned() });
                    assert_eq!(located(&pool), (row.key, query.to_owned(), Some(place as u64)), "by {field}");
                }
            }
        }
    }
}

#[test]
fn a_place_is_said_only_for_the_filter_it_was_asked_for() {
    let world = World::of_sample();
    let mut pool = world.pool(2, 3);
    let success = {
        pool.command(Command::SetQuery { text: "-errorCode:*".to_owned() });
        page(&mut pool).rows[5].key
    };
    let errors = "errorCode:*".to_owned();
    pool.command(Command::LocateEvent { key: success, query: errors.clone() });
    let places =
        |pool: &Pool| pool.updates.iter().filter(|update| matches!(update, Update::Located { .. })).count();
    assert_eq!(places(&pool), 0, "that filter is not in force yet");
    pool.command(Command::SetQuery { text: errors.clone() });
    assert_eq!(located(&pool), (success, errors, None), "an event that is not among the matches");
    pool.command(Command::SetQuery { text: String::new() });
    assert_eq!(places(&pool), 1, "it is said once");
}
