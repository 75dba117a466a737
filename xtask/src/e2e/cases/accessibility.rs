//! Everybody can use it: no view breaks a rule of axe-core, in light or dark; the keyboard alone is enough; motion,
//! colours and size are as a person wants them.

use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};

use super::explore::first_row;
use crate::Checked;
use crate::page::{Colours, Page, Place};

const DETAIL: &str = "[role=region][aria-label='Event detail']";

/// Runs the checker on what is shown, by these rules or by all, and names what it found by rule, place and reason.
const CHECK_SCRIPT: &str = "
    // All styles stand in the page: there is nothing to be fetched first.
    const settings = { resultTypes: ['violations'], preload: false };
    if (arguments[0] !== null) settings.runOnly = arguments[0];
    return axe.run(document, settings).then((found) => found.violations.flatMap((rule) =>
        rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)));";

/// The rules that look at colours.
const OF_COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// Every view is opened in turn. By its names and places the page is the same in dark as in light: there it is its colours
/// alone that are looked at again.
async fn every_view(page: &Page, colours: Colours) -> Checked {
    let rules = match colours {
        Colours::Light => Value::Null,
        Colours::Dark => json!(OF_COLOURS),
    };
    let check =
        async |page: &Page, view: &str, found: &mut Vec<String>| check(page, &rules, view, found).await;
    page.set_size(1440, 900).await?;
    page.open(Place::Disk, "").await?;
    page.use_colours(colours).await?;
    let script = xtask::axe::script().map_err(|failure| failure.to_string())?;
    page.run_script(&script, Vec::new()).await?;
    let mut found = Vec::new();
    check(page, "start", &mut found).await?;
    page.click_button("Privacy").await?;
    page.wait_for("dialog[open] [data-rule]").await?;
    page.click_button("Show licences").await?;
    check(page, "privacy", &mut found).await?;
    page.click_button("Close").await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    first_row(page).await?;
    check(page, "events", &mut found).await?;

    first_row(page).await?.click().await?;
    page.wait_for(DETAIL).await?;
    for tab in ["Summary", "JSON", "Identity", "Resources", "Related", "Trail"] {
        page.click_tab(tab).await?;
        check(page, tab, &mut found).await?;
    }

    let grid = page.wait_for("[role=grid][aria-label='Events']").await?;
    grid.send_keys("mjmc").await?;
    page.wait_for("[role=region][aria-label='Compare events'] tbody tr").await?;
    check(page, "compare", &mut found).await?;
    page.wait_for("[role=region][aria-label='Compare events']").await?.send_keys(Key::Escape + "").await?;
    page.click_button("Clear marks").await?;

    page.click_button("Around").await?;
    page.wait_for("[role=group][aria-label='Surroundings of the event']").await?;
    check(page, "surroundings", &mut found).await?;
    page.click_button("Group by").await?;
    page.wait_for("[role=grid][aria-label='Groups'] [data-events]").await?;
    check(page, "groups", &mut found).await?;
    page.click_button("Indicator list").await?;
    let list = page.wait_for("textarea[aria-label='Indicators, one a line']").await?;
    // Enter as a key: not every driver makes one of a line break.
    list.send_keys("0.0.0.0/0" + Key::Enter + "192.0.2.255" + Key::Enter + "nothing").await?;
    page.wait_for("[data-testid=indicator-count][data-listed='2'][data-occurring]").await?;
    check(page, "indicators", &mut found).await?;
    page.wait_for("input[aria-label='Filter events']").await?.send_keys("eventName:").await?;
    page.wait_for("[data-testid=query-problem]").await?;
    check(page, "a faulty filter", &mut found).await?;

    page.click_tab("Trail simulator").await?;
    check(page, "simulator", &mut found).await?;
    let text = page.wait_for("textarea[aria-label='Trail configuration']").await?;
    text.send_keys(r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#).await?;
    page.wait_for("[data-testid=simulator-summary][data-recorded]").await?;
    check(page, "simulator with a trail", &mut found).await?;
    text.send_keys("]").await?;
    page.wait_for("[data-testid=simulator-problem]").await?;
    check(page, "a faulty configuration", &mut found).await?;

    page.click_tab("Files").await?;
    check(page, "files", &mut found).await?;
    page.wait_for("body").await?.send_keys("?").await?;
    page.wait_for("[role=dialog][aria-label='Keyboard shortcuts']").await?;
    check(page, "shortcuts", &mut found).await?;
    page.wait_for("body").await?.send_keys(Key::Escape + "").await?;

    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    Ok(())
}

async fn check(page: &Page, rules: &Value, view: &str, found: &mut Vec<String>) -> Checked {
    let answer = page.run_script(CHECK_SCRIPT, vec![rules.clone()]).await?;
    let Value::Array(violations) = answer else {
        return Err(format!("{view}: expected a list of violations, found {answer}").into());
    };
    found.extend(violations.iter().map(|line| format!("{view}: {}", line.as_str().unwrap_or_default())));
    Ok(())
}

pub(super) async fn no_rule_is_broken_in_light(page: &Page) -> Checked {
    every_view(page, Colours::Light).await
}

pub(super) async fn no_rule_is_broken_in_dark(page: &Page) -> Checked {
    every_view(page, Colours::Dark).await
}

/// The checker itself is checked: a button without a name must be found.
pub(super) async fn a_broken_rule_is_found(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    let script = xtask::axe::script().map_err(|failure| failure.to_string())?;
    page.run_script(&script, Vec::new()).await?;
    page.run_script("document.body.append(document.createElement('button'))", Vec::new()).await?;
    let mut found = Vec::new();
    check(page, &Value::Null, "start", &mut found).await?;
    assert!(found.iter().any(|line| line.contains("button-name")), "{found:?}");
    Ok(())
}

/// From the start screen to an event's JSON without a mouse, and the focus is always to be seen.
pub(super) async fn keys_alone_are_enough(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    page.set_size(1440, 900).await?;
    let focused = "const at = document.activeElement;
        const style = getComputedStyle(at.closest('label') ?? at);
        const own = getComputedStyle(at);
        const isSeen = [style, own].some((look) => look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0);
        return [(at.ariaLabel ?? at.labels?.[0]?.textContent ?? at.textContent).trim(), isSeen]";
    let reach = async |name: &str| -> Checked {
        for _ in 0..80 {
            press(page, Key::Tab + "").await?;
            let at = page.run_script(focused, Vec::new()).await?;
            assert_eq!(at[1], json!(true), "the focus cannot be seen at {}", at[0]);
            if at[0] == json!(name) {
                return Ok(());
            }
        }
        Err(format!("no number of tabs leads to {name:?}").into())
    };
    for name in ["Open log files", "Open a folder", "Try the sample"] {
        reach(name).await?;
    }
    press(page, " ").await?;
    page.wait_until_ready().await?;
    reach("Events").await?;
    reach("Filter events").await?;
    press(page, "eventName:StopLogging").await?;
    press(page, Key::Enter + "").await?;
    page.wait_for("[data-testid=match-count][data-query='eventName:StopLogging']").await?;
    first_row(page).await?;
    for _ in 0..250 {
        press(page, Key::Tab + "").await?;
        if page.run_script("return document.activeElement.getAttribute('role')", Vec::new()).await?
            == json!("grid")
        {
            break;
        }
    }
    press(page, Key::Down + "").await?;
    press(page, Key::Enter + "").await?;
    page.wait_for(DETAIL).await?;
    reach("Summary").await?;
    press(page, Key::Right + "").await?;
    page.wait_for(&format!("{DETAIL} [role=tab][aria-selected=true]:focus")).await?;
    press(page, Key::Escape + "").await?;
    Ok(())
}

/// Presses keys on whatever has the focus.
async fn press(page: &Page, keys: impl Into<TypingData>) -> Checked {
    page.driver().action_chain().send_keys(keys).perform().await?;
    Ok(())
}

/// Less motion, and a person's own colours.
pub(super) async fn wishes_are_kept(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    first_row(page).await?.click().await?;
    page.wait_for(DETAIL).await?;
    page.use_media("prefers-reduced-motion", "reduce").await?;
    let moving = "return [...document.querySelectorAll('*')].filter((element) => {
        const style = getComputedStyle(element);
        const takesTime = (list) => list.split(',').some((time) => parseFloat(time) > 0);
        return takesTime(style.transitionDuration) || (style.animationName !== 'none' && takesTime(style.animationDuration));
    }).map((element) => element.className)";
    assert_eq!(page.run_script(moving, Vec::new()).await?, json!([]), "something still moves");
    page.use_media("forced-colors", "active").await?;
    page.set_size(1440, 900).await?;
    page.screenshot("forced-colours").await?;
    page.use_media("forced-colors", "none").await?;
    Ok(())
}

/// Everything twice as large.
pub(super) async fn a_zoomed_page_fits(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    first_row(page).await?.click().await?;
    page.wait_for(DETAIL).await?;
    // Half the pixels is what a zoom of 200 % leaves of 1440 by 900, and of 1024 by 768.
    for (width, height) in [(720, 450), (512, 384), (1024, 768)] {
        page.set_size(width, height).await?;
        for tab in ["Trail simulator", "Files", "Events"] {
            page.click_tab(tab).await?;
            let wide = page
                .run_script("return document.documentElement.scrollWidth - innerWidth", Vec::new())
                .await?;
            assert!(wide.as_i64().is_some_and(|px| px <= 0), "{tab} is {wide} px too wide at {width}");
        }
        page.screenshot(&format!("zoomed-{width}")).await?;
        // The rows can be got at.
        let reachable = "const row = document.querySelector('[role=grid] [aria-rowindex]');
            row.scrollIntoView({ block: 'center' });
            const place = row.getBoundingClientRect();
            return place.top >= 0 && place.bottom <= innerHeight && place.height > 0";
        assert_eq!(page.run_script(reachable, Vec::new()).await?, json!(true), "rows at {width}");
    }
    Ok(())
}
