//! Values that would like to be more than text.

use serde_json::{Value, json};

use super::explore::first_row;
use crate::Checked;
use crate::page::{Colours, Page, Place};

use super::views::FURTHER_VIEWS;

const DETAIL: &str = "[role=region][aria-label='Event detail']";

/// What a log may hold, each with a word of its own.
fn hostile() -> Vec<String> {
    let mut values: Vec<String> = [
        "<script>window.hacked=1</script>h01",
        "<img src=x onerror=\"window.hacked=2\">h02",
        "\"><svg onload=window.hacked=3>h03",
        "javascript:window.hacked=4//h04",
        "data:text/html,<script>window.hacked=5</script>h05",
        "</textarea></style></title><!--h06",
        "{{constructor.constructor('window.hacked=7')()}}h07",
        "\u{202e}gnp.exe\u{202c}h08",
        "zero\u{200b}width\u{200d}joined\u{feff}h09",
        "\u{2066}isolated\u{2069}h10",
        "bell\u{7}null\u{0}escape\u{1b}[31mred\u{1b}[0mh11",
        "line\r\nbreak\ttab\u{2028}separator h12",
        "=HYPERLINK(\"http://stray.example\")h13",
        "+1+cmd|' /C calc'!A0h14",
        "@SUM(1)h15",
        "-2+3h16",
        "%3Cscript%3Eh17",
        "&lt;b&gt;h18",
        "e\u{301}\u{302}\u{303}\u{304}\u{305}h19",
        "soft\u{ad}hyphen\u{e0041}tag h20",
    ]
    .map(str::to_owned)
    .into();
    values.push(format!("{}h21", "W".repeat(5_000)));
    values.push(format!("{}h22", "word ".repeat(2_000)));
    values
}

fn log() -> String {
    let records: Vec<Value> = hostile()
        .into_iter()
        .enumerate()
        .map(|(number, value)| {
            json!({
                "eventVersion": "1.08", "eventTime": format!("2026-03-01T08:00:{number:02}Z"),
                "userIdentity": { "type": "IAMUser", "userName": value, "arn": format!("arn:aws:iam::111122223333:user/{value}") },
                "eventSource": value, "eventName": value, "awsRegion": value, "sourceIPAddress": value, "userAgent": value,
                "errorCode": value, "errorMessage": value, "requestParameters": { "bucketName": value, value.clone(): value },
                "responseElements": { "thing": [value] }, "eventID": format!("{number}-{value}"),
                "resources": [{ "ARN": value, "type": value }], "recipientAccountId": value,
                "additionalEventData": { "x": value }, "requestID": value, "eventCategory": value,
            })
        })
        .collect();
    json!({ "Records": records }).to_string()
}

/// Everything a person can read, and what is wrong with it: characters that hide or reorder, elements that came from a
/// value, a page wider than its window, rows that are not of one height.
const LOOK: &str = r"
    const wrong = [];
    const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/u;
    const texts = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (!['SCRIPT', 'STYLE'].includes(node.parentElement.tagName)) texts.push([node.parentElement, node.data]);
    }
    for (const element of document.querySelectorAll('[title], [aria-label], [aria-valuetext]')) {
        for (const name of ['title', 'aria-label', 'aria-valuetext']) {
            if (element.hasAttribute(name)) texts.push([element, element.getAttribute(name)]);
        }
    }
    texts.push([document.head, document.title]);
    for (const [element, text] of texts) {
        if (hidden.test(text)) wrong.push('hidden characters in ' + element.className + ': ' + JSON.stringify(text.slice(0, 80)));
    }
    if (window.hacked !== undefined) wrong.push('a value ran: ' + window.hacked);
    const made = document.querySelectorAll('img, iframe, object, embed, [onerror], [onload], a[href], base, form[action]');
    if (made.length > 0) wrong.push('elements: ' + [...made].map((element) => element.outerHTML.slice(0, 80)).join(' '));
    if (document.querySelectorAll('script').length !== arguments[0]) wrong.push('there is another script');
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide > 0) wrong.push('the page is ' + wide + ' px wider than its window');
    const heights = new Set([...document.querySelectorAll('[role=grid] [data-event-key]')].map((row) => row.offsetHeight).filter(Boolean));
    if (heights.size > 1) wrong.push('rows of heights ' + [...heights].join(', '));
    return wrong;";

async fn look(page: &Page, scripts: &Value, what: &str) -> Checked {
    let wrong = page.run_script(LOOK, vec![scripts.clone()]).await?;
    assert_eq!(wrong, json!([]), "{what}");
    Ok(())
}

pub(super) async fn values_are_text_everywhere(page: &Page) -> Checked {
    let columns = "v=1&columns=eventTime,eventName,user,eventSource,errorMessage,requestParameters.bucketName,resources.ARN";
    page.open(Place::Disk, columns).await?;
    let scripts = page.run_script("return document.querySelectorAll('script').length", Vec::new()).await?;
    let name = "<img src=x onerror=window.hacked=9>\u{202e}nosj.log.json";
    page.drop_bytes(&[(name, log().as_bytes()), ("\u{200b}=1+1.txt", b"nothing")]).await?;
    let status = page.wait_until_ready().await?;
    assert_eq!(status.events, hostile().len() as u64);
    for (width, height) in [(1440, 900), (1024, 768)] {
        page.set_size(width, height).await?;
        page.click_tab("Events").await?;
        first_row(page).await?;
        look(page, &scripts, "the table").await?;
        page.click_tab("Files").await?;
        page.wait_for("[data-file$='.txt']").await?;
        look(page, &scripts, "the files").await?;
    }
    page.screenshot("hostile-files").await?;
    page.set_size(1440, 900).await?;
    page.click_tab("Events").await?;
    assert!(page.text("[role=grid]").await?.contains("⟨U+202E⟩"), "what is hidden is made visible");
    for row in 0..hostile().len() {
        let row = format!("[role=grid] [aria-rowindex='{}'][data-event-id]", row + 2);
        page.run_script("document.querySelector(arguments[0]).click()", vec![json!(row)]).await?;
        page.wait_for(&format!("{row}[aria-selected=true]")).await?;
        for tab in ["JSON", "Identity", "Resources", "Related", "Trail", "Summary"] {
            page.click_tab(tab).await?;
            page.wait_for(&format!("{DETAIL} [role=tabpanel]")).await?;
            look(page, &scripts, &format!("{tab} of {row}")).await?;
        }
    }
    for view in FURTHER_VIEWS {
        view.open(page).await?;
        look(page, &scripts, view.name).await?;
        view.leave(page).await?;
    }
    for (name, colours) in [("hostile-light", Colours::Light), ("hostile-dark", Colours::Dark)] {
        page.use_colours(colours).await?;
        page.screenshot(name).await?;
    }
    Ok(())
}

/// An address is as much anyone's text as a log is.
pub(super) async fn an_address_is_text(page: &Page) -> Checked {
    let fragment = "v=1&q=%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E%20eventName%3A%E2%80%AE%20%22%00%1B%5B31m\
        &columns=%3Cscript%3E,eventName,__proto__&sort=-constructor&event=%22%3E%3Csvg%20onload%3Dwindow.hacked%3D2%3E&tab=files";
    page.open(Place::Site, fragment).await?;
    let scripts = page.run_script("return document.querySelectorAll('script').length", Vec::new()).await?;
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    page.set_size(1440, 900).await?;
    for tab in ["Events", "Trail simulator", "Files"] {
        page.click_tab(tab).await?;
        look(page, &scripts, tab).await?;
    }
    Ok(())
}
