//! Reading one event, and several side by side.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::Key;
use xtask::browsers::Engine;

use super::explore::{DETAIL, filter, first_row, matches, sample};
use crate::Checked;
use crate::page::{Colours, Page, Place};

const COMPARE: &str = "[role=region][aria-label='Compare events']";
const TREE: &str = "[role=tree][aria-label='Record']";
const CHAIN: &str = "[aria-label='Chain of credentials'][aria-busy=false]";
const SESSION: &str = "[aria-label='Session timeline'][aria-busy=false]";

/// The thief's last hop in the sample, three role sessions deep.
const LAST_HOP: &str = "userIdentity.accessKeyId:ASIADATAADMI1EXAMPLE eventName:Scan";

/// The one file with the middle hop.
const MIDDLE_FILE: &str = "111122223333_CloudTrail_eu-west-1_20260317T10";

/// What no frame may take, on any machine.
const LONGEST_FRAME_MS: f64 = 400.0;

async fn open_first(page: &Page, query: &str) -> Checked {
    assert!(filter(page, query).await? != 0, "{query} finds something");
    first_row(page).await?.click().await?;
    page.wait_for(&format!("{DETAIL}:not([data-event-id=''])")).await?;
    Ok(())
}

async fn script(page: &Page, body: &str) -> Checked<Value> {
    page.run_script(body, Vec::new()).await
}

/// Takes a picture of the detail in both colours; Chromium's stand for all.
async fn pictures(page: &Page, name: &str) -> Checked {
    page.set_size(1440, 900).await?;
    if page.engine() != Engine::Chromium {
        return Ok(());
    }
    for (suffix, colours) in [("dark", Colours::Dark), ("light", Colours::Light)] {
        page.use_colours(colours).await?;
        // Buttons change their colours in a moment, not at once.
        tokio::time::sleep(Duration::from_millis(250)).await;
        page.screenshot(&format!("detail-{name}-{suffix}")).await?;
    }
    Ok(())
}

pub(super) async fn the_keyboard_steps_and_keeps_tab_and_place(page: &Page) -> Checked {
    sample(page, "").await?;
    filter(page, "eventSource:dynamodb.amazonaws.com").await?;
    let grid = page.wait_for("[role=grid][aria-label='Events']").await?;
    grid.send_keys("j").await?;
    grid.send_keys(Key::Enter + "").await?;
    page.wait_for(&format!("{DETAIL}:not([data-event-id=''])")).await?;
    let tab = page.wait_for(&format!("{DETAIL} [role=tab][id='detail-tab-summary']")).await?;
    tab.send_keys(Key::Right + "").await?;
    page.wait_for("[role=tab][id='detail-tab-json'][aria-selected=true]:focus").await?;
    let tree = page.wait_for(TREE).await?;
    tree.send_keys(Key::End + "").await?;
    let chosen = "[role=treeitem][aria-selected=true]";
    let path = page.attribute(chosen, "data-path").await?;
    let scrolled = script(page, "return document.querySelector('.tl-tree').scrollTop").await?;
    let first = page.attribute(DETAIL, "data-event-id").await?.unwrap_or_default();
    grid.send_keys("j").await?;
    page.wait_for(&format!("{DETAIL}:not([data-event-id='{first}'])")).await?;
    page.wait_for("[role=tab][id='detail-tab-json'][aria-selected=true]").await?;
    assert!(path.is_some());
    // The place is taken up again with the next picture that the browser draws.
    let after =
        "for (let looks = 0; looks < 200 && !document.querySelector('.tl-tree')?.scrollTop; looks += 1) {
            await new Promise((next) => setTimeout(next, 20));
        }
        return document.querySelector('.tl-tree').scrollTop";
    let after = page.run_async(after).await?;
    assert!(scrolled.as_f64() > Some(0.0) && after.as_f64() > Some(0.0), "{scrolled} {after}");
    // Escape in the detail goes back to the table.
    page.wait_for(TREE).await?.send_keys(Key::Escape + "").await?;
    page.wait_for("[role=grid][aria-label='Events']:focus").await?;
    assert!(!script(page, "return location.hash").await?.as_str().unwrap_or_default().contains("event="));
    Ok(())
}

