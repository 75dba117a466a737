//! Filtering, facets, timeline, detail and simulator on the sample.

use serde_json::json;
use thirtyfour::{Key, WebElement};

use crate::Checked;
use crate::page::{Colours, Page, Place};

pub(super) const QUERY: &str = "input[role=combobox][aria-label='Filter events']";
pub(super) const MATCHES: &str = "[data-testid=match-count]";
pub(super) const DETAIL: &str = "[role=region][aria-label='Event detail']";
const SUMMARY: &str = "[data-testid=simulator-summary]";

/// The whole sample.
pub(super) const ALL: u64 = 386;

pub(super) async fn sample(page: &Page, fragment: &str) -> Checked {
    page.open(Place::Disk, fragment).await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    Ok(())
}

/// The first event, once the table shows the answer to the filter in force: until then it shows the rows of the one
/// before, and the count of matches may come first.
pub(super) async fn first_row(page: &Page) -> Checked<WebElement> {
    page.wait_for("[role=grid][aria-label=Events][aria-busy=false] [aria-rowindex='2'][data-event-id]").await
}

/// Waits for the answer to exactly this filter.
pub(super) async fn matches(page: &Page, query: &str) -> Checked<u64> {
    let quoted = query.replace('\\', "\\\\").replace('\'', "\\'");
    page.number(&format!("{MATCHES}[data-query='{quoted}']"), "data-matches").await
}

pub(super) async fn filter(page: &Page, query: &str) -> Checked<u64> {
    let input = page.wait_for(QUERY).await?;
    input.send_keys(Key::Control + "a").await?;
    input.send_keys(query).await?;
    input.send_keys(Key::Enter + "").await?;
    matches(page, query).await
}

pub(super) async fn a_filter_narrows_everything(page: &Page) -> Checked {
    sample(page, "").await?;
    let errors = filter(page, "errorCode:*").await?;
    assert!(errors > 0 && errors < ALL);
    assert_eq!(filter(page, "-errorCode:*").await? + errors, ALL);
    filter(page, "errorCode:*").await?;
    assert_eq!(page.number("[role=grid]", "aria-rowcount").await?, errors + 1);
    let timeline = "[role=region][aria-label='Timeline']";
    page.wait_for(&format!("{timeline}[aria-busy=false]")).await?;
    let counted = page.number(timeline, "data-total").await? + page.number(timeline, "data-untimed").await?;
    assert_eq!(counted, errors);
    for (width, height) in [(1440, 900), (1024, 768)] {
        page.set_size(width, height).await?;
        for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
            page.use_colours(colours).await?;
            page.screenshot(&format!("errors-{width}-{name}")).await?;
        }
    }
    Ok(())
}

pub(super) async fn a_faulty_filter_keeps_the_last_answer(page: &Page) -> Checked {
    sample(page, "").await?;
    let reads = filter(page, "readWrite:read").await?;
    let input = page.wait_for(QUERY).await?;
    input.send_keys(" eventName:").await?;
    let problem = "[data-testid=query-problem][role=alert]";
    page.wait_for(problem).await?;
    assert_eq!(page.number(problem, "data-from").await?, 15);
    assert_eq!(matches(page, "readWrite:read").await?, reads);
    Ok(())
}

pub(super) async fn facets_filter_and_add_up(page: &Page) -> Checked {
    sample(page, "").await?;
    let row = "[data-facet='category'] [data-value='Data']";
    // The counts of all events follow the last of them by a moment.
    let total = page
        .run_async(&format!(
            "const sum = () => [...document.querySelectorAll('[data-facet=category] [data-count]')]
                .reduce((sum, row) => sum + Number(row.dataset.count), 0);
            const until = Date.now() + 10_000;
            while (sum() !== {ALL} && Date.now() < until) await new Promise((wake) => setTimeout(wake, 20));
            return sum();"
        ))
        .await?;
    assert_eq!(total, json!(ALL));
    let data = page.number(row, "data-count").await?;
    page.click(&format!("{row} button")).await?;
    assert_eq!(matches(page, "category:\"Data\"").await?, data);
    page.click_button("Errors only").await?;
    let both = matches(page, "category:\"Data\" errorCode:*").await?;
    assert!(both < data);
    page.run_script("history.back()", Vec::new()).await?;
    assert_eq!(matches(page, "category:\"Data\"").await?, data);
    Ok(())
}

