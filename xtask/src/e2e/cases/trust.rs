//! Nothing leaves the tab: what a planted canary is looked for in, and every way out that is tried.

use serde_json::{Value, json};
use thirtyfour::Key;
use xtask::browsers::Engine;
use xtask::project::dist_dir;

use super::explore::first_row;
use crate::Checked;
use crate::page::{Page, Place};

use super::views::FURTHER_VIEWS;

/// A word that occurs nowhere but in the planted files.
const CANARY: &str = "kanarienvogel7411";

const QUERY: &str = "input[role=combobox][aria-label='Filter events']";
const DETAIL: &str = "[role=region][aria-label='Event detail']";

/// Notes where texts go: markup, addresses, storage, clipboard, console, title. The page notices nothing.
const WATCH: &str = "
    globalThis.watched = { markup: [], addresses: [], stored: [], copied: [], said: [], titles: [], refused: [] };
    document.addEventListener('securitypolicyviolation', (event) =>
        watched.refused.push(event.effectiveDirective + ' ' + event.blockedURI));
    const note = (list, owner, name, pick) => {
        const own = owner[name];
        owner[name] = function (...rest) { watched[list].push(String(pick(rest))); return own.apply(this, rest); };
    };
    const inner = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML');
    Object.defineProperty(Element.prototype, 'innerHTML', {
        ...inner, set(text) { watched.markup.push(String(text)); inner.set.call(this, text); },
    });
    note('markup', Element.prototype, 'insertAdjacentHTML', (rest) => rest[1]);
    note('markup', Document.prototype, 'write', (rest) => rest[0]);
    note('addresses', History.prototype, 'pushState', (rest) => rest[2]);
    note('addresses', History.prototype, 'replaceState', (rest) => rest[2]);
    note('addresses', globalThis, 'open', (rest) => rest[0]);
    note('addresses', URL, 'createObjectURL', () => 'a blob');
    note('stored', Storage.prototype, 'setItem', (rest) => rest.join('='));
    note('stored', IDBFactory.prototype, 'open', (rest) => rest[0]);
    note('copied', Document.prototype, 'execCommand', (rest) => rest[0]);
    if (navigator.clipboard) note('copied', Clipboard.prototype, 'writeText', (rest) => rest[0]);
    for (const word of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'table', 'dir']) {
        note('said', console, word, (rest) => rest.join(' '));
    }
    new MutationObserver(() => watched.titles.push(document.title))
        .observe(document, { subtree: true, childList: true, characterData: true });";

/// A record with the canary in every field that may hold any text, by any kind of identity and event.
fn planted(number: usize) -> Value {
    let c = CANARY;
    let identity = match number % 3 {
        0 => json!({ "type": "IAMUser", "userName": format!("{c}-user"), "accountId": "111122223333",
            "principalId": format!("{c}-principal"), "arn": format!("arn:aws:iam::111122223333:user/{c}"),
            "accessKeyId": format!("AKIA{c}") }),
        1 => json!({ "type": "AssumedRole", "principalId": format!("AROA:{c}"), "accountId": "111122223333",
            "arn": format!("arn:aws:sts::111122223333:assumed-role/{c}/{c}"), "accessKeyId": format!("ASIA{c}"),
            "sessionContext": { "sessionIssuer": { "type": "Role", "userName": c, "arn": format!("arn:aws:iam::111122223333:role/{c}") },
                "sourceIdentity": c, "attributes": { "creationDate": "2026-03-01T00:00:00Z", "mfaAuthenticated": "false" } } }),
        _ => json!({ "type": "AWSService", "invokedBy": format!("{c}.amazonaws.com") }),
    };
    json!({
        "eventVersion": "1.08", "userIdentity": identity,
        "eventTime": format!("2026-03-01T08:00:{:02}Z", number % 60), "eventSource": format!("{c}.amazonaws.com"),
        "eventName": format!("Get{c}"), "awsRegion": format!("{c}-1"), "sourceIPAddress": format!("{c}.example"),
        "userAgent": format!("{c}/1.0"), "errorCode": format!("{c}Exception"), "errorMessage": format!("no {c} here"),
        "requestParameters": { "bucketName": c, c: [c, { c: c }] }, "responseElements": { "credentials": {
            "accessKeyId": format!("ASIA{c}"), "sessionToken": c } },
        "additionalEventData": { c: c }, "requestID": format!("{c}-{number}"),
        "eventID": format!("00000000-0000-4000-8000-{number:012}"), "readOnly": number.is_multiple_of(2),
        "resources": [{ "ARN": format!("arn:aws:s3:::{c}"), "type": format!("AWS::{c}::Thing"), "accountId": c }],
        "eventType": "AwsApiCall", "recipientAccountId": "111122223333", "eventCategory": "Management",
        "serviceEventDetails": { c: c }, "sharedEventID": c, "vpcEndpointId": format!("vpce-{c}"),
        "addendum": { "reason": c }, "sessionCredentialFromConsole": c, "tlsDetails": { "clientProvidedHostHeader": c },
        c: c,
    })
}

