//! The trail simulator on the sample: text, form, verdicts, comparison, exports, dropped configurations.

use serde_json::json;
use thirtyfour::Key;

use super::explore::first_row;
use crate::Checked;
use crate::page::{Colours, Page, Place};

const TEXT: &str = "textarea[aria-label='Trail configuration']";
const SECOND: &str = "textarea[aria-label='Second configuration']";
const SUMMARY: &str = "[data-testid=simulator-summary]";
const COMPARISON: &str = "[data-testid=simulator-comparison]";
const FORM: &str = "[data-testid=simulator-form]";
const SECOND_FORM: &str = "[data-testid=second-simulator-form]";
const MATCHES: &str = "[data-testid=match-count]";
const DETAIL: &str = "[role=region][aria-label='Event detail']";

const WRITES: &str = r#"[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true}]"#;
const S3: &str = r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]}]}]"#;

async fn sample(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    page.click_tab("Trail simulator").await?;
    Ok(())
}

/// Puts a text into a box as a paste does, and waits until it has been judged.
async fn put(page: &Page, css: &str, text: &str) -> Checked {
    page.wait_for(css).await?;
    let script = "const box = document.querySelector(arguments[0]);
        box.value = arguments[1];
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    let before = simulations(page).await?;
    page.run_script(script, vec![json!(css), json!(text)]).await?;
    for _ in 0..500 {
        if simulations(page).await? > before {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Err(format!("no verdicts for {text}").into())
}

/// How often verdicts were answered so far.
async fn simulations(page: &Page) -> Checked<u64> {
    let number =
        page.run_script("return performance.getEntriesByName('simulate').length", Vec::new()).await?;
    number.as_u64().ok_or_else(|| "a number".into())
}

/// Recorded, not recorded, never, undecided.
async fn counts(page: &Page) -> Checked<[u64; 4]> {
    let mut counts = [0; 4];
    for (count, part) in
        counts.iter_mut().zip(["data-recorded", "data-not-recorded", "data-never", "data-undecided"])
    {
        *count = page.number(SUMMARY, part).await?;
    }
    Ok(counts)
}

async fn value(page: &Page, css: &str) -> Checked<String> {
    let value =
        page.run_script("return document.querySelector(arguments[0]).value", vec![json!(css)]).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// Chooses an option of the first such select.
async fn choose(page: &Page, css: &str, option: &str) -> Checked {
    page.wait_for(css).await?;
    let script = "const select = document.querySelector(arguments[0]);
        const wanted = [...select.options].find((option) => option.text === arguments[1]);
        select.value = wanted.value;
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    page.run_script(script, vec![json!(css), json!(option)]).await?;
    Ok(())
}

async fn wait_for_matches(page: &Page, query: &str) -> Checked<u64> {
    page.number(&format!("{MATCHES}[data-query='{query}']"), "data-matches").await
}

async fn photograph(page: &Page, name: &str) -> Checked {
    for (width, height) in [(1440, 900), (1024, 768)] {
        page.set_size(width, height).await?;
        for (word, colours) in [("light", Colours::Light), ("dark", Colours::Dark)] {
            page.use_colours(colours).await?;
            page.screenshot(&format!("{name}-{width}-{word}")).await?;
        }
    }
    Ok(())
}

pub(super) async fn a_surprise_names_its_events(page: &Page) -> Checked {
    sample(page).await?;
    put(page, TEXT, WRITES).await?;
    let [recorded, not_recorded, ..] = counts(page).await?;
    assert!(recorded > 0 && not_recorded > 0);
    let lint = "[data-testid=simulator-problem][data-code=assume-role-is-read]";
    let concerned = page.number(lint, "data-events").await?;
    assert!(concerned > 0, "the sample takes roles");
    assert!(page.text(lint).await?.contains("concerns"));
    assert!(page.text("[data-control='CloudTrail.1']").await.is_ok());
    page.click(&format!("{lint} button")).await?;
    let term = "trail:\"warning-assume-role-is-read\"";
    assert_eq!(wait_for_matches(page, term).await?, concerned, "the lint leads to its events");
    page.click("button[aria-label='Clear the filter']").await?;
    wait_for_matches(page, "").await?;
    page.click_tab("Trail simulator").await?;
    // Events of a verdict stand in the table, with what the simulator says of each.
    page.click(&format!("{SUMMARY} .tl-simulator__count--not-recorded")).await?;
    assert_eq!(wait_for_matches(page, "trail:\"not-recorded\"").await?, not_recorded);
    page.wait_for("[role=columnheader][data-field=trail]").await?;
    let cell = "[role=grid] [aria-rowindex='2'][data-event-id] [data-field=trail]";
    assert_eq!(page.text(cell).await?, "Not recorded");
    first_row(page).await?.click().await?;
    page.wait_for(DETAIL).await?;
    page.click_tab("Trail").await?;
    let verdict = format!("{DETAIL} [data-verdict=not-recorded]");
    assert!(page.text(&verdict).await?.contains("line 1"), "the deciding line is named");
    Ok(())
}

pub(super) async fn form_and_text_are_one(page: &Page) -> Checked {
    sample(page).await?;
    page.click_button("+ Management events").await?;
    page.click_button("+ Data events").await?;
    page.wait_for(&format!("{FORM} [data-selector='1']")).await?;
    page.wait_for(&format!("{SUMMARY}[data-recorded]")).await?;
    assert!(value(page, TEXT).await?.contains("\"AWS::S3::Object\""));
    let all = settled(page).await?;
    // The template narrows it, and a field narrows it further.
    choose(page, &format!("{FORM} [data-selector='1'] label:nth-of-type(3) select"), "Log writeOnly events")
        .await?;
    let writes = settled(page).await?;
    assert!(writes[0] < all[0], "{writes:?} {all:?}");
    let read = format!("{FORM} [data-selector='1'] .tl-form__boxes input");
    let is_read =
        page.run_script("return document.querySelector(arguments[0]).checked", vec![json!(read)]).await?;
    assert_eq!(is_read, json!(false), "the box follows the template");
    let add = page.wait_for(&format!("{FORM} [data-selector='1'] > .tl-link")).await?;
    add.click().await?;
    choose(page, &format!("{FORM} [data-selector='1'] select[aria-label=Field]"), "eventName").await?;
    let input =
        page.wait_for(&format!("{FORM} [data-selector='1'] input[aria-label='Value of eventName']")).await?;
    input.click().await?;
    page.wait_for("#trail-form-offers option").await?;
    input.send_keys("NoSuchCall").await?;
    input.send_keys(Key::Enter + "").await?;
    page.wait_for(&format!("{FORM} [data-selector='1'] [data-field='eventName']")).await?;
    assert!(settled(page).await?[0] < writes[0]);
    assert!(value(page, TEXT).await?.contains("\"NoSuchCall\""));
    // The other way: the text changes, and the form follows.
    put(page, TEXT, S3).await?;
    page.wait_for(&format!("{FORM} [data-selector='0']")).await?;
    page.wait_for(&format!("{FORM}:not(:has([data-selector='1']))")).await?;
    let kind = format!("{FORM} [data-selector='0'] input[aria-label='Resource type']");
    assert_eq!(value(page, &kind).await?, "AWS::S3::Object");
    photograph(page, "simulator-form").await?;
    // An error in the text leaves the form waiting, and nothing is lost.
    put_only(page, TEXT, "[{\"FieldSelectors\":").await?;
    page.wait_for(&format!("{FORM}:not(:has([data-selector]))")).await?;
    page.wait_for(&format!("{SUMMARY}:not([data-recorded])")).await?;
    Ok(())
}

pub(super) async fn the_second_configuration_has_the_form_too(page: &Page) -> Checked {
    sample(page).await?;
    put(page, TEXT, WRITES).await?;
    page.click(&format!("{SECOND_FORM} > summary")).await?;
    let add = "return [...document.querySelectorAll(`${arguments[0]} button`)]
        .find((button) => button.textContent.trim() === arguments[1]).click()";
    for kind in ["+ Management events", "+ Data events"] {
        page.wait_for(&format!("{SECOND_FORM} button")).await?;
        page.run_script(add, vec![json!(SECOND_FORM), json!(kind)]).await?;
    }
    let kind = format!("{SECOND_FORM} [data-selector='1'] input[aria-label='Resource type']");
    page.wait_for(&kind).await?;
    settled(page).await?;
    assert!(value(page, SECOND).await?.contains("AWS::S3::Object"));
    assert_eq!(value(page, TEXT).await?, WRITES, "the first one stays as it is");
    let gained = page.number(&format!("{COMPARISON} [data-change=gained]"), "data-events").await?;
    // Values are completed from the loaded events, and an edit counts while it is made.
    let input = page.wait_for(&kind).await?;
    input.send_keys(Key::Control + "a").await?;
    input.send_keys("AWS::DynamoDB").await?;
    page.wait_for("#second-trail-form-offers option[value='AWS::DynamoDB::Table']").await?;
    input.send_keys("::Table").await?;
    settled(page).await?;
    assert!(value(page, SECOND).await?.contains("\"AWS::DynamoDB::Table\""));
    let now = page.number(&format!("{COMPARISON} [data-change=gained]"), "data-events").await?;
    assert_ne!(gained, now);
    photograph(page, "simulator-second-form").await?;
    Ok(())
}

/// Puts a text in without waiting for verdicts.
async fn put_only(page: &Page, css: &str, text: &str) -> Checked {
    let script = "const box = document.querySelector(arguments[0]);
        box.value = arguments[1];
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    page.run_script(script, vec![json!(css), json!(text)]).await?;
    Ok(())
}

/// The counts once typing has rested and no further answer comes.
async fn settled(page: &Page) -> Checked<[u64; 4]> {
    let mut seen = simulations(page).await?;
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(900)).await;
        let now = simulations(page).await?;
        if now == seen {
            return counts(page).await;
        }
        seen = now;
    }
}

pub(super) async fn two_configurations_are_compared(page: &Page) -> Checked {
    sample(page).await?;
    put(page, TEXT, WRITES).await?;
    let first = counts(page).await?;
    put(page, SECOND, S3).await?;
    page.wait_for(COMPARISON).await?;
    assert_eq!(counts(page).await?, first, "the summary is the first one's");
    let gained = page.number(&format!("{COMPARISON} [data-change=gained]"), "data-events").await?;
    let lost = page.number(&format!("{COMPARISON} [data-change=lost]"), "data-events").await?;
    assert!(gained > 0 && lost > 0);
    page.run_script("document.querySelector('.tl-simulator__answers').scrollTop = 1e6", Vec::new()).await?;
    photograph(page, "simulator-compared").await?;
    page.run_script("document.querySelector('.tl-simulator__answers').scrollTop = 0", Vec::new()).await?;
    page.click(&format!("{COMPARISON} [data-change=gained]")).await?;
    assert_eq!(wait_for_matches(page, "trail:\"gained\"").await?, gained);
    let cell = "[role=grid] [aria-rowindex='2'][data-event-id] [data-field=trail]";
    assert_eq!(page.text(cell).await?, "Not recorded, gained");
    page.set_size(1440, 900).await?;
    page.screenshot("simulator-verdicts").await?;
    Ok(())
}

pub(super) async fn an_export_is_read_again(page: &Page) -> Checked {
    sample(page).await?;
    let texts = [
        r#"[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}]}]"#,
        S3,
    ];
    for text in texts {
        put(page, TEXT, text).await?;
        let wanted = counts(page).await?;
        for form in ["JSON for the CLI", "CLI command", "CloudFormation YAML", "Terraform"] {
            put(page, TEXT, text).await?;
            page.run_script("document.querySelector('.tl-simulator__export').open = true", Vec::new())
                .await?;
            page.click_button(form).await?;
            let written = page
                .run_script(
                    "return document.querySelector('[data-testid=simulator-export]').textContent",
                    Vec::new(),
                )
                .await?;
            let written = written.as_str().unwrap_or_default().to_owned();
            put(page, TEXT, &written).await?;
            assert_eq!(counts(page).await?, wanted, "{form}: {written}");
        }
    }
    // Saving makes a file of the page itself: a link to a blob, no request.
    page.run_script(
        "window.saved = [];
         HTMLElement.prototype.click = function () { window.saved.push([this.getAttribute('download'), this.href]); };",
        Vec::new(),
    )
    .await?;
    page.run_script(
        "[...document.querySelectorAll('button')].find((button) => button.textContent === 'Save as a file')
            .dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        Vec::new(),
    )
    .await?;
    let saved = page.run_script("return window.saved", Vec::new()).await?;
    assert_eq!(saved[0][0], json!("trail.tf"), "{saved}");
    assert!(saved[0][1].as_str().is_some_and(|address| address.starts_with("blob:")), "{saved}");
    Ok(())
}

pub(super) async fn dropped_configurations_are_taken(page: &Page) -> Checked {
    page.open(Place::Site, "").await?;
    let selectors = r#"{"TrailARN":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit","EventSelectors":[{"ReadWriteType":"All"}]}"#;
    let trails = r#"{"trailList":[{"Name":"audit","TrailARN":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit","IsMultiRegionTrail":false,"HomeRegion":"eu-west-1"}]}"#;
    page.drop_bytes(&[("selectors.json", selectors.as_bytes()), ("trails.json", trails.as_bytes())]).await?;
    let status = page.wait_until_ready().await?;
    assert_eq!((status.files, status.records, status.skipped), (2, 0, 0));
    // Nothing but configurations: the simulator is what is to be seen.
    page.wait_for("[role=tab][aria-selected=true][id='tab-simulator']").await?;
    let text = value(page, TEXT).await?;
    assert!(text.contains("EventSelectors") && text.contains("IsMultiRegionTrail"), "{text}");
    assert!(page.text("[data-testid=configuration-taken]").await?.contains("selectors.json"));
    page.wait_for(&format!("{SUMMARY}[data-recorded='0']")).await?;
    // Another one is compared, and what is there is not written over.
    let terraform = "resource \"aws_cloudtrail\" \"b\" {\n  name = \"b\"\n  event_selector {\n    read_write_type = \"WriteOnly\"\n  }\n}\n";
    page.drop_bytes(&[("main.tf", terraform.as_bytes())]).await?;
    page.wait_for("[data-testid=load-status][data-state=ready][data-files='3']").await?;
    assert_eq!(value(page, TEXT).await?, text);
    assert!(value(page, SECOND).await?.contains("aws_cloudtrail"));
    page.click_tab("Files").await?;
    let row = page.text("[data-file='main.tf']").await?;
    assert!(row.contains("Trail simulator"), "{row}");
    Ok(())
}