/// The same count can be another share of other matches.
pub(super) async fn a_facets_shares_are_of_the_matches(page: &Page) -> Checked {
    let event = |id: &str, name: &str, types: &[&str]| {
        let resources: Vec<_> =
            types.iter().map(|kind| json!({ "type": kind, "ARN": "arn:aws:s3:::b" })).collect();
        json!({
            "eventVersion": "1.08", "eventTime": "2023-07-10T12:00:00Z", "eventSource": "s3.amazonaws.com",
            "eventName": name, "eventID": id, "resources": resources,
        })
    };
    let records = [
        event("one", "Both", &["AWS::S3::Bucket", "AWS::KMS::Key"]),
        event("two", "Single", &["AWS::S3::Bucket"]),
        event("three", "Single", &["AWS::KMS::Key"]),
    ];
    page.open(Place::Disk, "").await?;
    page.paste_text(&json!({ "Records": records }).to_string()).await?;
    page.wait_until_ready().await?;
    let bucket = "[data-facet='resources.type'] [data-value='AWS::S3::Bucket'][data-count='1']";
    for (query, count, share) in [("eventName:Both", 1, "100.0"), ("eventName:Single", 2, "50.0")] {
        assert_eq!(filter(page, query).await?, count);
        page.wait_for(&format!("{bucket}[title^='{share} %']")).await?;
    }
    Ok(())
}

pub(super) async fn the_view_survives_a_reload(page: &Page) -> Checked {
    sample(page, "").await?;
    let denied = filter(page, "errorCode:*Denied*").await?;
    let fragment = page.run_script("return location.hash.slice(1)", Vec::new()).await?;
    let fragment = fragment.as_str().ok_or("a fragment")?.to_owned();
    // Another page, so that nothing but the address is kept.
    page.open(Place::Site, &fragment).await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    assert_eq!(matches(page, "errorCode:*Denied*").await?, denied);
    Ok(())
}

pub(super) async fn an_event_is_read_in_every_tab(page: &Page) -> Checked {
    sample(page, "").await?;
    filter(page, "eventName:AssumeRole responseElements.credentials.accessKeyId:*").await?;
    first_row(page).await?.click().await?;
    page.wait_for(DETAIL).await?;
    for tab in ["Identity", "Resources", "Related", "Trail", "JSON", "Summary"] {
        page.click_tab(tab).await?;
        // The record may still be on its way.
        page.wait_for(&format!("{DETAIL} [role=tabpanel] :not(:empty)")).await?;
        assert!(!page.text(&format!("{DETAIL} [role=tabpanel]")).await?.trim().is_empty(), "{tab}");
    }
    page.set_size(1440, 900).await?;
    for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
        page.use_colours(colours).await?;
        page.screenshot(&format!("detail-{name}")).await?;
    }
    page.click_tab("JSON").await?;
    page.wait_for(&format!("{DETAIL} [role=treeitem]")).await?;
    // The row of the session token may lie below a small window.
    page.wait_for("input[aria-label='Search in the record']").await?.send_keys("sessionToken").await?;
    page.wait_for("[role=treeitem][aria-selected=true][data-path$='sessionToken']").await?;
    assert!(page.text(DETAIL).await?.contains("masked"), "the session token is not shown unasked");
    let first = page.attribute(DETAIL, "data-event-id").await?;
    page.click(&format!("{DETAIL} [aria-label='Next event']")).await?;
    page.wait_for(&format!("{DETAIL}:not([data-event-id='{}'])", first.unwrap_or_default())).await?;
    assert_eq!(
        page.attribute(&format!("{DETAIL} [role=tab][aria-selected=true]"), "id").await?.as_deref(),
        Some("detail-tab-json"),
        "stepping keeps the tab"
    );
    Ok(())
}

