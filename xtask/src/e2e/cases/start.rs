//! The page opens anywhere, is bound by its policy, and its workers run.

use serde_json::json;
use thirtyfour::Key;

use super::explore::first_row;
use crate::Checked;
use crate::page::{Colours, Page, Place};

pub(super) async fn opens_from_disk(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    assert_eq!(page.text("h1").await?, "Trail Loupe");
    page.set_size(1440, 900).await?;
    for (name, colours) in [("start-light", Colours::Light), ("start-dark", Colours::Dark)] {
        page.use_colours(colours).await?;
        page.screenshot(name).await?;
    }
    Ok(())
}

pub(super) async fn opens_from_a_site(page: &Page) -> Checked {
    page.open(Place::Site, "").await?;
    assert_eq!(page.text("h1").await?, "Trail Loupe");
    Ok(())
}

pub(super) async fn carries_the_policy(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    let policy =
        page.attribute("meta[http-equiv=Content-Security-Policy]", "content").await?.unwrap_or_default();
    for part in ["default-src 'none'", "connect-src 'none'", "worker-src blob:", "form-action 'none'"] {
        assert!(policy.contains(part), "{part} is not in {policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.attribute("meta[name=referrer]", "content").await?.as_deref(), Some("no-referrer"));
    Ok(())
}

/// What is pressed before the program runs is not lost.
pub(super) async fn an_early_press_counts(page: &Page) -> Checked {
    let press = "addEventListener('DOMContentLoaded', () => {
        const buttons = [...document.querySelectorAll('#app button')];
        buttons.find((button) => button.textContent.includes('Try the sample')).click();
    });";
    page.before_start(press).await?;
    page.open(Place::Disk, "").await?;
    assert_eq!(page.wait_until_ready().await?.events, 386);
    Ok(())
}

/// The watch itself is watched: a request that the policy lets through, a followed link, must be seen; one that it
/// stops must not reach the network.
pub(super) async fn a_forbidden_request_is_noticed(page: &Page) -> Checked {
    page.open(Place::Disk, "").await?;
    let stopped = "return fetch(arguments[0]).then(() => 'sent', () => 'stopped')";
    assert_eq!(
        page.run_script(stopped, vec![json!("http://stray.example/fetched")]).await?,
        json!("stopped")
    );
    assert!(!page.complaints().await?.is_empty(), "the policy complains in the console");
    let stray = page.unexpected_requests().await?;
    assert!(stray.iter().all(|line| !line.starts_with("GET ")), "{stray:?}");

    page.driver().goto("http://stray.example/followed").await?;
    let stray = page.unexpected_requests().await?;
    assert!(stray.contains(&String::from("GET http://stray.example/followed")), "{stray:?}");
    page.excuse();
    Ok(())
}

/// Never a blank page: where a needed part of the browser is missing, the page says so.
pub(super) async fn an_old_browser_is_told(page: &Page) -> Checked {
    page.before_start("delete globalThis.Worker").await?;
    page.request(Place::Disk, "").await?;
    let told = page.text("[data-testid=boot-problem]").await?;
    assert!(told.contains("Worker"), "{told}");
    assert_eq!(page.text("h1").await?, "Trail Loupe");
    // The same words stand in the console.
    page.complaints().await?;
    Ok(())
}

/// On a company's plain http the browser gives neither clipboard nor locks; copying works all the same.
pub(super) async fn plain_http_copies_too(page: &Page) -> Checked {
    page.open(Place::PlainSite, "workers=2").await?;
    assert_eq!(
        page.run_script("return isSecureContext || 'clipboard' in navigator", Vec::new()).await?,
        json!(false)
    );
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    page.set_size(1440, 900).await?;
    first_row(page).await?.click().await?;
    page.click_tab("JSON").await?;
    page.click_button("As delivered").await?;
    page.click_button("Copy as delivered").await?;
    let id = page
        .attribute("[role=region][aria-label='Event detail']", "data-event-id")
        .await?
        .unwrap_or_default();
    // Pasted where any text may be written: the very record.
    page.click_tab("Trail simulator").await?;
    let field = page.wait_for("textarea[aria-label='Trail configuration']").await?;
    field.send_keys(Key::Control + "v").await?;
    let pasted = page
        .run_script(
            "return document.querySelector(\"textarea[aria-label='Trail configuration']\").value",
            Vec::new(),
        )
        .await?;
    let record: serde_json::Value = serde_json::from_str(pasted.as_str().unwrap_or_default())?;
    assert_eq!(record["eventID"], json!(id));
    Ok(())
}