pub(super) async fn a_leaf_of_the_tree_filters(page: &Page) -> Checked {
    sample(page, "").await?;
    open_first(page, "eventName:PutRule").await?;
    page.click_tab("JSON").await?;
    let search = page.wait_for("input[aria-label='Search in the record']").await?;
    search.send_keys("eventPattern").await?;
    page.wait_for("[role=treeitem][aria-selected=true][data-path='requestParameters.eventPattern']").await?;
    // A string that holds JSON opens as JSON.
    let tree = page.wait_for(TREE).await?;
    tree.send_keys(Key::Right + "").await?;
    page.wait_for("[role=treeitem][data-path='requestParameters.eventPattern'][aria-expanded=true]").await?;
    page.wait_for("[role=treeitem][data-path^='requestParameters.eventPattern.']").await?;
    pictures(page, "json").await?;
    tree.send_keys(Key::Left + "").await?;
    search.send_keys(Key::Control + "a").await?;
    search.send_keys("awsRegion").await?;
    page.wait_for("[role=treeitem][aria-selected=true][data-path=awsRegion]").await?;
    let region = page.text("[data-testid=chosen-value]").await?;
    page.click_button("Filter for").await?;
    let query = format!("eventName:PutRule awsRegion:\"{region}\"");
    assert!(matches(page, &query).await? != 0);
    page.click_button("Filter out").await?;
    assert_eq!(matches(page, &format!("eventName:PutRule -awsRegion:\"{region}\"")).await?, 0);
    // What is open stays, though the filter does not let it through.
    page.wait_for(TREE).await?;
    Ok(())
}

pub(super) async fn tokens_are_masked_until_asked_for(page: &Page) -> Checked {
    sample(page, "").await?;
    open_first(
        page,
        "eventName:AssumeRole userIdentity.type:IAMUser responseElements.credentials.sessionToken:*",
    )
    .await?;
    let token = "FwoGZXIvYXdz";
    let has_token = format!(
        "return document.body.innerHTML.includes('{token}') || document.body.innerHTML.includes('IQoJb3JpZ2lu')"
    );
    for tab in ["Summary", "Identity", "Resources", "Related", "JSON"] {
        page.click_tab(tab).await?;
        assert_eq!(script(page, &has_token).await?, json!(false), "{tab}");
    }
    page.wait_for("input[aria-label='Search in the record']").await?.send_keys("sessionToken").await?;
    page.wait_for("[role=treeitem][aria-selected=true][data-path$='sessionToken']").await?;
    assert!(page.text("[data-testid=chosen-value]").await?.contains("masked"));
    page.click_button("Reveal").await?;
    assert!(!page.text("[data-testid=chosen-value]").await?.contains("masked"));
    // Stepping on masks again.
    page.click_button("As delivered").await?;
    assert!(page.text("[aria-label='Record as delivered']").await?.contains("[session token masked]"));
    page.click_button("Copy as delivered").await?;
    page.wait_for("[role=alert]").await?;
    pictures(page, "raw").await?;
    page.click_button("Reveal tokens").await?;
    let shown = page.text("[aria-label='Record as delivered']").await?;
    assert!(!shown.contains("masked") && serde_json::from_str::<Value>(&shown).is_ok());
    Ok(())
}

