//! Exports land as files, and what is in them is what the table shows.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use thirtyfour::Key;

use crate::Checked;
use crate::page::{Colours, Page, Place};

const PANEL: &str = "[data-testid=export]";
const MATCHES: &str = "[data-testid=match-count]";
const QUERY: &str = "input[role=combobox][aria-label='Filter events']";

/// The whole sample.
const ALL: usize = 386;

/// The longest that a download may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The page with the sample, and the empty folder that its downloads go to.
async fn sample(page: &Page, folder: &str) -> Checked<PathBuf> {
    let folder = page.downloads(folder).await?;
    page.open(Place::Disk, "").await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    page.click(".tl-export summary").await?;
    Ok(folder)
}

async fn filter(page: &Page, query: &str) -> Checked<usize> {
    let input = page.wait_for(QUERY).await?;
    input.send_keys(Key::Control + "a").await?;
    input.send_keys(query).await?;
    input.send_keys(Key::Enter + "").await?;
    let count = page.number(&format!("{MATCHES}[data-query='{query}']"), "data-matches").await?;
    Ok(usize::try_from(count)?)
}

async fn press(page: &Page, label: &str) -> Checked {
    page.click(&format!("{PANEL} button[aria-label='{label}']:not([disabled])")).await?;
    Ok(())
}

/// The text of a file once it is there.
pub(super) async fn downloaded(folder: &Path, name: &str) -> Checked<String> {
    let start = Instant::now();
    loop {
        match std::fs::read_to_string(folder.join(name)) {
            Ok(text) if !text.is_empty() => return Ok(text),
            _ if start.elapsed() > PATIENCE => {
                let there: Vec<_> =
                    std::fs::read_dir(folder)?.flatten().map(|entry| entry.file_name()).collect();
                return Err(format!("{name} was not downloaded; there is {there:?}").into());
            }
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

pub(super) async fn the_visible_columns_as_csv(page: &Page) -> Checked {
    let folder = sample(page, "csv").await?;
    let errors = filter(page, "errorCode:*").await?;
    // A pinned column stands first on screen, and so it does in the file.
    page.wait_for("[role=columnheader][data-field=eventName] button").await?.send_keys("p").await?;
    page.wait_for(".tl-table__content[data-pinned='1']").await?;
    press(page, "Export as CSV").await?;
    page.wait_for(&format!("{PANEL}[data-stage=written]")).await?;
    let text = downloaded(&folder, &format!("cloudtrail-{errors}-events.csv")).await?;
    let header =
        "eventName,eventTime,user,eventSource,sourceIPAddress,awsRegion,errorCode,resources.ARN,readWrite";
    assert_eq!(text.lines().next(), Some(header));
    assert_eq!(text.matches("\r\n").count(), errors + 1);
    let shown = page.text("[role=grid] [aria-rowindex='2'] [data-field=eventName]").await?;
    let first = text.lines().nth(1).unwrap_or_default();
    assert_eq!(
        first.split(',').next(),
        Some(shown.trim()),
        "the first row of the table is the first of the file"
    );
    for (width, height) in [(1440, 900), (1024, 768)] {
        page.set_size(width, height).await?;
        for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
            page.use_colours(colours).await?;
            page.screenshot(&format!("export-{width}-{name}")).await?;
        }
    }
    Ok(())
}

pub(super) async fn records_with_tokens_are_masked_or_not_as_chosen(page: &Page) -> Checked {
    let folder = sample(page, "json").await?;
    for (button, name, is_masked) in [
        ("Write masked", format!("cloudtrail-{ALL}-events-masked.json"), true),
        ("Write as delivered", format!("cloudtrail-{ALL}-events.json"), false),
    ] {
        press(page, "Export as JSON").await?;
        page.wait_for(&format!("{PANEL}[data-stage=asking]")).await?;
        if is_masked {
            page.screenshot("export-tokens").await?;
        }
        assert!(page.text(&format!("{PANEL} [role=status]")).await?.contains("hold a session token"));
        page.click_button(button).await?;
        page.wait_for(&format!("{PANEL}[data-stage=written]")).await?;
        let document: Value = serde_json::from_str(&downloaded(&folder, &name).await?)?;
        let records = document["Records"].as_array().ok_or("records")?;
        assert_eq!(records.len(), ALL);
        let text = document.to_string();
        assert_eq!(text.contains("[session token masked]"), is_masked);
        assert_eq!(text.contains("EXAMPLETOKEN"), !is_masked);
    }
    Ok(())
}

pub(super) async fn records_a_line_come_back_as_the_same_events(page: &Page) -> Checked {
    let folder = sample(page, "lines").await?;
    let count = filter(page, "service:s3").await?;
    press(page, "Export as NDJSON").await?;
    let asks = format!("{PANEL}[data-stage=asking]");
    page.wait_for(&format!("{asks}, {PANEL}[data-stage=written]")).await?;
    if !page.driver().find_all(thirtyfour::By::Css(asks.as_str())).await?.is_empty() {
        page.click_button("Write as delivered").await?;
    }
    let name = format!("cloudtrail-{count}-events.ndjson");
    let text = downloaded(&folder, &name).await?;
    assert_eq!(text.lines().count(), count);
    page.open(Place::Site, "").await?;
    page.set_files(&[folder.join(name)]).await?;
    let status = page.wait_until_ready().await?;
    assert_eq!((status.events, status.skipped, status.duplicates), (count as u64, 0, 0));
    Ok(())
}
