//! Filtering by hand: completions, hints, gestures, chips, ready questions, time, palette, help; and a
//! view that comes back.

use serde_json::json;
use thirtyfour::Key;
use thirtyfour::prelude::*;

use super::explore::{ALL, MATCHES, QUERY, filter, matches, sample};
use crate::Checked;
use crate::page::{Colours, Page, Place};

const DIALOG: &str = "[role=dialog]";

/// Types at the end of the filter without applying it.
async fn type_into_filter(page: &Page, text: &str) -> Checked<WebElement> {
    let input = page.wait_for(QUERY).await?;
    input.send_keys(text).await?;
    Ok(input)
}

async fn gone(page: &Page, css: &str) -> Checked {
    page.wait_for(&format!("body:not(:has({css}))")).await?;
    Ok(())
}

/// The filter in force.
async fn query(page: &Page) -> Checked<String> {
    Ok(page.attribute(MATCHES, "data-query").await?.unwrap_or_default())
}

/// The text of the first option that has it, once it is there.
async fn option_with(page: &Page, words: &str) -> Checked<String> {
    for _ in 0..1_200 {
        let texts = "return [...document.querySelectorAll('#tl-query-completions [role=option]')]
            .map((option) => option.innerText)";
        let texts: Vec<String> = serde_json::from_value(page.run_script(texts, Vec::new()).await?)?;
        if let Some(text) = texts.into_iter().find(|text| text.contains(words)) {
            return Ok(text);
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Err(format!("no completion has {words:?}").into())
}

pub(super) async fn the_filter_completes_itself(page: &Page) -> Checked {
    sample(page, "").await?;
    // A path that is no column, with the number of events that have it.
    let input = type_into_filter(page, "tlsDetails.tlsV").await?;
    let offered = option_with(page, "tlsDetails.tlsVersion").await?;
    option_with(page, "events").await?;
    assert!(offered.contains("tlsDetails.tlsVersion"), "{offered}");
    input.send_keys(Key::Down + "").await?;
    input.send_keys(Key::Enter + "").await?;
    // Its values, with counts under the rest of the filter.
    let typed = input.prop("value").await?.unwrap_or_default();
    assert_eq!(typed, "tlsDetails.tlsVersion:");
    input.send_keys("TLS").await?;
    let value = option_with(page, "TLSv1").await?;
    assert!(value.contains("event"), "{value}");
    input.send_keys(Key::Down + "").await?;
    page.set_size(1440, 900).await?;
    page.screenshot("completions-light").await?;
    input.send_keys(Key::Enter + "").await?;
    let chosen = input.prop("value").await?.unwrap_or_default();
    assert!(chosen.starts_with("tlsDetails.tlsVersion:\"TLSv1"), "{chosen}");
    assert!(matches(page, &chosen).await? > 0);
    // What no event has is said, once it is certain.
    filter(page, "requestParameters.noSuchThing:x").await?;
    let hint = page.text("[data-testid=query-hint]").await?;
    assert!(hint.contains("requestParameters.noSuchThing"), "{hint}");
    filter(page, "requestParameters.bucketName:*").await?;
    gone(page, "[data-testid=query-hint]").await
}

pub(super) async fn values_are_filtered_by_gestures(page: &Page) -> Checked {
    sample(page, "").await?;
    let cell = "[role=grid] [aria-rowindex='4'] [role=gridcell][data-field='eventName']";
    let name = page.attribute(&format!("{cell}[title]"), "title").await?.unwrap_or_default();
    let element = page.wait_for(cell).await?;
    page.driver().action_chain().move_to_element_center(&element).perform().await?;
    page.click(&format!("{cell} [aria-label='Filter for {name}']")).await?;
    let found = matches(page, &format!("eventName:\"{name}\"")).await?;
    assert!(0 < found && found < ALL);
    page.run_script("history.back()", Vec::new()).await?;
    assert_eq!(matches(page, "").await?, ALL);
    // By keyboard: the second row's cells, then out.
    let grid = page.wait_for("[role=grid]").await?;
    grid.send_keys(Key::Down + "").await?;
    grid.send_keys(Key::Down + "").await?;
    grid.send_keys(Key::Right + "").await?;
    grid.send_keys(Key::Right + "").await?;
    page.wait_for("[role=grid][aria-activedescendant='event-cell-1-1']").await?;
    let cell = "[role=grid] [aria-rowindex='3'] [role=gridcell][data-field='eventName']";
    let name = page.attribute(&format!("{cell}[title]"), "title").await?.unwrap_or_default();
    page.screenshot("cell-focus").await?;
    grid.send_keys("e").await?;
    let left = matches(page, &format!("-eventName:\"{name}\"")).await?;
    assert!(left < ALL);
    // With Alt on a value.
    page.click_button("Write events only").await?;
    let pressed = page
        .run_script(
            "const cell = document.querySelector(\"[role=grid] [aria-rowindex='2'] [data-field='eventSource']\");
             cell.dispatchEvent(new MouseEvent('click', { bubbles: true, altKey: true }));
             return cell.title",
            Vec::new(),
        )
        .await?;
    let source = pressed.as_str().ok_or("a value")?.to_owned();
    matches(page, &format!("-eventName:\"{name}\" readWrite:\"write\" -eventSource:\"{source}\"")).await?;
    Ok(())
}

pub(super) async fn chips_are_edited(page: &Page) -> Checked {
    sample(page, "").await?;
    filter(page, "service:iam errorCode:*").await?;
    page.click("[aria-label='Edit service:iam']").await?;
    let input = page.wait_for("input[aria-label='Edit this part of the filter']").await?;
    input.send_keys(Key::Control + "a").await?;
    input.send_keys("service:").await?;
    input.send_keys(Key::Enter + "").await?;
    page.wait_for("input[aria-label='Edit this part of the filter'][aria-invalid=true]").await?;
    input.send_keys("s3").await?;
    input.send_keys(Key::Enter + "").await?;
    matches(page, "service:s3 errorCode:*").await?;
    page.click("[aria-label='Turn errorCode:* into its opposite']").await?;
    matches(page, "service:s3 -errorCode:*").await?;
    page.click("[aria-label='Remove service:s3']").await?;
    matches(page, "-errorCode:*").await?;
    Ok(())
}

pub(super) async fn ready_questions_have_counts(page: &Page) -> Checked {
    sample(page, "").await?;
    page.click_button("Ready questions").await?;
    let question = "[data-query='userIdentity.type:Root']";
    let count = page.number(&format!("{question}[data-matches]"), "data-matches").await?;
    page.set_size(1440, 900).await?;
    for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
        page.use_colours(colours).await?;
        page.screenshot(&format!("questions-{name}")).await?;
    }
    page.click(question).await?;
    assert_eq!(matches(page, "userIdentity.type:Root").await?, count);
    // The counts stay those of all events, and a question brings its facets.
    page.click_button("Ready questions").await?;
    assert_eq!(page.number(&format!("{question}[data-matches]"), "data-matches").await?, count);
    page.click("[data-query='requestParameters.bucketName:*']").await?;
    let first =
        page.run_script("return document.querySelector('[data-facet]').dataset.facet", Vec::new()).await?;
    assert_eq!(first, json!("requestParameters.bucketName"));
    page.wait_for("[data-facet='requestParameters.bucketName'] [data-count]").await?;
    Ok(())
}

pub(super) async fn the_palette_does_everything(page: &Page) -> Checked {
    sample(page, "").await?;
    let palette = format!("{DIALOG}[aria-label='Command palette']");
    let open = || async {
        page.wait_for("body").await?.send_keys(Key::Control + "k").await?;
        page.wait_for(&format!("{palette} input[role=combobox]:focus")).await
    };
    let input = open().await?;
    input.send_keys("mfa sign").await?;
    page.wait_for(&format!("{palette} [role=option][aria-selected=true]")).await?;
    page.set_size(1024, 768).await?;
    page.use_colours(Colours::Dark).await?;
    page.screenshot("palette-dark").await?;
    input.send_keys(Key::Tab + "").await?;
    page.wait_for(&format!("{palette} input:focus")).await?;
    input.send_keys(Key::Enter + "").await?;
    gone(page, &palette).await?;
    page.wait_for(&format!("{MATCHES}[data-query*='MFAUsed']")).await?;
    let input = open().await?;
    input.send_keys("remove column region").await?;
    input.send_keys(Key::Enter + "").await?;
    page.wait_for("[role=grid]:not(:has([role=columnheader][data-field='awsRegion']))").await?;
    let input = open().await?;
    input.send_keys(Key::Escape + "").await?;
    gone(page, &palette).await?;
    // Help by its key, from anywhere; an example can be tried.
    page.wait_for(QUERY).await?.send_keys(Key::F1 + "").await?;
    let help = format!("{DIALOG}[aria-label='How filters are written']");
    page.wait_for(&help).await?;
    page.set_size(1440, 900).await?;
    page.screenshot("filter-help-dark").await?;
    page.click_button("service:s3 errorCode:*").await?;
    gone(page, &help).await?;
    matches(page, "service:s3 errorCode:*").await?;
    Ok(())
}

pub(super) async fn single_keys_can_be_switched_off(page: &Page) -> Checked {
    sample(page, "").await?;
    let grid = page.wait_for("[role=grid]").await?;
    grid.send_keys("w").await?;
    let writes = matches(page, "readWrite:\"write\"").await?;
    assert!(writes < ALL);
    grid.send_keys("?").await?;
    let dialog = format!("{DIALOG}[aria-label='Keyboard shortcuts']");
    page.click(&format!("{dialog} input[type=checkbox]")).await?;
    page.screenshot("shortcuts").await?;
    page.wait_for(&dialog).await?.send_keys(Key::Escape + "").await?;
    gone(page, &dialog).await?;
    grid.send_keys("w").await?;
    grid.send_keys("3").await?;
    assert_eq!(query(page).await?, "readWrite:\"write\"");
    page.wait_for("[role=tab][aria-selected=true][id='tab-events']").await?;
    // The setting outlasts the page.
    page.open(Place::Disk, "").await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    let grid = page.wait_for("[role=grid]").await?;
    grid.send_keys("w").await?;
    assert_eq!(matches(page, "").await?, ALL);
    grid.send_keys("?").await?;
    page.click(&format!("{dialog} input[type=checkbox]")).await?;
    Ok(())
}

pub(super) async fn time_is_set_by_presets_and_keys(page: &Page) -> Checked {
    sample(page, "").await?;
    let preset = "[title='the last hour of the data']";
    page.click(&format!("{preset}:not(:disabled)")).await?;
    page.wait_for(&format!("{preset}[aria-pressed=true]")).await?;
    page.wait_for(&format!("{MATCHES}[data-query^='eventTime:[']")).await?;
    let term = query(page).await?;
    let hour = matches(page, &term).await?;
    assert!(0 < hour && hour < ALL);
    let grid = page.wait_for("[role=grid]").await?;
    grid.send_keys("[").await?;
    page.wait_for(&format!("{preset}[aria-pressed=false]")).await?;
    grid.send_keys("]").await?;
    page.wait_for(&format!("{preset}[aria-pressed=true]")).await?;
    grid.send_keys("0").await?;
    assert_eq!(matches(page, "").await?, ALL);
    // The brush by keyboard.
    let plot = page.wait_for(".tl-timeline__plot").await?;
    plot.send_keys(Key::Home + "").await?;
    plot.send_keys(Key::Shift + (Key::Right + "")).await?;
    plot.send_keys(Key::Enter + "").await?;
    page.wait_for(&format!("{MATCHES}[data-query^='eventTime:[']")).await?;
    plot.send_keys(Key::Delete + "").await?;
    assert_eq!(matches(page, "").await?, ALL);
    Ok(())
}

pub(super) async fn the_same_view_comes_back(page: &Page) -> Checked {
    sample(page, "").await?;
    // Type, click facets, fold one, add one, split the bars, brush.
    filter(page, "readWrite:write").await?;
    page.click(
        "[aria-label=Facets][aria-busy=false] [data-facet='category'] [data-value='Management'] button",
    )
    .await?;
    matches(page, "readWrite:write category:\"Management\"").await?;
    page.click("[aria-label=Facets][aria-busy=false] [data-facet='user'] button[aria-expanded=true]").await?;
    page.wait_for("[data-facet='user'] button[aria-expanded=false]").await?;
    let add = page.wait_for("input[aria-label='Field to add as a facet']").await?;
    add.send_keys("requestParameters.roleName").await?;
    add.send_keys(Key::Enter + "").await?;
    page.wait_for("[data-facet='requestParameters.roleName'] [data-count]").await?;
    let split = page.wait_for(".tl-timeline__series select").await?;
    split.send_keys("Read and write").await?;
    page.wait_for(".tl-timeline__part--access-1").await?;
    let plot = page.wait_for(".tl-timeline__plot").await?;
    plot.send_keys(Key::Home + "").await?;
    for _ in 0..40 {
        plot.send_keys(Key::Shift + (Key::Right + "")).await?;
    }
    plot.send_keys(Key::Enter + "").await?;
    page.wait_for(&format!("{MATCHES}[data-query*='eventTime:[']")).await?;
    let text = query(page).await?;
    let found = matches(page, &text).await?;
    let look = "const facets = [...document.querySelectorAll('[data-facet]')].map((facet) =>
            [facet.dataset.facet, facet.querySelector('[aria-expanded]').ariaExpanded]);
        const timeline = document.querySelector('[aria-label=Timeline]').dataset;
        return JSON.stringify([facets, timeline.total, timeline.from, timeline.to,
            [...document.querySelectorAll('.tl-timeline__key')].map((key) => key.textContent)])";
    page.wait_for(&format!("[aria-label=Timeline][data-total='{found}']")).await?;
    let before = page.run_script(look, Vec::new()).await?;
    let fragment = page.run_script("return location.hash.slice(1)", Vec::new()).await?;
    let fragment = fragment.as_str().ok_or("a fragment")?.to_owned();
    page.screenshot("view-before").await?;
    // Another page, so that nothing but the address is kept.
    page.open(Place::Site, &fragment).await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    assert_eq!(matches(page, &text).await?, found);
    page.wait_for(&format!("[aria-label=Timeline][data-total='{found}']")).await?;
    page.screenshot("view-after").await?;
    assert_eq!(page.run_script(look, Vec::new()).await?, before);
    Ok(())
}

pub(super) async fn a_facet_is_searched(page: &Page) -> Checked {
    sample(page, "").await?;
    let facet = "[data-facet='eventName']";
    page.wait_for(&format!("{facet} .tl-facets__more")).await?;
    let search = page.wait_for(&format!("{facet} input[type=search]")).await?;
    search.send_keys("trail").await?;
    // Values beyond the most frequent ones are found as well.
    page.wait_for(&format!("{facet} [data-value='StopLogging'], {facet} [data-value*='Trail']")).await?;
    page.wait_for(&format!("{facet} ul:not(:has([data-value='AssumeRole']))")).await?;
    let row = format!("{facet} [data-value*='Trail']");
    let value = page.attribute(&row, "data-value").await?.unwrap_or_default();
    let count = page.number(&row, "data-count").await?;
    page.wait_for(&format!("{row} [aria-label='Filter for {value}']")).await?;
    page.click(&format!("{row} .tl-facets__value")).await?;
    assert_eq!(matches(page, &format!("eventName:\"{value}\"")).await?, count);
    Ok(())
}
