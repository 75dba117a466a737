//! The copies of one action in one row of the table, on the sample.

use serde_json::json;
use thirtyfour::Key;

use super::explore::{DETAIL, filter, matches, sample};
use crate::Checked;
use crate::page::{Colours, Page, Place};

const GRID: &str = "[role=grid][aria-label='Events']";
const COUNT: &str = "[data-testid=fold-count]";
const LIST: &str = "[role=group][aria-label='Copies of this action']";
const SHARED: &str = "sharedEventID:*";

async fn switch(page: &Page) -> Checked {
    page.click_button("Fold organization copies").await
}

pub(super) async fn copies_stand_in_one_row(page: &Page) -> Checked {
    page.set_size(1440, 900).await?;
    sample(page, "").await?;
    let events = matches(page, "").await?;
    assert_eq!(page.number(GRID, "aria-rowcount").await?, events + 1);
    switch(page).await?;
    let folded = page.number(&format!("{COUNT}[data-folded]"), "data-folded").await?;
    assert!(folded > 0, "the sample has copies");
    let rows = page.number(COUNT, "data-rows").await?;
    assert_eq!((rows + folded, matches(page, "").await?), (events, events), "matches stay events");
    page.wait_for(&format!("{GRID}[aria-rowcount='{}'][aria-busy=false]", rows + 1)).await?;
    let words = page.text(COUNT).await?;
    assert!(words.starts_with(&format!("{events} events in {rows} rows; {folded} ")), "{words}");

    assert!(filter(page, SHARED).await? > 1);
    let folded_row = format!("{GRID}[aria-busy=false] [role=row]:has(.tl-copies-badge)");
    let index = page.number(&folded_row, "aria-rowindex").await?;
    for (width, height) in [(1024, 768), (1440, 900)] {
        page.set_size(width, height).await?;
        for (name, colours) in [("dark", Colours::Dark), ("light", Colours::Light)] {
            page.use_colours(colours).await?;
            page.screenshot(&format!("folding-{width}-{name}")).await?;
        }
    }
    let row = format!("{GRID} [aria-rowindex='{index}']");
    let own = page.attribute(&row, "data-event-id").await?.unwrap_or_default();
    page.click(&format!("{row} .tl-copies-badge")).await?;
    page.wait_for(&format!("{LIST} button:focus")).await?;
    page.screenshot("folding-list").await?;
    page.click(&format!("{LIST} li:nth-child(2) button")).await?;
    let shown = page.attribute(&format!("{DETAIL}:not([data-event-id=''])"), "data-event-id").await?;
    assert!(shown.as_ref().is_some_and(|shown| *shown != own), "another account's record is open");
    page.wait_for(&format!("{row}[aria-selected=true]")).await?;
    let address = page.run_script("return location.hash", Vec::new()).await?;
    let address = address.as_str().unwrap_or_default();
    assert!(address.contains("copies=folded") && address.contains(&shown.unwrap_or_default()), "{address}");

    // By keys: the list of the row that the keyboard is at, and back to the table.
    let grid = page.wait_for(GRID).await?;
    grid.send_keys(Key::Home + "").await?;
    for _ in 2..index {
        grid.send_keys("j").await?;
    }
    grid.send_keys("a").await?;
    page.wait_for(&format!("{LIST} button:focus")).await?.send_keys(Key::Escape + "").await?;
    page.wait_for(&format!("{GRID}:focus")).await?;
    let open =
        page.run_script("return document.querySelectorAll(arguments[0]).length", vec![json!(LIST)]).await?;
    assert_eq!(open, json!(0));
    Ok(())
}

pub(super) async fn folding_survives_a_reload_and_can_be_undone(page: &Page) -> Checked {
    sample(page, "v=1&copies=folded").await?;
    let rows = page.number(&format!("{COUNT}[data-rows]"), "data-rows").await?;
    page.wait_for(&format!("{GRID}[aria-rowcount='{}']", rows + 1)).await?;
    switch(page).await?;
    let events = matches(page, "").await?;
    page.wait_for(&format!("{GRID}[aria-rowcount='{}'][aria-busy=false]", events + 1)).await?;
    assert_eq!(page.attribute(COUNT, "data-rows").await?, None);
    // Where no record has a shared id there is nothing to switch.
    page.open(Place::Site, "").await?;
    let log = br#"{"Records":[{"eventVersion":"1.08","eventID":"a","eventName":"Scan"}]}"#;
    page.drop_bytes(&[("log.json", log.as_slice())]).await?;
    page.wait_until_ready().await?;
    matches(page, "").await?;
    let switches = "return [...document.querySelectorAll('button')]
        .filter((button) => button.textContent.includes('Fold organization')).length";
    assert_eq!(page.run_script(switches, Vec::new()).await?, json!(0));
    Ok(())
}