pub(super) async fn three_events_are_compared(page: &Page) -> Checked {
    sample(page, "").await?;
    filter(page, "eventName:GetObject").await?;
    let grid = page.wait_for("[role=grid][aria-label='Events']").await?;
    for _ in 0..2 {
        grid.send_keys("j").await?;
        grid.send_keys("m").await?;
    }
    page.click("[aria-rowindex='5'] [aria-label='Mark to compare']").await?;
    page.wait_for("[data-marked='3']").await?;
    assert!(page.driver().find_all(thirtyfour::By::Css(DETAIL)).await?.is_empty(), "marking opens nothing");
    grid.send_keys("c").await?;
    page.wait_for(&format!("{COMPARE}:focus [data-reference=true]")).await?;
    let count = "return document.querySelectorAll(arguments[0]).length";
    let number = async |css: &str| -> Checked<u64> {
        let found = page.run_script(count, vec![json!(format!("{COMPARE} {css}"))]).await?;
        Ok(found.as_u64().unwrap_or_default())
    };
    page.wait_for(&format!("{COMPARE} thead th:nth-child(4)")).await?;
    let (all, equal) = (number("tbody tr").await?, number("tbody tr[data-equal=true]").await?);
    assert!(equal != 0 && equal < all, "{equal} of {all}");
    assert_eq!(number("tbody tr[data-equal=true] [data-differs=true]").await?, 0);
    pictures(page, "compare").await?;
    page.wait_for(&format!("{COMPARE} input[type=checkbox]")).await?.send_keys(" ").await?;
    page.wait_for(&format!("{COMPARE} tbody:not(:has(tr[data-equal=true]))")).await?;
    assert_eq!(number("tbody tr").await?, all - equal);
    // Another reference: what differs from itself is nothing.
    let third = page.wait_for(&format!("{COMPARE} thead th:nth-child(4) [aria-pressed]")).await?;
    third.send_keys(Key::Enter + "").await?;
    page.wait_for(&format!("{COMPARE} thead th:nth-child(4)[data-reference=true]")).await?;
    assert_eq!(number("tbody td:nth-child(4)[data-differs=true]").await?, 0);
    page.wait_for(&format!("{COMPARE} thead button")).await?.send_keys(Key::Escape + "").await?;
    page.wait_for("[role=grid][aria-label='Events']:focus").await?;
    page.click_button("Clear marks").await?;
    page.wait_for("body:not(:has([data-marked]))").await?;
    Ok(())
}

pub(super) async fn a_related_question_is_counted_and_opened(page: &Page) -> Checked {
    sample(page, "").await?;
    open_first(page, LAST_HOP).await?;
    let own = page.attribute(DETAIL, "data-event-id").await?.unwrap_or_default();
    page.click_tab("Resources").await?;
    page.wait_for(&format!("{DETAIL} [data-others]")).await?;
    pictures(page, "resources").await?;
    page.click_tab("Related").await?;
    let link = format!("{DETAIL} li:has([title='userIdentity.accessKeyId:\"ASIADATAADMI1EXAMPLE\"'])");
    let others = page.number(&format!("{link} [data-others]"), "data-others").await?;
    pictures(page, "related").await?;
    page.click(&format!("{link} button")).await?;
    assert_eq!(matches(page, "userIdentity.accessKeyId:\"ASIADATAADMI1EXAMPLE\"").await?, others + 1);
    // What is being read stays.
    page.wait_for(&format!(
        "{DETAIL}[data-event-id='{own}'] [role=tab][aria-selected=true][id='detail-tab-related']"
    ))
    .await?;
    Ok(())
}

pub(super) async fn a_chain_of_three_hops_is_proved(page: &Page) -> Checked {
    sample(page, "").await?;
    open_first(page, LAST_HOP).await?;
    page.click_tab("Identity").await?;
    page.wait_for(&format!("{CHAIN} [data-end=origin]")).await?;
    let links = page.driver().find_all(thirtyfour::By::Css(format!("{CHAIN} [data-proof]"))).await?;
    assert_eq!(links.len(), 3);
    let proof = links.first().ok_or("a link")?.attr("data-proof").await?.ok_or("the proving event")?;
    script(page, &format!("document.querySelector(\"{}\").scrollIntoView()", CHAIN.replace('"', "'")))
        .await?;
    pictures(page, "chain").await?;
    page.click(&format!("{CHAIN} [data-proof='{proof}'] button")).await?;
    page.wait_for(&format!("{DETAIL}[data-event-id='{proof}']")).await?;
    assert!(script(page, "return location.hash").await?.as_str().unwrap_or_default().contains(&proof));
    Ok(())
}

fn files_below(folder: &std::path::Path) -> Checked<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

