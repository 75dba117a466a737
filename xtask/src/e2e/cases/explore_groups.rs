//! Groups of events, the list of indicators, and the surroundings of an event, on the sample.

use serde_json::json;
use thirtyfour::Key;

use crate::Checked;
use crate::page::{Colours, Page, Place};

const QUERY: &str = "input[role=combobox][aria-label='Filter events']";
const MATCHES: &str = "[data-testid=match-count]";
const GROUPS: &str = "[role=grid][aria-label='Groups']";
const COUNT: &str = "[data-testid=group-count]";

/// The whole sample.
const ALL: u64 = 386;

async fn sample(page: &Page, fragment: &str) -> Checked {
    page.open(Place::Disk, fragment).await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    Ok(())
}

/// Waits for the answer to exactly this filter.
async fn matches(page: &Page, query: &str) -> Checked<u64> {
    page.number(&format!("{MATCHES}[data-query='{query}']"), "data-matches").await
}

async fn filter(page: &Page, query: &str) -> Checked<u64> {
    let input = page.wait_for(QUERY).await?;
    input.send_keys(Key::Control + "a").await?;
    input.send_keys(query).await?;
    input.send_keys(Key::Enter + "").await?;
    matches(page, query).await
}

/// Waits for the groups of exactly this filter by exactly these fields.
async fn groups(page: &Page, query: &str, fields: &str) -> Checked<u64> {
    page.number(&format!("{COUNT}[data-query='{query}'][data-fields='{fields}']"), "data-groups").await
}

/// Puts a field into a box of the bar.
async fn put_field(page: &Page, place: usize, field: &str) -> Checked {
    let input = page.wait_for(&format!("label:nth-of-type({place}) input[list=group-offer]")).await?;
    input.send_keys(Key::Control + "a").await?;
    input.send_keys(Key::Delete + "").await?;
    input.send_keys(field).await?;
    input.send_keys(Key::Enter + "").await?;
    Ok(())
}

async fn sum(page: &Page, attribute: &str) -> Checked<serde_json::Value> {
    let body = "return [...document.querySelectorAll(`${arguments[0]} [${arguments[1]}]`)]
        .reduce((sum, row) => sum + Number(row.getAttribute(arguments[1])), 0)";
    page.run_script(body, vec![json!(GROUPS), json!(attribute)]).await
}

pub(super) async fn events_are_grouped_and_filtered(page: &Page) -> Checked {
    page.set_size(1440, 1000).await?;
    sample(page, "").await?;
    page.click_button("Group by").await?;
    assert!(groups(page, "", "eventName").await? > 3);
    put_field(page, 1, "category").await?;
    let categories = groups(page, "", "category").await?;
    assert_eq!(page.number(GROUPS, "aria-rowcount").await?, categories + 1);
    page.wait_for(&format!("{GROUPS} [data-events] [data-field='category'][data-value='Data']")).await?;
    assert_eq!(sum(page, "data-events").await?, json!(ALL), "every event is in one group");

    put_field(page, 2, "errorCode").await?;
    groups(page, "", "category,errorCode").await?;
    let row = format!(
        "{GROUPS} [data-events]:has([data-value='Data']):has([data-field='errorCode'][data-missing])"
    );
    let events = page.number(&row, "data-events").await?;
    assert_eq!(page.number(&row, "data-errors").await?, 0);
    for (width, height) in [(1440, 900), (1024, 768)] {
        page.set_size(width, height).await?;
        for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
            page.use_colours(colours).await?;
            page.screenshot(&format!("groups-{width}-{name}")).await?;
        }
    }
    page.wait_for(&row).await?.click().await?;
    let filter = "category:\"Data\" -errorCode:*";
    assert_eq!(matches(page, filter).await?, events);
    assert_eq!(groups(page, filter, "category,errorCode").await?, 1);
    page.run_script("history.back()", Vec::new()).await?;
    matches(page, "").await?;

    let script = "document.querySelector(arguments[0])
        .dispatchEvent(new MouseEvent('click', { bubbles: true, altKey: true }))";
    groups(page, "", "category,errorCode").await?;
    page.run_script(script, vec![json!(row)]).await?;
    assert_eq!(matches(page, &format!("-({filter})")).await?, ALL - events);
    Ok(())
}

pub(super) async fn groups_are_sorted_and_survive_a_reload(page: &Page) -> Checked {
    page.set_size(1440, 1000).await?;
    sample(page, "v=1&pane=groups&group=resources.ARN").await?;
    let all = groups(page, "", "resources.ARN").await?;
    let repeated = page.number(COUNT, "data-repeated").await?;
    assert!(repeated > 0, "some events of the sample name several resources");
    assert!(page.text(".tl-groups__note").await?.contains("several values"));
    page.wait_for(&format!("{GROUPS} [role=columnheader]:nth-child(6) button")).await?.click().await?;
    page.wait_for(&format!("{GROUPS} [role=columnheader]:nth-child(6)[aria-sort=ascending]")).await?;
    page.wait_for(&format!("{GROUPS}[aria-busy=false]")).await?;
    let firsts = page
        .run_script(
            "return [...document.querySelectorAll(`${arguments[0]} [data-first]`)].map((row) => Number(row.dataset.first))",
            vec![json!(GROUPS)],
        )
        .await?;
    let firsts: Vec<u64> =
        firsts.as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64).collect();
    assert!(firsts.len() > 5 && firsts.is_sorted(), "{firsts:?}");

    let fragment = page.run_script("return location.hash.slice(1)", Vec::new()).await?;
    assert_eq!(fragment, json!("v=1&pane=groups&group=resources.ARN&order=first"));
    page.open(Place::Site, fragment.as_str().unwrap_or_default()).await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    assert_eq!(groups(page, "", "resources.ARN").await?, all);

    // The keyboard: down to the first group, then its events.
    let grid = page.wait_for(GROUPS).await?;
    grid.send_keys(Key::Home + "").await?;
    grid.send_keys("o").await?;
    page.wait_for("[role=grid][aria-label='Events']:focus").await?;
    let fragment = page.run_script("return location.hash", Vec::new()).await?;
    assert!(!fragment.as_str().unwrap_or_default().contains("pane="), "{fragment}");
    Ok(())
}
