//! Columns: width, order, pins and sets; saved searches; the clock.

use serde_json::json;
use thirtyfour::Key;

use super::explore::first_row;
use crate::Checked;
use crate::page::{Colours, Page, Place};

const QUERY: &str = "input[role=combobox][aria-label='Filter events']";
const MATCHES: &str = "[data-testid=match-count]";

async fn sample(page: &Page) -> Checked {
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    first_row(page).await?;
    Ok(())
}

fn title(field: &str) -> String {
    format!("[role=columnheader][data-field='{field}']")
}

/// The fields of the header from left to right.
async fn order(page: &Page) -> Checked<Vec<String>> {
    let fields = page
        .run_script(
            "return [...document.querySelectorAll('[role=columnheader]')].map((it) => it.dataset.field)",
            Vec::new(),
        )
        .await?;
    Ok(serde_json::from_value(fields)?)
}

/// Left edge and width of a column's title.
async fn bounds(page: &Page, field: &str) -> Checked<(f64, f64)> {
    let script = "const box = document.querySelector(arguments[0]).getBoundingClientRect(); return [box.left, box.width]";
    Ok(serde_json::from_value(page.run_script(script, vec![json!(title(field))]).await?)?)
}

/// Moves the pointer from one place to another with its button held.
async fn drag(page: &Page, from: (f64, f64), to: (f64, f64)) -> Checked {
    let middle = (f64::midpoint(from.0, to.0), from.1);
    let at = |(x, y): (f64, f64)| (x.round() as i64, y.round() as i64);
    let chain = page.driver().action_chain().move_to(at(from).0, at(from).1).click_and_hold();
    let chain = chain.move_to(at(middle).0, at(middle).1).move_to(at(to).0, at(to).1);
    chain.release().perform().await?;
    Ok(())
}

pub(super) async fn columns_are_pulled_moved_and_pinned(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    page.set_size(1440, 900).await?;
    sample(page).await?;
    let before = order(page).await?;
    assert_eq!(before[..3], ["eventTime", "eventName", "user"]);

    // By keyboard.
    let name = page.wait_for(&format!("{} button", title("eventName"))).await?;
    name.focus().await?;
    name.send_keys(Key::Alt + Key::Right).await?;
    assert_eq!(order(page).await?[..3], ["eventTime", "user", "eventName"]);
    page.wait_for(&format!("{} button:focus", title("eventName"))).await?;
    let (_, width) = bounds(page, "eventName").await?;
    let name = page.wait_for(&format!("{} button", title("eventName"))).await?;
    name.send_keys(Key::Shift + Key::Right).await?;
    name.send_keys(Key::Shift + Key::Right).await?;
    assert!((bounds(page, "eventName").await?.1 - width - 32.0).abs() < 1.0);
    assert_eq!(
        page.attribute(&title("eventName"), "aria-sort").await?.as_deref(),
        Some("none"),
        "nothing was sorted"
    );
    name.send_keys("p").await?;
    page.wait_for(".tl-table__content[data-pinned='1']").await?;
    assert_eq!(order(page).await?[..3], ["eventName", "eventTime", "user"]);

    // The arrows go from cell to cell as they stand, and the cell that is named is the one that is at.
    let grid = page.wait_for("[role=grid][aria-label='Events']").await?;
    for (step, field) in ["eventName", "eventTime", "user"].into_iter().enumerate() {
        grid.send_keys(Key::Right + "").await?;
        let active = "const grid = document.querySelector('[role=grid][aria-label=Events]');
            return document.getElementById(grid.getAttribute('aria-activedescendant'))?.dataset.field ?? null";
        assert_eq!(page.run_script(active, Vec::new()).await?, json!(field), "step {step}");
        page.wait_for(&format!("[role=gridcell][data-field='{field}'] .tl-gestures--focused")).await?;
    }
    grid.send_keys(Key::Escape + "").await?;

    // A pinned column stays where it is while the others scroll.
    page.set_size(1024, 768).await?;
    // The boxes of the marks go first.
    page.run_script("document.querySelector('[role=grid]').scrollLeft = 60", Vec::new()).await?;
    let (left, _) = bounds(page, "eventName").await?;
    let (beside, _) = bounds(page, "eventTime").await?;
    page.run_script("document.querySelector('[role=grid]').scrollLeft = 200", Vec::new()).await?;
    assert!((bounds(page, "eventName").await?.0 - left).abs() < 1.0);
    assert!(bounds(page, "eventTime").await?.0 < beside - 40.0);
    for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
        page.use_colours(colours).await?;
        page.screenshot(&format!("columns-1024-{name}")).await?;
    }
    page.run_script("document.querySelector('[role=grid]').scrollLeft = 0", Vec::new()).await?;
    page.set_size(1440, 900).await?;

    // By pointer.
    let (user_left, user_width) = bounds(page, "user").await?;
    let grid = page
        .run_script("return document.querySelector('[role=grid]').getBoundingClientRect().top", Vec::new())
        .await?;
    let y = grid.as_f64().ok_or("a place")? + 14.0;
    let edge = user_left + user_width;
    drag(page, (edge, y), (edge + 60.0, y)).await?;
    assert!((bounds(page, "user").await?.1 - user_width - 60.0).abs() < 3.0);
    let (region_left, region_width) = bounds(page, "awsRegion").await?;
    let (time_left, _) = bounds(page, "eventTime").await?;
    drag(page, (region_left + region_width / 3.0, y), (time_left + 8.0, y)).await?;
    assert_eq!(order(page).await?[..3], ["eventName", "awsRegion", "eventTime"]);
    assert_eq!(
        page.attribute(&title("awsRegion"), "aria-sort").await?.as_deref(),
        Some("none"),
        "a drag is no press"
    );

    // All of it is there again after a reload, but for the order, which the address holds.
    let fragment = page.run_script("return location.hash.slice(1)", Vec::new()).await?;
    page.open(Place::Disk, "").await?;
    page.open(Place::Disk, fragment.as_str().ok_or("a fragment")?).await?;
    sample(page).await?;
    assert_eq!(order(page).await?[..3], ["eventName", "awsRegion", "eventTime"]);
    page.wait_for(".tl-table__content[data-pinned='1']").await?;
    Ok(())
}