pub(super) async fn without_the_middle_file_the_gap_is_named(page: &Page) -> Checked {
    let logs = xtask::project::root().join("sample/AWSLogs");
    let mut files = files_below(&logs)?;
    let all = files.len();
    files.retain(|path| !path.to_string_lossy().contains(MIDDLE_FILE));
    assert_eq!(files.len() + 1, all);
    page.open(Place::Disk, "").await?;
    page.set_files(&files).await?;
    page.wait_until_ready().await?;
    open_first(page, LAST_HOP).await?;
    page.click_tab("Identity").await?;
    let gap = page.text(&format!("{CHAIN} [data-end=gap]")).await?;
    assert!(gap.contains("(ASIAOPSAUTOM1EXAMPLE) is not in these files"), "{gap}");
    // The missing file closes the gap without another click.
    let missing = files_below(&logs)?.into_iter().find(|path| !files.contains(path)).ok_or("the file")?;
    page.set_files(&[missing]).await?;
    page.wait_for(&format!("{CHAIN} [data-end=origin]")).await?;
    Ok(())
}

pub(super) async fn a_session_in_order(page: &Page) -> Checked {
    sample(page, "").await?;
    open_first(page, LAST_HOP).await?;
    page.click_tab("Identity").await?;
    let sentence = page.text(&format!("{SESSION} [data-testid=session-sentence]")).await?;
    let entries =
        page.driver().find_all(thirtyfour::By::Css(format!("{SESSION} .tl-session__entry"))).await?;
    assert!(sentence.starts_with(&format!("{} events", entries.len())), "{sentence}, {}", entries.len());
    page.wait_for(&format!("{SESSION} [aria-current=true]")).await?;
    script(page, "document.querySelector('.tl-session').scrollIntoView()").await?;
    pictures(page, "session").await?;
    let own = page.attribute(DETAIL, "data-event-id").await?.unwrap_or_default();
    page.click(&format!("{SESSION} .tl-session__entry:not([aria-current]) button")).await?;
    page.wait_for(&format!("{DETAIL}:not([data-event-id='{own}']):not([data-event-id=''])")).await?;
    Ok(())
}

pub(super) async fn copies_of_one_action_lead_to_each_other(page: &Page) -> Checked {
    sample(page, "").await?;
    open_first(page, "sharedEventID:* eventName:AssumeRole userIdentity.type:AWSAccount").await?;
    let own = page.attribute(DETAIL, "data-event-id").await?.unwrap_or_default();
    let copies = format!("{DETAIL} [aria-label='Copies in other accounts']");
    let other = page.attribute(&format!("{copies} li:has(button)"), "data-copy").await?.unwrap_or_default();
    assert!(other != own && !other.is_empty());
    page.click(&format!("{copies} button")).await?;
    page.wait_for(&format!("{DETAIL}[data-event-id='{other}']")).await?;
    page.wait_for(&format!("{copies} [data-copy='{own}'] button")).await?;
    Ok(())
}

pub(super) async fn an_insight_is_drawn(page: &Page) -> Checked {
    sample(page, "").await?;
    open_first(page, "insightDetails.state:End").await?;
    page.wait_for(&format!(
        "{DETAIL} [aria-label='Usual and unusual rate'] svg[role=img][aria-label*='usually']"
    ))
    .await?;
    pictures(page, "insight").await?;
    let own = page.attribute(DETAIL, "data-event-id").await?.unwrap_or_default();
    page.click_button("Open the Start event").await?;
    page.wait_for(&format!("{DETAIL}:not([data-event-id='{own}']):not([data-event-id=''])")).await?;
    Ok(())
}

pub(super) async fn the_detail_is_resized_by_keys(page: &Page) -> Checked {
    sample(page, "").await?;
    for (width, measure) in [(1440, "offsetWidth"), (1024, "offsetHeight")] {
        page.set_size(width, 900).await?;
        open_first(page, "eventName:PutRule").await?;
        let size = format!("return document.querySelector('.tl-detail').{measure}");
        let before = script(page, &size).await?.as_f64().unwrap_or_default();
        let border = page.wait_for("[role=separator][aria-label='Size of the event detail']").await?;
        for _ in 0..5 {
            border.send_keys(Key::Up + "").await?;
        }
        let after = script(page, &size).await?.as_f64().unwrap_or_default();
        assert!(after > before + 20.0, "{width}: {before} → {after}");
        page.screenshot(&format!("detail-resized-{width}")).await?;
        // The table stays usable.
        first_row(page).await?;
    }
    Ok(())
}

