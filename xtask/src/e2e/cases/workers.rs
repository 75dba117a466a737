//! Workers end, and the page goes on: files are named, the rest stays usable, a second reading works.

use std::io::Write as _;

use serde_json::{Value, json};

use super::explore::first_row;
use crate::Checked;
use crate::page::{Page, Place};

/// Keeps the page's workers within the test's reach. The page notices nothing.
const HOLD_WORKERS: &str = "
    globalThis.heldWorkers = [];
    globalThis.Worker = class extends Worker {
        constructor(...rest) { super(...rest); heldWorkers.push(this); }
    };";

const READY: &str = "[data-testid=load-status][data-state=ready]";
const LOST: &str = "[data-file][data-kind=lost]";

/// More files than one worker gets at a time.
const FILES: u64 = 24;
const RECORDS: u64 = 5;

/// One file's records; the names of files are numbers.
fn log(file: u64) -> String {
    let records: Vec<Value> = (0..RECORDS)
        .map(|index| {
            json!({
                "eventVersion": "1.08", "eventID": format!("event-{file}-{index}"),
                "eventTime": format!("2026-03-01T{file:02}:00:{index:02}Z"), "eventName": "DescribeThings",
                "eventSource": "ec2.amazonaws.com", "awsRegion": "eu-west-1",
                "recipientAccountId": "111122223333",
            })
        })
        .collect();
    json!({ "Records": records }).to_string()
}

async fn opened_with_files(page: &Page) -> Checked {
    page.before_start(HOLD_WORKERS).await?;
    page.open(Place::Disk, "workers=2").await?;
    let files: Vec<(String, String)> = (0..FILES).map(|file| (format!("{file}.json"), log(file))).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    page.drop_bytes(&files).await?;
    Ok(())
}

/// After a worker has ended, on a screen where notices cover nothing: counts that add up, files that are named, then everything again.
async fn recovers(page: &Page, reason: &str) -> Checked {
    page.set_size(1440, 900).await?;
    page.click_tab("Files").await?;
    page.wait_for(LOST).await?;
    let status = page.wait_until_ready().await?;
    let lost = page.driver().find_all(thirtyfour::By::Css(LOST)).await?.len() as u64;
    assert!(lost > 0 && lost < FILES, "{lost} of {FILES} files were with one worker of two");
    assert_eq!(status.files, FILES);
    assert_eq!(status.records, (FILES - lost) * RECORDS);
    assert_eq!(status.records, status.events + status.duplicates);
    let told = page.text(LOST).await?;
    assert!(told.contains("has ended") && told.contains(reason), "{told}");

    // What is left can be worked with.
    page.click_tab("Events").await?;
    page.wait_for(&format!("[data-testid=match-count][data-matches='{}']", status.events)).await?;
    first_row(page).await?.click().await?;
    page.wait_for("[role=region][aria-label='Event detail']").await?;

    page.click_button("Read them again").await?;
    page.wait_for(&format!("{READY}[data-events='{}']", FILES * RECORDS)).await?;
    page.click_tab("Files").await?;
    assert!(page.driver().find_all(thirtyfour::By::Css(LOST)).await?.is_empty());
    Ok(())
}

/// The browser ends a worker without a word, as it may when memory is short.
pub(super) async fn one_is_ended_by_the_browser(page: &Page) -> Checked {
    opened_with_files(page).await?;
    page.wait_until_ready().await?;
    page.run_script("heldWorkers[1].terminate()", Vec::new()).await?;
    recovers(page, "the browser has ended it").await
}

/// All workers read one archive: with one of them a part of it ends, which is read again.
pub(super) async fn one_of_the_readers_of_an_archive_ends(page: &Page) -> Checked {
    page.before_start(HOLD_WORKERS).await?;
    page.open(Place::Disk, "workers=2").await?;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for file in 0..FILES {
        zip.start_file(format!("{file}.json"), options)?;
        zip.write_all(log(file).as_bytes())?;
        // Large enough for several parts.
        zip.write_all(&[b' '; 400_000])?;
    }
    let path = page.folder("given")?.join("logs.zip");
    std::fs::write(&path, zip.finish()?.into_inner())?;
    page.set_files(&[path]).await?;
    page.wait_until_ready().await?;
    page.run_script("heldWorkers[1].terminate()", Vec::new()).await?;
    recovers(page, "the browser has ended it").await
}

/// A worker asks for more memory than there can be: its program panics.
pub(super) async fn one_runs_out_of_memory(page: &Page) -> Checked {
    opened_with_files(page).await?;
    page.wait_until_ready().await?;
    // A message of this many bytes: the program makes room to copy it, which no address space of its kind has.
    let flood = "heldWorkers[0].postMessage([new ArrayBuffer(0), 2 ** 31 + 2 ** 16])";
    page.run_script(flood, Vec::new()).await?;
    recovers(page, "capacity overflow").await?;
    // The panic stands in the console as well, and nothing else does.
    let complaints = page.complaints().await?;
    assert!(complaints.iter().all(|line| line.contains("capacity overflow")), "{complaints:?}");
    Ok(())
}

/// All workers end while files are being read; the load still comes to an end.
pub(super) async fn all_end_while_loading(page: &Page) -> Checked {
    page.before_start(HOLD_WORKERS).await?;
    page.open(Place::Site, "workers=2").await?;
    // Ended as soon as they have been given something to read.
    let end_early = "
        for (const worker of heldWorkers) {
            const post = worker.postMessage.bind(worker);
            worker.postMessage = (...rest) => {
                post(...rest);
                if (rest[0].length > 1) setTimeout(() => worker.terminate(), 0);
            };
        }";
    page.run_script(end_early, Vec::new()).await?;
    let files: Vec<(String, String)> = (0..FILES).map(|file| (format!("{file}.json"), log(file))).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    page.drop_bytes(&files).await?;
    let status = page.wait_until_ready().await?;
    assert_eq!(status.files, FILES);
    page.click_tab("Files").await?;
    page.wait_for(LOST).await?;
    page.click_button("Read them again").await?;
    page.wait_for(&format!("{READY}[data-events='{}']", FILES * RECORDS)).await?;
    Ok(())
}
