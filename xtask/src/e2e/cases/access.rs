//! Everybody can use it: no violation that axe-core finds, in any view, light and dark; the keyboard alone; motion,
//! colours and size as a person wants them.

use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};
use xtask::axe;

use crate::Checked;
use crate::page::{Colours, Page, Place};

const DETAIL: &str = "[role=region][aria-label='Event detail']";

/// Runs axe in the page as it stands. A script of the driver, so no policy is asked.
async fn check(page: &Page, axe: &str, view: &str) -> Checked {
    let mut wrong = Vec::new();
    for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
        page.use_colours(colours).await?;
        let body = format!(
            "{axe};
            return axe.run(document, {{ resultTypes: ['violations'] }}).then((result) => result.violations.map((found) =>
                found.id + ': ' + found.help + '\\n        ' + found.nodes.slice(0, 5).map((node) =>
                    node.html.slice(0, 160) + ' | ' + (node.any[0] ?? node.all[0] ?? node.none[0])?.message).join('\\n        ')));"
        );
        let found = page.run_script(&body, Vec::new()).await?;
        let found: Vec<&str> = found.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if !found.is_empty() {
            wrong.push(format!("{view}, {name}:\n    {}", found.join("\n    ")));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n    ").into()) }
}

pub(super) async fn no_view_has_a_violation(page: &Page) -> Checked {
    let axe = axe::source().map_err(|failure| failure.to_string())?;
    let mut wrong = Vec::new();
    let mut look = async |view: &str| {
        if let Err(found) = check(page, &axe, view).await {
            wrong.push(found.to_string());
        }
    };
    page.open(Place::Disk, "").await?;
    page.set_size(1440, 900).await?;
    look("start").await;
    page.click_button("Privacy").await?;
    page.wait_for("dialog[open] [data-rule]").await?;
    page.click_button("Show licences").await?;
    look("privacy").await;
    page.click_button("Close").await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    page.wait_for("[role=grid] [aria-rowindex='2'][data-event-id]").await?;
    look("events").await;
    page.wait_for("[role=grid] [aria-rowindex='2'][data-event-id]").await?.click().await?;
    for tab in ["Summary", "JSON", "Identity", "Resources", "Related", "Trail"] {
        page.wait_for(DETAIL).await?;
        page.click_tab(tab).await?;
        look(tab).await;
    }
    page.wait_for("input[aria-label='Filter events']").await?.send_keys("eventName:").await?;
    page.wait_for("[data-testid=query-problem]").await?;
    look("a faulty filter").await;
    page.click_tab("Trail simulator").await?;
    look("an empty simulator").await;
    let text = page.wait_for("textarea[aria-label='Trail configuration']").await?;
    text.send_keys(r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#).await?;
    page.wait_for("[data-testid=simulator-summary][data-recorded]").await?;
    look("simulator").await;
    text.send_keys("]").await?;
    page.wait_for("[data-testid=simulator-problem]").await?;
    look("a faulty configuration").await;
    page.click_tab("Files").await?;
    page.wait_for("[data-file]").await?;
    look("files").await;
    page.wait_for("body").await?.send_keys("?").await?;
    page.wait_for("[role=dialog][aria-label='Keyboard shortcuts'], dialog[open]").await?;
    look("shortcuts").await;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n    ").into()) }
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
    press(page, "errorCode:*").await?;
    press(page, Key::Enter + "").await?;
    page.wait_for("[data-testid=match-count][data-query='errorCode:*']").await?;
    page.wait_for("[role=grid] [aria-rowindex='2'][data-event-id]").await?;
    for _ in 0..120 {
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

/// Less motion, a person's own colours, and everything twice as large.
pub(super) async fn wishes_are_kept(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    page.wait_for("[role=grid] [aria-rowindex='2'][data-event-id]").await?.click().await?;
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
