//! Files go in, and every record is accounted for.

use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::Checked;
use crate::page::{Colours, LoadStatus, Page, Place};

/// A small trail: `records` records from this second of 1 March 2026 on.
fn log_text(first_second: usize, records: usize) -> String {
    let records: Vec<Value> = (first_second..first_second + records)
        .map(|second| {
            json!({
                "eventVersion": "1.08",
                "userIdentity": { "type": "IAMUser", "userName": "alice", "accountId": "111122223333" },
                "eventTime": format!("2026-03-01T08:{:02}:{:02}Z", second / 60, second % 60),
                "eventSource": "ec2.amazonaws.com",
                "eventName": format!("DescribeThing{second:04}"),
                "awsRegion": "eu-west-1",
                "sourceIPAddress": "192.0.2.1",
                "eventID": format!("00000000-0000-4000-8000-{second:012}"),
                "readOnly": true,
                "recipientAccountId": "111122223333",
                "eventCategory": "Management",
            })
        })
        .collect();
    json!({ "Records": records }).to_string()
}

fn gzip(text: &str) -> Checked<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes())?;
    Ok(encoder.finish()?)
}

/// Files on disk for the file input.
fn written(page: &Page, files: &[(&str, Vec<u8>)]) -> Checked<Vec<PathBuf>> {
    let folder = page.folder("given")?;
    let mut paths = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

fn counts(files: u64, records: u64, duplicates: u64) -> LoadStatus {
    let events = records - duplicates;
    LoadStatus { files, records, events, duplicates, skipped: 0, recovered: 0 }
}

pub(super) async fn by_the_file_input(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    let one = gzip(&log_text(0, 40))?;
    let paths = written(
        page,
        &[("one.json.gz", one.clone()), ("again.json.gz", one), ("two.json", log_text(40, 5).into())],
    )?;
    page.set_files(&paths).await?;
    assert_eq!(page.wait_until_ready().await?, counts(3, 85, 40));
    assert_eq!(page.number("[role=grid]", "aria-rowcount").await?, 46);
    assert_eq!(page.number("[data-testid=match-count]", "data-matches").await?, 45);
    assert_eq!(page.number("[data-testid=match-count]", "data-total").await?, 45);
    // The newest first.
    let newest = page.attribute("[role=grid] [aria-rowindex='2']", "data-event-id").await?;
    assert_eq!(newest.as_deref(), Some("00000000-0000-4000-8000-000000000044"));
    Ok(())
}

pub(super) async fn by_a_drop_and_more_later(page: &Page) -> Checked {
    page.open(Place::Site, "workers=2").await?;
    page.drop_bytes(&[("one.json.gz", &gzip(&log_text(0, 10))?)]).await?;
    assert_eq!(page.wait_until_ready().await?, counts(1, 10, 0));
    page.drop_bytes(&[("two.json.gz", &gzip(&log_text(5, 10))?)]).await?;
    page.wait_for("[data-testid=load-status][data-state=ready][data-files='2']").await?;
    assert_eq!(page.wait_until_ready().await?, counts(2, 20, 5));
    Ok(())
}

pub(super) async fn from_a_zip(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let folder = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01";
    for (hour, first_second) in [("08", 0), ("10", 100)] {
        let name =
            format!("{folder}/111122223333_CloudTrail_eu-west-1_20260301T{hour}55Z_AbCdEfGhIjKlMnOp.json.gz");
        zip.start_file(name, options)?;
        zip.write_all(&gzip(&log_text(first_second, 7))?)?;
    }
    zip.start_file("notes.txt", options)?;
    zip.write_all(b"nothing to see")?;
    let bytes = zip.finish()?.into_inner();
    page.drop_bytes(&[("logs.zip", &bytes)]).await?;
    let status = page.wait_until_ready().await?;
    assert_eq!((status.records, status.events, status.files), (14, 14, 3));
    page.click_tab("Files").await?;
    page.wait_for("[data-file$='notes.txt']").await?;
    assert_eq!(page.number("[data-file*='T0855Z']", "data-records").await?, 7);
    for (name, colours) in [("files-light", Colours::Light), ("files-dark", Colours::Dark)] {
        page.use_colours(colours).await?;
        page.screenshot(name).await?;
    }
    Ok(())
}

pub(super) async fn the_sample(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    page.click_button("Try the sample").await?;
    let status = page.wait_until_ready().await?;
    assert_eq!((status.records, status.events, status.duplicates), (387, 386, 1));
    for (width, height) in [(1440, 900), (1024, 768)] {
        page.set_size(width, height).await?;
        for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
            page.use_colours(colours).await?;
            page.screenshot(&format!("events-{width}-{name}")).await?;
        }
    }
    Ok(())
}

pub(super) async fn a_row_opens_its_record(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    page.paste_text(&log_text(0, 3)).await?;
    assert_eq!(page.wait_until_ready().await?, counts(1, 3, 0));
    page.click("[role=grid] [aria-rowindex='3']").await?;
    let detail = "[role=region][aria-label='Event detail']";
    page.wait_for(&format!("{detail}[data-event-id='00000000-0000-4000-8000-000000000001']")).await?;
    assert!(page.text(detail).await?.contains("DescribeThing0001"));
    Ok(())
}
