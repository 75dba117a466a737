//! Files reach the page by its input and by drops, folders included.

use std::path::PathBuf;

use xtask::toolchain::scratch_dir;

use crate::Checked;
use crate::page::{LoadStatus, Page, Place};

const STATUS: &str = "[data-testid=load-status]";

pub(super) async fn the_input_takes_files(page: &Page) -> Checked {
    let folder = lay_out("input", &[("one.json", 3), ("two.json", 5)])?;
    page.open(Place::Disk, "workers=1").await?;
    page.set_files(&[folder.join("one.json"), folder.join("two.json")]).await?;
    let status = page.wait_until_ready().await?;
    assert_eq!(
        status,
        LoadStatus { files: 2, records: 0, events: 0, duplicates: 0, skipped: 0, recovered: 0 }
    );
    assert_eq!(page.number(STATUS, "data-bytes").await?, 8);
    Ok(())
}

pub(super) async fn a_drop_takes_files(page: &Page) -> Checked {
    page.open(Place::Site, "workers=1").await?;
    page.drop_bytes(&[("one.json", b"[]"), ("two.gz", b"\x1f\x8b\x00")]).await?;
    page.wait_for("[data-testid=load-status][data-files='2']").await?;
    assert_eq!(page.number(STATUS, "data-bytes").await?, 5);
    Ok(())
}

pub(super) async fn a_pasted_text_arrives(page: &Page) -> Checked {
    page.open(Place::Disk, "workers=1").await?;
    page.paste_text("{\"Records\":[]}").await?;
    page.wait_until_ready().await?;
    assert_eq!(page.text(STATUS).await?, "{\"Records\":[]}");
    Ok(())
}

/// More files than one portion of a folder's listing holds, and a folder inside.
pub(super) async fn a_dropped_folder_is_walked(page: &Page) -> Checked {
    let names: Vec<String> = (0..230).map(|number| format!("many/{number:03}.json")).collect();
    let mut files: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    files.extend([("inner/deep/last.json", 7), ("first.json", 2)]);
    let folder = lay_out("folder", &files)?;
    // Chromium lists a folder in different ways for the two places.
    for place in [Place::Disk, Place::Site] {
        page.open(place, "workers=1").await?;
        page.drop_paths(&[&folder, &folder.join("first.json")]).await?;
        page.wait_for("[data-testid=load-status][data-files='233']").await?;
        assert_eq!(page.number(STATUS, "data-bytes").await?, 241);
        assert!(
            page.text(STATUS).await?.contains("folder/inner/deep/last.json"),
            "the path inside what was dropped"
        );
    }
    Ok(())
}

/// A fresh folder with files of these lengths.
fn lay_out(name: &str, files: &[(&str, usize)]) -> Checked<PathBuf> {
    let folder = scratch_dir("e2e-files").map_err(|failure| failure.to_string())?.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, vec![b' '; *bytes])?;
    }
    Ok(folder)
}