pub(super) async fn any_path_is_a_column(page: &Page) -> Checked {
    sample(page, "").await?;
    filter(page, "requestParameters.bucketName:*").await?;
    page.click(".tl-columns summary").await?;
    let input = page.wait_for("input[aria-label='Column to add: a field or any path']").await?;
    input.send_keys("requestParameters.bucketName").await?;
    input.send_keys(Key::Enter + "").await?;
    let cell = "[role=grid] [aria-rowindex='2'] [data-field='requestParameters.bucketName']";
    page.wait_for(&format!("{cell}[title]")).await?;
    page.click("[aria-label='Remove the column Region']").await?;
    page.wait_for("[role=grid]:not(:has([role=columnheader][data-field='awsRegion']))").await?;
    page.click("[role=columnheader][data-field='requestParameters.bucketName'] button").await?;
    page.wait_for("[role=columnheader][data-field='requestParameters.bucketName'][aria-sort='ascending']")
        .await?;
    Ok(())
}

pub(super) async fn keys_lead_everywhere(page: &Page) -> Checked {
    sample(page, "").await?;
    let body = page.wait_for("[role=grid]").await?;
    body.send_keys("?").await?;
    let shortcuts = "[role=dialog][aria-label='Keyboard shortcuts']";
    page.wait_for(shortcuts).await?.send_keys(Key::Escape + "").await?;
    page.wait_for(&format!("body:not(:has({shortcuts}))")).await?;
    body.send_keys("3").await?;
    page.wait_for("[role=tab][aria-selected=true][id='tab-files']").await?;
    let tab = page.wait_for("[role=tab][id='tab-files']").await?;
    tab.send_keys("/").await?;
    page.wait_for("input:focus[aria-label='Filter events']").await?;
    // While typing, keys are letters.
    let input = page.wait_for(QUERY).await?;
    input.send_keys("we3?").await?;
    input.send_keys(Key::Enter + "").await?;
    assert_eq!(matches(page, "we3?").await?, 0);
    Ok(())
}

pub(super) async fn a_trail_is_simulated(page: &Page) -> Checked {
    sample(page, "").await?;
    page.click_tab("Trail simulator").await?;
    let text = page.wait_for("textarea[aria-label='Trail configuration']").await?;
    text.send_keys(r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#).await?;
    page.wait_for(&format!("{SUMMARY}[data-recorded]")).await?;
    let mut sum = 0;
    for part in ["data-recorded", "data-not-recorded", "data-never", "data-undecided"] {
        sum += page.number(SUMMARY, part).await?;
    }
    assert_eq!(sum, ALL);
    let recorded = page.number(SUMMARY, "data-recorded").await?;
    page.set_size(1440, 900).await?;
    for (name, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
        page.use_colours(colours).await?;
        page.screenshot(&format!("simulator-{name}")).await?;
    }
    page.click(&format!("{SUMMARY} button")).await?;
    assert_eq!(matches(page, "trail:\"recorded\"").await?, recorded);
    first_row(page).await?.click().await?;
    page.wait_for(DETAIL).await?;
    page.click_tab("Trail").await?;
    page.wait_for(&format!("{DETAIL} [data-verdict=recorded]")).await?;

    page.click_tab("Trail simulator").await?;
    let text = page.wait_for("textarea[aria-label='Trail configuration']").await?;
    text.send_keys(Key::Control + "a").await?;
    text.send_keys(r#"[{"ReadWriteType":"read-only"}]"#).await?;
    page.wait_for("[data-testid=simulator-problem][data-severity=error]").await?;
    page.wait_for(&format!("{SUMMARY}:not([data-recorded])")).await?;
    Ok(())
}