pub(super) async fn a_large_record_stays_smooth(page: &Page) -> Checked {
    let items: Vec<Value> = (0..12_500)
        .map(|at| json!({"name": format!("item-{at}"), "arn": format!("arn:aws:s3:::bucket/{at}/of/many"), "tags": [at, null]}))
        .collect();
    let record = json!({
        "eventVersion": "1.11", "eventID": "00000000-0000-4000-8000-000000000001", "eventName": "ListObjects",
        "eventSource": "s3.amazonaws.com", "eventTime": "2026-03-01T00:00:00Z", "awsRegion": "eu-west-1",
        "userIdentity": {"type": "Root"}, "responseElements": {"items": items, "last": "needle"},
    });
    let text = json!({ "Records": [record] }).to_string();
    assert!(900_000 < text.len(), "{}", text.len());
    page.open(Place::Disk, "").await?;
    page.drop_bytes(&[("large.json", text.as_bytes())]).await?;
    page.wait_until_ready().await?;
    first_row(page).await?.click().await?;
    page.wait_for(&format!("{DETAIL}:not([data-event-id=''])")).await?;
    page.click_tab("JSON").await?;
    page.wait_for("[role=treeitem]").await?;
    page.click_button("Open all").await?;
    page.wait_for("[role=treeitem][data-path='responseElements.items[0].name']").await?;
    let drawn = "return document.querySelectorAll('[role=treeitem]').length";
    assert!(script(page, drawn).await?.as_u64() < Some(120));
    page.wait_for("input[aria-label='Search in the record']").await?.send_keys("needle").await?;
    page.wait_for("[role=treeitem][aria-selected=true][data-path='responseElements.last']").await?;
    // Scrolling through all of it: no frame takes long. What is slow for a place is slow whenever one comes by; what
    // another program has taken of the processor is not, so each place counts by the best of some passes.
    let longest = page
        .driver()
        .execute_async(
            "const [limit, done] = arguments;
             const tree = document.querySelector('.tl-tree');
             const places = 60, passes = 10, best = new Array(places).fill(Infinity);
             let step = 0, before = 0;
             const frame = (now) => {
                 const place = step % places;
                 if (step > 0) best[(step - 1) % places] = Math.min(best[(step - 1) % places], now - before);
                 const longest = Math.max(...best);
                 if (place === 0 && (longest < limit || step === places * passes)) return done(longest);
                 before = now;
                 tree.scrollTop = tree.scrollHeight * (place + 1) / places;
                 step += 1;
                 requestAnimationFrame(frame);
             };
             requestAnimationFrame(frame);",
            vec![json!(LONGEST_FRAME_MS)],
        )
        .await?;
    let longest = longest.json().as_f64().unwrap_or(f64::MAX);
    assert!(longest < LONGEST_FRAME_MS, "the longest frame took {longest} ms");
    page.click_button("As delivered").await?;
    page.click_button("Show the rest").await?;
    assert!(page.text("[aria-label='Record as delivered']").await?.ends_with("\"needle\"}}"));
    Ok(())
}

/// Whatever can be pressed in the detail has a name, and the keyboard meets it in the order of reading.
pub(super) async fn parts_have_names(page: &Page) -> Checked {
    sample(page, "").await?;
    open_first(page, LAST_HOP).await?;
    for tab in ["Summary", "JSON", "Identity", "Resources", "Related", "Trail"] {
        page.click_tab(tab).await?;
        let nameless = script(
            page,
            "const region = document.querySelector('.tl-detail');
             const named = (element) => element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.length;
             return [...region.querySelectorAll('button, input, [tabindex=\"0\"], svg[role=img]')]
                 .filter((element) => !named(element) && !element.getAttribute('aria-labelledby'))
                 .map((element) => element.outerHTML.slice(0, 120));",
        )
        .await?;
        assert_eq!(nameless, json!([]), "{tab}");
        let disordered = script(
            page,
            "const found = [...document.querySelectorAll('.tl-detail [tabindex]')];
             return found.filter((element) => 0 < element.tabIndex).length;",
        )
        .await?;
        assert_eq!(disordered, json!(0), "no order but that of reading");
    }
    Ok(())
}
