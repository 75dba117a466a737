//! How far loading is, in words.

use super::format::{bytes, count, counted};
use crate::engine::protocol::{LoadStatus, Phase};

/// Done in all, in percent; bytes count, and where there are none, files.
pub fn percent(status: &LoadStatus) -> u8 {
    let (done, total) = match status.bytes_total {
        0 => (status.given_done, status.given_total),
        _ => (status.bytes_done, status.bytes_total),
    };
    match total {
        0 => 0,
        _ => (done.min(total) as f64 / total as f64 * 100.0) as u8,
    }
}

/// The progress in words, as a screen reader says it.
pub fn progress(status: &LoadStatus) -> String {
    format!(
        "{} of {}, {} of {}, {} so far",
        count(status.given_done),
        counted(status.given_total, "file", "files"),
        bytes(status.bytes_done),
        bytes(status.bytes_total),
        counted(status.events, "event", "events"),
    )
}

/// The state in one line.
pub fn headline(status: &LoadStatus) -> String {
    match status.phase {
        Phase::Empty => String::new(),
        Phase::Loading => format!("Reading {}", counted(status.given_total, "file", "files")),
        Phase::Ready => {
            let events = counted(status.events, "event", "events");
            let files = counted(status.files, "file", "files");
            if status.was_cancelled {
                format!("{events} in {files}, loading cancelled")
            } else {
                format!("{events} in {files}")
            }
        }
    }
}

/// What was not taken as an event of its own, each with its number; empty where everything was.
pub fn remarks(status: &LoadStatus) -> Vec<String> {
    let mut remarks = Vec::new();
    if status.duplicates > 0 {
        remarks.push(counted(status.duplicates, "duplicate", "duplicates"));
    }
    if status.recovered > 0 {
        remarks.push(format!("{} recovered", count(status.recovered)));
    }
    if status.skipped > 0 {
        remarks.push(format!("{} unreadable", count(status.skipped)));
    }
    if status.lost > 0 {
        remarks.push(counted(status.lost, "file lost", "files lost"));
    }
    remarks
}

/// That a worker has ended, in a sentence.
pub fn worker_ended(shard: u16, why: &str) -> String {
    format!("Worker {} has ended, and the events it held are gone: {why}", u32::from(shard) + 1)
}

/// What is missing since workers have ended, in a sentence.
pub fn lost(num_files: u64) -> String {
    let (files, are) = (counted(num_files, "file", "files"), if num_files == 1 { "is" } else { "are" });
    format!("{files} went with a worker that has ended and {are} not in any answer.")
}

/// The title of the tab.
pub fn title(status: &LoadStatus) -> String {
    const NAME: &str = "Trail Loupe";
    match status.phase {
        Phase::Empty => NAME.to_owned(),
        Phase::Loading => format!("{}% – {NAME}", percent(status)),
        Phase::Ready => format!("{} – {NAME}", counted(status.events, "event", "events")),
    }
}
