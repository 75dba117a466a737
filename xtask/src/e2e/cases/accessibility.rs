//! No view breaks a rule of axe-core, in light or dark.

use serde_json::Value;
use thirtyfour::Key;

use crate::Checked;
use crate::page::{Colours, Page, Place};

const DETAIL: &str = "[role=region][aria-label='Event detail']";

/// Runs the checker on what is shown, and names what it found by rule, place and reason.
const CHECK_SCRIPT: &str = "
    const settings = { resultTypes: ['violations'] };
    return axe.run(document, settings).then((found) => found.violations.flatMap((rule) =>
        rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)));";

/// Every view is opened in turn.
async fn every_view(page: &Page, colours: Colours) -> Checked {
    page.open(Place::Disk, "").await?;
    page.use_colours(colours).await?;
    let script = xtask::axe::script().map_err(|failure| failure.to_string())?;
    page.run_script(&script, Vec::new()).await?;
    let mut found = Vec::new();
    check(page, "start", &mut found).await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    page.wait_for("[role=grid] [aria-rowindex='2']").await?;
    check(page, "events", &mut found).await?;

    page.wait_for("[role=grid] [aria-rowindex='2']").await?.click().await?;
    page.wait_for(DETAIL).await?;
    for tab in ["Summary", "JSON", "Identity", "Resources", "Related", "Trail"] {
        page.click_tab(tab).await?;
        check(page, tab, &mut found).await?;
    }

    page.click_button("Around").await?;
    page.wait_for("[role=group][aria-label='Surroundings of the event']").await?;
    check(page, "surroundings", &mut found).await?;
    page.click_button("Group by").await?;
    page.wait_for("[role=grid][aria-label='Groups'] [data-events]").await?;
    check(page, "groups", &mut found).await?;
    page.click_button("Indicator list").await?;
    let list = page.wait_for("textarea[aria-label='Indicators, one a line']").await?;
    list.send_keys("0.0.0.0/0\n192.0.2.255\nnothing").await?;
    page.wait_for("[data-testid=indicator-count][data-listed='2'][data-occurring]").await?;
    check(page, "indicators", &mut found).await?;

    page.click_tab("Trail simulator").await?;
    check(page, "simulator", &mut found).await?;
    let text = page.wait_for("textarea[aria-label='Trail configuration']").await?;
    text.send_keys(r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#).await?;
    page.wait_for("[data-testid=simulator-summary][data-recorded]").await?;
    check(page, "simulator with a trail", &mut found).await?;

    page.click_tab("Files").await?;
    check(page, "files", &mut found).await?;
    page.wait_for("body").await?.send_keys("?").await?;
    page.wait_for("[role=dialog][aria-label='Keyboard shortcuts']").await?;
    check(page, "shortcuts", &mut found).await?;
    page.wait_for("body").await?.send_keys(Key::Escape + "").await?;

    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    Ok(())
}

async fn check(page: &Page, view: &str, found: &mut Vec<String>) -> Checked {
    let answer = page.run_script(CHECK_SCRIPT, Vec::new()).await?;
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
    check(page, "start", &mut found).await?;
    assert!(found.iter().any(|line| line.contains("button-name")), "{found:?}");
    Ok(())
}
