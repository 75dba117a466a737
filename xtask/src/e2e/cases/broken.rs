//! Files that are not what they should be: each is named with a reason, and everything else loads.

use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::Checked;
use crate::page::{Page, Place};

fn log(id: &str) -> Vec<u8> {
    json!({ "Records": [{ "eventVersion": "1.08", "eventID": id, "eventTime": "2026-03-01T08:00:00Z" }] })
        .to_string()
        .into_bytes()
}

fn gzip(text: &[u8]) -> Checked<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text)?;
    Ok(encoder.finish()?)
}

fn zip(members: &[(&str, &[u8])]) -> Checked<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A hostile file: name, bytes, the path under which it is named, and a word of its reason.
type Broken = (&'static str, Vec<u8>, &'static str, &'static str);

fn hostile() -> Checked<Vec<Broken>> {
    let sound = gzip(&log("gz"))?;
    let mut wrong_sum = sound.clone();
    let sum = wrong_sum.len() - 6;
    wrong_sum[sum] ^= 0xff;
    let mut trailing = sound.clone();
    trailing.extend(b"and something else behind it");
    let mut encrypted = zip(&[("secret.json", &log("zip"))])?;
    // The flag of an encrypted member, in its own header and in the directory.
    for (mark, at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let place = encrypted.windows(4).position(|window| window == mark).ok_or("a header")?;
        encrypted[place + at] |= 1;
    }
    let deep = format!("{{\"Records\":[{{\"a\":{}1{}}}]}}", "[".repeat(100_000), "]".repeat(100_000));
    Ok(vec![
        ("cut.json.gz", sound[..sound.len() - 12].to_vec(), "cut.json.gz", "cut off"),
        ("sum.json.gz", wrong_sum, "sum.json.gz", "damaged"),
        ("trailing.json.gz", trailing, "trailing.json.gz", "ignored"),
        ("bomb.json.gz", gzip(&vec![b' '; 64 << 20])?, "bomb.json.gz", "suspicious"),
        (
            "nested.zip",
            zip(&[("inner.zip", &zip(&[("bomb.gz", &gzip(&vec![0; 64 << 20])?)])?)])?,
            "nested.zip/inner.zip/bomb.gz",
            "suspicious",
        ),
        ("up.zip", zip(&[("../../etc/passwd", b"root"), ("fine.json", &log("fine"))])?, "passwd", ""),
        ("encrypted.zip", encrypted, "secret.json", "encrypted"),
        ("deep.json", deep.into_bytes(), "deep.json", "nested"),
        ("empty.json", Vec::new(), "empty.json", ""),
        ("zeros.json", vec![0; 4096], "zeros.json", ""),
    ])
}

pub(super) async fn ten_hostile_files_are_named(page: &Page) -> Checked {
    page.open(Place::Disk, "workers=2").await?;
    let hostile = hostile()?;
    let good: Vec<(String, Vec<u8>)> =
        (0..10).map(|number| (format!("good-{number}.json"), log(&format!("good-{number}")))).collect();
    let mut files: Vec<(&str, &[u8])> =
        hostile.iter().map(|(name, bytes, ..)| (*name, bytes.as_slice())).collect();
    files.extend(good.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    page.drop_bytes(&files).await?;
    let status = page.wait_until_ready().await?;
    assert_eq!(status.records, status.events + status.duplicates);
    page.click_tab("Files").await?;
    for (name, _, path, reason) in &hostile {
        let told = page.text(&format!("[data-file*='{path}']")).await?;
        assert!(told.contains(reason), "{name}: {told}");
    }
    for (name, _) in &good {
        page.wait_for(&format!("[data-file='{name}'][data-events='1']")).await?;
    }
    page.wait_for("[data-file$='fine.json'][data-events='1']").await?;
    Ok(())
}

/// Files that go away while others are being read: each is read or named.
pub(super) async fn files_that_vanish_are_named(page: &Page) -> Checked {
    const FILES: usize = 1_500;
    page.open(Place::Disk, "workers=1").await?;
    let folder = page.folder("vanishing")?;
    let paths: Vec<PathBuf> = (0..FILES).map(|number| folder.join(format!("{number}.json"))).collect();
    for (number, path) in paths.iter().enumerate() {
        std::fs::write(path, log(&format!("id-{number}")))?;
    }
    page.set_files(&paths).await?;
    std::fs::remove_dir_all(&folder)?;
    let status = page.wait_until_ready().await?;
    assert_eq!(status.files, FILES as u64);
    page.click_tab("Files").await?;
    // They are drawn some at a time.
    page.wait_for(&format!("tr[data-file]:nth-child({FILES})")).await?;
    let rows = "return ['unreadable', 'cloudtrail-log'].map((kind) => \
        document.querySelectorAll(`[data-file][data-kind='${kind}']`).length)";
    let rows = page.run_script(rows, Vec::new()).await?;
    let unreadable = rows[0].as_u64().unwrap_or_default();
    assert!(unreadable > 0, "none has vanished in time");
    assert_eq!(status.records, FILES as u64 - unreadable);
    Ok(())
}

/// The same files twice, more while the first are being read, and an end to it half-way: the counts agree.
pub(super) async fn loads_that_cross_add_up(page: &Page) -> Checked {
    page.open(Place::Disk, "workers=2").await?;
    let files: Vec<(String, Vec<u8>)> =
        (0..300).map(|number| (format!("{number}.json"), log(&format!("id-{number}")))).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    page.drop_bytes(&files).await?;
    page.drop_bytes(&files).await?;
    page.wait_for("[data-testid=load-status][data-state=ready][data-files='600']").await?;
    let status = page.wait_until_ready().await?;
    assert_eq!((status.records, status.events, status.duplicates), (600, 300, 300));
    page.drop_bytes(&files).await?;
    let cancelled =
        "const button = [...document.querySelectorAll('button')].find((it) => it.textContent === 'Cancel');
        button?.click();
        return button !== undefined";
    let was_cancelled = page.run_script(cancelled, Vec::new()).await?;
    page.wait_for("[data-testid=load-status][data-state=ready][data-files='900']").await?;
    let status = page.wait_until_ready().await?;
    assert_eq!(status.records, status.events + status.duplicates);
    assert_eq!(status.events, 300);
    assert!(was_cancelled == Value::Bool(true) || status.records == 900);
    Ok(())
}
