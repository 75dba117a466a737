//! Files reach the page by its input and by drops, folders included.

use std::path::PathBuf;

use crate::Checked;
use crate::page::{LoadStatus, Page, Place};

/// A log file with one record, whose id is its name.
fn log(id: &str) -> String {
    format!(
        r#"{{"Records":[{{"eventVersion":"1.08","eventID":"{id}","eventTime":"2026-03-01T08:00:00Z"}}]}}"#
    )
}

/// More files than one portion of a folder's listing holds, and a folder inside.
pub(super) async fn a_dropped_folder_is_walked(page: &Page) -> Checked {
    let mut names: Vec<String> = (0..230).map(|number| format!("many/{number:03}.json")).collect();
    names.extend(["inner/deep/last.json", "first.json", ".DS_Store"].map(str::to_owned));
    let folder = lay_out(page, "folder", &names)?;
    // Chromium lists a folder in different ways for the two places.
    for place in [Place::Disk, Place::Site] {
        page.open(place, "workers=1").await?;
        page.drop_paths(&[&folder, &folder.join("first.json")]).await?;
        let status = page.wait_until_ready().await?;
        // The file that lies beside the folder as well is read again, and its record counted as a duplicate.
        let expected =
            LoadStatus { files: 233, records: 233, events: 232, duplicates: 1, skipped: 0, recovered: 0 };
        assert_eq!(status, expected);
        page.click_tab("Files").await?;
        page.wait_for("[data-file='folder/inner/deep/last.json'][data-records='1']").await?;
    }
    Ok(())
}

pub(super) async fn what_is_no_log_is_named(page: &Page) -> Checked {
    page.open(Place::Site, "").await?;
    page.drop_bytes(&[
        ("empty.json", b""),
        ("cut.json.gz", b"\x1f\x8b\x00"),
        ("notes.txt", b"remember the milk"),
        ("log.json", log("a").as_bytes()),
    ])
    .await?;
    let status = page.wait_until_ready().await?;
    assert_eq!((status.files, status.records, status.events), (4, 1, 1));
    page.click_tab("Files").await?;
    for name in ["empty.json", "cut.json.gz", "notes.txt"] {
        let row = format!("[data-file='{name}']");
        assert_eq!(page.number(&row, "data-records").await?, 0, "{name}");
    }
    let cut = page.text("[data-file='cut.json.gz']").await?;
    assert!(cut.contains("damaged") || cut.contains("cut off"), "{cut}");
    Ok(())
}

/// A fresh folder with log files at these paths.
fn lay_out(page: &Page, name: &str, paths: &[String]) -> Checked<PathBuf> {
    let folder = page.folder(name)?;
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    for path in paths {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&file, log(path))?;
    }
    Ok(folder)
}