pub(super) async fn column_sets_and_searches_are_kept_and_travel(page: &Page) -> Checked {
    let folder = page.downloads("saved").await?;
    let file = folder.join("trail-loupe-saved.json");
    page.open(Place::Disk, "").await?;
    sample(page).await?;
    let input = page.wait_for(QUERY).await?;
    input.send_keys("errorCode:*").await?;
    input.send_keys(Key::Enter + "").await?;
    let errors = page.number(&format!("{MATCHES}[data-query='errorCode:*']"), "data-matches").await?;

    page.click(".tl-saved summary").await?;
    let name = page.wait_for("input[aria-label='Name for the present filter']").await?;
    name.send_keys("What failed").await?;
    name.send_keys(Key::Enter + "").await?;
    page.wait_for("[aria-label='Delete the saved search What failed']").await?;
    page.screenshot("saved").await?;
    name.send_keys(Key::Escape + "").await?;
    page.wait_for(".tl-saved:not([open]) summary:focus").await?;

    page.click(".tl-columns summary").await?;
    page.click("[aria-label='Remove the column Region']").await?;
    page.click("[aria-label='Keep Time in view']").await?;
    let name = page.wait_for("input[aria-label='Name for the present columns']").await?;
    name.send_keys("No region").await?;
    name.send_keys(Key::Enter + "").await?;
    page.wait_for("[aria-label='Delete the column set No region']").await?;
    page.screenshot("column-sets").await?;
    page.click_button("The usual columns").await?;
    page.wait_for(&title("awsRegion")).await?;
    page.click("[aria-label='Keep Time in view']").await?;
    page.click_button("No region").await?;
    page.wait_for(&format!("[role=grid]:not(:has({}))", title("awsRegion"))).await?;
    page.wait_for(".tl-table__content[data-pinned='1']").await?;
    page.click(".tl-columns summary").await?;

    page.click(".tl-saved summary").await?;
    page.click_button("Export saved").await?;
    let text = crate::cases::export::downloaded(&folder, "trail-loupe-saved.json").await?;
    assert!(text.contains("What failed") && text.contains("No region"));

    // A page from elsewhere knows nothing of it until it is given the file.
    page.open(Place::Site, "").await?;
    sample(page).await?;
    page.click(".tl-saved summary").await?;
    let import = page.wait_for(".tl-saved input[type=file]").await?;
    import.send_keys(file.to_string_lossy()).await?;
    page.click_button("What failed").await?;
    assert_eq!(page.number(&format!("{MATCHES}[data-query='errorCode:*']"), "data-matches").await?, errors);
    let broken = folder.join("broken.json");
    std::fs::write(&broken, text.replace("\"version\": 1", "\"version\": 2"))?;
    let import = page.wait_for(".tl-saved input[type=file]").await?;
    import.send_keys(broken.to_string_lossy()).await?;
    let said =
        "return [...document.querySelectorAll('.tl-bar-panel__note')].map((it) => it.textContent).join(' ')";
    for _ in 0..50 {
        let text = page.run_script(said, Vec::new()).await?.to_string();
        if text.contains("version 2 is newer than this page") {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Err("the fault of the file is not said".into())
}

pub(super) async fn what_cannot_be_read_of_the_store_is_set_aside(page: &Page) -> Checked {
    const STORED: &str = "trail-loupe.saved";
    const ASIDE: &str = "trail-loupe.saved.unread";
    let stored = json!({ "format": "trail-loupe-saved", "version": 1, "columnSets": [],
        "searches": [{ "name": "Good", "query": "errorCode:*" }, { "name": "Bad", "query": "x", "colour": 1 }] });
    let stored = stored.to_string();
    page.open(Place::Site, "").await?;
    let put = "localStorage.setItem(arguments[0], arguments[1])";
    page.run_script(put, vec![json!(STORED), json!(stored)]).await?;
    page.driver().refresh().await?;
    page.wait_for("html[data-started]").await?;
    let said = page.text("[role=alert]").await?;
    assert!(said.contains("searches[1].colour is unknown to version 1"), "{said}");
    page.click("[aria-label=Dismiss]").await?;
    sample(page).await?;
    page.click(".tl-saved summary").await?;
    page.wait_for("[aria-label='Delete the saved search Good']").await?;
    page.screenshot("saved-unread").await?;
    let name = page.wait_for("input[aria-label='Name for the present filter']").await?;
    name.send_keys("New").await?;
    name.send_keys(Key::Enter + "").await?;
    page.wait_for("[aria-label='Delete the saved search New']").await?;
    // What was there is set aside as it was, and goes only when it is told to.
    let get = "return localStorage.getItem(arguments[0])";
    assert_eq!(page.run_script(get, vec![json!(ASIDE)]).await?, json!(stored));
    let now = page.run_script(get, vec![json!(STORED)]).await?.to_string();
    assert!(now.contains("Good") && now.contains("New") && !now.contains("Bad"), "{now}");
    page.click_button("Discard what cannot be read").await?;
    page.wait_for(".tl-saved:not(:has([aria-label='Discard what cannot be read']))").await?;
    assert_eq!(page.run_script(get, vec![json!(ASIDE)]).await?, json!(null));
    page.run_script("localStorage.clear()", Vec::new()).await?;
    Ok(())
}

pub(super) async fn times_are_shown_in_either_zone(page: &Page) -> Checked {
    page.driver()
        .cdp()
        .send_raw("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Kathmandu" }))
        .await?;
    page.open(Place::Disk, "").await?;
    sample(page).await?;
    let cell = "[role=grid] [aria-rowindex='2'] [data-field=eventTime]";
    let utc = page.text(cell).await?;
    assert!(utc.ends_with('Z'), "{utc}");
    page.wait_for("[role=grid]").await?.send_keys("z").await?;
    page.wait_for("button[aria-label='Local time instead of UTC'][aria-pressed=true]").await?;
    assert!(page.text(cell).await?.ends_with("+05:45"));
    assert!(page.text(".tl-timeline__tick").await?.ends_with("+05:45"));
    first_row(page).await?.click().await?;
    page.wait_for("[role=region][aria-label='Event detail'] time").await?;
    assert!(page.text("[role=region][aria-label='Event detail'] time").await?.ends_with("+05:45"));
    page.screenshot("local-time").await?;
    // The choice outlasts the page.
    page.open(Place::Disk, "workers=2").await?;
    page.driver().refresh().await?;
    page.wait_for("html[data-started]").await?;
    sample(page).await?;
    assert!(page.text(cell).await?.ends_with("+05:45"));
    page.click("button[aria-label='Local time instead of UTC']").await?;
    assert_eq!(page.text(cell).await?, utc);
    Ok(())
}

pub(super) async fn a_browser_that_keeps_nothing_is_no_hindrance(page: &Page) -> Checked {
    let script = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })";
    page.before_start(script).await?;
    page.open(Place::Disk, "").await?;
    sample(page).await?;
    page.click(".tl-saved summary").await?;
    let name = page.wait_for("input[aria-label='Name for the present filter']").await?;
    name.send_keys("Everything").await?;
    name.send_keys(Key::Enter + "").await?;
    page.wait_for("[aria-label='Delete the saved search Everything']").await?;
    let said =
        "return [...document.querySelectorAll('.tl-bar-panel__note')].map((it) => it.textContent).join(' ')";
    let said = page.run_script(said, Vec::new()).await?.to_string();
    assert!(said.contains("Kept only until this tab is closed"), "{said}");
    Ok(())
}