/// Uses every view, without a click that puts a value into the filter.
async fn use_every_view(page: &Page) -> Checked {
    page.set_size(1440, 900).await?;
    first_row(page).await?.click().await?;
    for tab in ["Identity", "Resources", "Related", "Trail", "JSON", "Summary"] {
        page.click_tab(tab).await?;
        page.wait_for(&format!("{DETAIL} [role=tabpanel]")).await?;
    }
    page.click("[role=columnheader]").await?;
    let filter = page.wait_for(QUERY).await?;
    filter.send_keys("readWrite:write").await?;
    filter.send_keys(Key::Enter + "").await?;
    page.wait_for("[data-testid=match-count][data-query='readWrite:write']").await?;
    for view in FURTHER_VIEWS {
        view.open(page).await?;
        view.leave(page).await?;
    }
    page.click_tab("Trail simulator").await?;
    let trail = page.wait_for("textarea[aria-label='Trail configuration']").await?;
    trail.send_keys(Key::Control + "a").await?;
    trail.send_keys(r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#).await?;
    page.wait_for("[data-testid=simulator-summary][data-recorded]").await?;
    page.click_tab("Files").await?;
    page.wait_for(&format!("[data-file*='{CANARY}']")).await?;
    page.click_tab("Events").await?;
    page.click_button("Privacy").await?;
    page.wait_for("dialog[open] [data-rule]").await?;
    page.click_button("Close").await?;
    page.wait_for("body").await?.send_keys("?").await?;
    page.wait_for("[role=dialog][aria-label='Keyboard shortcuts']").await?;
    page.wait_for("body").await?.send_keys(Key::Escape + "").await?;
    Ok(())
}

pub(super) async fn a_canary_stays_inside(page: &Page) -> Checked {
    page.before_start(WATCH).await?;
    page.open(Place::Site, "workers=2").await?;
    let log = json!({ "Records": (0..40).map(planted).collect::<Vec<_>>() }).to_string();
    let broken = format!("{{\"Records\":[{},{{\"eventName\":\"{CANARY}", planted(50));
    let csv = format!("Event name,Event time,User name\n{CANARY},2026-03-01T08:00:00Z,{CANARY}\n");
    page.drop_bytes(&[
        (&format!("{CANARY}.json"), log.as_bytes()),
        (&format!("{CANARY}-broken.json"), broken.as_bytes()),
        (&format!("{CANARY}.csv"), csv.as_bytes()),
        (&format!("{CANARY}.txt"), CANARY.as_bytes()),
    ])
    .await?;
    page.wait_until_ready().await?;
    use_every_view(page).await?;
    // The opened event is a click of the test; its id alone may stand in the address.
    assert!(
        page.text("[role=grid]").await?.contains(CANARY),
        "the canary is on screen, or nothing is proved"
    );

    let everywhere = "
        const databases = indexedDB.databases ? await indexedDB.databases() : [];
        const caches_ = globalThis.caches ? await caches.keys() : [];
        return JSON.stringify({
            ...watched, title: document.title, cookie: document.cookie, name: window.name, address: location.href,
            local: { ...localStorage }, session: { ...sessionStorage }, databases, caches: caches_,
            entries: performance.getEntries().map((entry) => entry.name),
            workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
        });";
    let found = page.run_async(everywhere).await?;
    let found = found.as_str().ok_or("what was found")?.to_owned();
    assert!(!found.contains(CANARY), "the canary is in {found}");
    let found: Value = serde_json::from_str(&found)?;
    for empty in ["stored", "copied", "said", "refused", "databases", "caches"] {
        assert_eq!(found[empty], json!([]), "{empty}");
    }
    assert_eq!((&found["cookie"], &found["local"], &found["session"]), (&json!(""), &json!({}), &json!({})));
    assert_eq!(found["workers"], json!(0));
    let markup = found["markup"].as_array().map_or(0, Vec::len);
    assert!(markup > 0, "the watch on markup sees the framework's templates");
    let console = page.console().await?;
    assert!(console.iter().all(|line| !line.contains(CANARY)), "{console:?}");

    // A click puts a value into the address, after the #: this is what a click is for, and no request.
    page.click("[aria-label=Facets][aria-busy=false] [data-facet='eventName'] [data-value] button").await?;
    page.wait_for(&format!("[data-testid=match-count][data-query*='{CANARY}']")).await?;
    let address = page.run_script("return location.href", Vec::new()).await?;
    let (before, after) = address.as_str().and_then(|address| address.split_once('#')).ok_or("a fragment")?;
    assert!(!before.contains(CANARY) && after.contains(CANARY), "{address}");
    Ok(())
}

/// What is tried, each at an address of its own: what the policy told of it, which attempts failed, and which cannot be
/// made, because the engine has no such thing. What counts is that nothing arrives, and that the policy says so.
const TRY_EVERYTHING: &str = "
    const stray = 'http://stray.example/';
    const told = [], failed = [], absent = [];
    const isPage = typeof document === 'object';
    const target = isPage ? document : self;
    target.addEventListener('securitypolicyviolation', (event) => told.push(event.effectiveDirective + ' ' + event.blockedURI));
    const attempt = async (name, act) => {
        const tooLong = new Promise((done) => setTimeout(done, 1000));
        try { await Promise.race([act(), tooLong]); } catch { failed.push(name); }
    };
    const opened = (connection) => new Promise((done, fail) =>
        Object.assign(connection, { onopen: done, onload: done, onerror: fail }));
    await attempt('fetch', () => fetch(stray + 'fetch'));
    await attempt('no-cors', () => fetch(stray + 'no-cors', { mode: 'no-cors', method: 'POST', body: 'x', keepalive: true }));
    await attempt('xhr', () => {
        const request = new XMLHttpRequest();
        request.open('GET', stray + 'xhr');
        const loaded = opened(request);
        request.send();
        return loaded;
    });
    await attempt('websocket', () => opened(new WebSocket('ws://stray.example/websocket')));
    await attempt('eventsource', () => opened(new EventSource(stray + 'eventsource')));
    if (typeof WebTransport === 'undefined') absent.push('webtransport');
    else await attempt('webtransport', () => new WebTransport('https://stray.example/webtransport').ready);
    await attempt('import', () => import(stray + 'import'));
    await attempt('worker', () => opened(new Worker('/stray/worker')));
    await attempt('eval', () => eval('1'));
    await attempt('function', () => new Function('return 1')());
    if (isPage) {
        const element = (name, values) => document.body.append(Object.assign(document.createElement(name), values));
        if (!document.createElement('link').relList.supports('prefetch')) absent.push('prefetch');
        navigator.sendBeacon(stray + 'beacon', 'x');
        element('img', { src: stray + 'image' });
        element('script', { src: stray + 'script' });
        element('link', { rel: 'stylesheet', href: stray + 'style' });
        element('link', { rel: 'prefetch', href: stray + 'prefetch' });
        element('link', { rel: 'preload', as: 'image', href: stray + 'preload' });
        element('link', { rel: 'icon', href: stray + 'icon' });
        element('link', { rel: 'manifest', href: stray + 'manifest' });
        element('iframe', { src: stray + 'frame' });
        element('object', { data: stray + 'object' });
        element('embed', { src: stray + 'embed' });
        element('video', { src: stray + 'video', autoplay: true });
        element('script', { textContent: 'window.ranInline = true' });
        element('div', { style: 'background: url(' + stray + 'background)' });
        const form = Object.assign(document.createElement('form'), { action: stray + 'form', method: 'post' });
        document.body.append(form);
        await attempt('form', () => form.submit());
        await attempt('service', () => navigator.serviceWorker.register('/stray/service'));
    } else {
        await attempt('importscripts', () => importScripts(stray + 'importscripts'));
    }
    await new Promise((done) => setTimeout(done, 1500));
    return JSON.stringify({ told, failed, absent });";

/// The ways out of a page.
const OF_A_PAGE: [&str; 21] = [
    "fetch",
    "no-cors",
    "xhr",
    "websocket",
    "eventsource",
    "import",
    "worker",
    "webtransport",
    "beacon",
    "image",
    "script",
    "style",
    "frame-src",
    "prefetch",
    "preload",
    "icon",
    "background",
    "form",
    "video",
    "inline",
    "eval",
];

/// The ways out of a worker.
const OF_A_WORKER: [&str; 8] =
    ["fetch", "no-cors", "xhr", "websocket", "eventsource", "import", "eval", "importscripts"];

/// What came of trying everything.
#[derive(Debug)]
struct Tried {
    told: Vec<String>,
    failed: Vec<String>,
    absent: Vec<String>,
}

impl Tried {
    fn new(found: &Value) -> Checked<Self> {
        let list = |name: &str| serde_json::from_value(found[name].clone());
        Ok(Self { told: list("told")?, failed: list("failed")?, absent: list("absent")? })
    }

    /// Whether the policy told of it, by the end of its address or by its own word.
    fn is_told(&self, way: &str) -> bool {
        self.told.iter().any(|line| line.ends_with(way) || line.starts_with(&format!("{way} ")))
    }
}

pub(super) async fn every_way_out_is_shut(page: &Page) -> Checked {
    // Asked for by an event, so that it is the page's own script that tries: a driver's may stand under no policy.
    let on_request = format!(
        "const tryEverything = async () => {{ {TRY_EVERYTHING} }};
         const text = 'onmessage = async () => postMessage(await (' + tryEverything + ')())';
         document.addEventListener('try-everything', async () => {{
             const worker = new Worker(URL.createObjectURL(new Blob([text], {{ type: 'text/javascript' }})));
             const answer = new Promise((done) => worker.onmessage = (event) => done(event.data));
             worker.postMessage(0);
             document.documentElement.dataset.byWorker = await answer;
             document.documentElement.dataset.byPage = await tryEverything();
         }});"
    );
    page.before_start(&on_request).await?;
    page.open(Place::Site, "").await?;
    page.run_script("document.dispatchEvent(new Event('try-everything'))", Vec::new()).await?;
    let tried = async |by: &str| -> Checked<Tried> {
        let told = page.attribute(&format!("html[{by}]"), by).await?.unwrap_or_default();
        Tried::new(&serde_json::from_str(&told)?)
    };
    let (by_worker, by_page) = (tried("data-by-worker").await?, tried("data-by-page").await?);
    let is_webkit = page.engine() == Engine::WebKitGtk;
    for tried in [&by_worker, &by_page] {
        // Chromium and Firefox have everything; WebKitGTK has neither WebTransport nor prefetch.
        let may_lack: &[&str] = if is_webkit { &["webtransport", "prefetch"] } else { &[] };
        assert!(tried.absent.iter().all(|way| may_lack.contains(&way.as_str())), "{tried:?}");
    }
    for way in OF_A_PAGE {
        let is_silent = match page.engine() {
            Engine::Chromium => false,
            // It refuses what is only to be loaded ahead without a word.
            Engine::Firefox => way == "preload",
            // It asks for icons only on behalf of programs that show them: its own test browser does not.
            Engine::WebKitGtk => way == "icon",
        };
        let is_absent = by_page.absent.iter().any(|absent| absent == way);
        assert!(by_page.is_told(way) || is_silent || is_absent, "{way} is not in {by_page:?}");
    }
    for way in OF_A_WORKER {
        // What an engine refuses a worker without telling it must at least have failed.
        let is_silent = match page.engine() {
            Engine::Chromium => false,
            Engine::Firefox => way == "eventsource",
            Engine::WebKitGtk => true,
        };
        let has_failed = by_worker.failed.iter().any(|failed| failed == way);
        assert!(by_worker.is_told(way) || is_silent && has_failed, "{way} is not in {by_worker:?}");
    }
    assert_eq!(page.run_script("return window.ranInline === undefined", Vec::new()).await?, json!(true));
    assert_eq!(page.run_script("return location.href", Vec::new()).await?, json!(page.address(Place::Site)));
    // The browser's own log names the attempts; what counts is what reached the way out.
    let stray = page.unexpected_requests().await?;
    let arrived: Vec<&String> = stray
        .iter()
        .filter(|line| {
            ["GET ", "POST ", "HEAD ", "CONNECT ", "OPTIONS "].iter().any(|verb| line.starts_with(verb))
        })
        .collect();
    assert!(arrived.is_empty(), "{arrived:?}");
    page.excuse();
    Ok(())
}

/// What no policy stops must not be named by anything in the page: peer connections, and ways to go elsewhere.
pub(super) async fn nothing_names_what_a_policy_cannot_stop(page: &Page) -> Checked {
    // The module as the page compiles it, whatever it was packed with.
    page.before_start(
        "const compile = WebAssembly.compile;
        WebAssembly.compile = (bytes) => {
            const letters = new TextDecoder('latin1').decode(bytes);
            globalThis.moduleNames = (name) => letters.includes(name);
            return compile(bytes);
        };",
    )
    .await?;
    page.open(Place::Disk, "").await?;
    let html = std::fs::read_to_string(dist_dir().join("index.html"))?;
    let between = |start: &str, end: &str| -> Checked<String> {
        let (_, rest) = html.split_once(start).ok_or_else(|| format!("no {start}"))?;
        Ok(rest.split_once(end).ok_or_else(|| format!("no {end}"))?.0.to_owned())
    };
    let glue = between("<script id=\"glue\">", "</script>")?;
    let (_, boot) = html.rsplit_once("<script>").ok_or("a boot script")?;
    let names_in_module = "return moduleNames(arguments[0])";
    let is_whole = page.run_script(names_in_module, vec![json!("CloudTrail")]).await?;
    assert_eq!(is_whole, json!(true), "the module is seen");
    let names = [
        "RTCPeerConnection",
        "RTCDataChannel",
        "RTCSession",
        "WebTransport",
        "sendBeacon",
        "serviceWorker",
        "WebSocket",
        "EventSource",
        "XMLHttpRequest",
        "importScripts",
        "SharedWorker",
        "window.open",
        "location.assign",
        "location.replace",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
    ];
    for name in names {
        for (part, text) in [("the glue", &glue), ("the boot script", &boot.to_owned())] {
            assert!(!text.contains(name), "{part} names {name}");
        }
    }
    // The module holds CloudTrail's words as well, some of which are a browser's too; peer connections are not among them.
    for name in ["RTCPeerConnection", "RTCDataChannel", "WebTransport", "sendBeacon"] {
        let is_named = page.run_script(names_in_module, vec![json!(name)]).await?;
        assert_eq!(is_named, json!(false), "the module names {name}");
    }
    // The glue is the only way from the module to the browser: these calls are not among its imports. It does click,
    // on a link to a file that the person saves, and keeps settings, which the case of the canary looks into.
    for call in [".open(", ".assign(arg", ".submit(", "__wbg_set_href", "__wbg_fetch"] {
        assert!(!glue.contains(call), "the glue calls {call}");
    }
    Ok(())
}

/// The panel says what is in the page, without a network.
pub(super) async fn the_privacy_panel_tells_the_truth(page: &Page) -> Checked {
    page.open(Place::Site, "").await?;
    page.go_offline().await?;
    page.click_button("Privacy").await?;
    page.wait_for("dialog[open] [data-rule]").await?;
    let count = "return [document.querySelectorAll('[data-rule]').length, \
        document.querySelectorAll('[data-rule][data-in-force=true]').length]";
    assert_eq!(page.run_script(count, Vec::new()).await?, json!([8, 8]));
    let hashes = "
        const hex = (text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
            .then((sum) => [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
        const shown = (name) => document.querySelector(`[data-part='${name}']`).textContent;
        const scripts = [...document.querySelectorAll('script:not([type])')];
        return [
            shown('glue') === await hex(document.getElementById('glue').textContent),
            shown('boot script') === await hex(scripts.at(-1).textContent),
            shown('styles') === await hex(document.querySelector('style').textContent),
            shown('program').length === 64,
        ];";
    assert_eq!(page.run_async(hashes).await?, json!([true, true, true, true]));
    page.click_button("Show licences").await?;
    let licences = page.text("[aria-label=Licences]").await?;
    for name in ["leptos", "serde_json", "Permission is hereby granted"] {
        assert!(licences.contains(name), "{name}");
    }
    page.set_size(1440, 900).await?;
    page.screenshot("privacy").await?;
    page.wait_for("dialog[open]").await?.send_keys(Key::Escape + "").await?;
    page.wait_for("dialog:not([open])").await?;
    // And the page works on, still offline.
    page.click_button("Try the sample").await?;
    page.wait_until_ready().await?;
    Ok(())
}
