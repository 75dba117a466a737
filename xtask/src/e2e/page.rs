//! A page in a browser, with the verbs that cases are written in.
//!
//! Everything is found by the names and attributes that the page promises; waiting is always for a thing, with an end.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use xtask::browsers::Engine;
use xtask::serve::Server;
use xtask::toolchain::scratch_dir;

use crate::Checked;
use crate::browser::{DriverServer, Stage};
use crate::network::{Request, is_browsers_own, without_fragment};

/// The longest that a case waits for one thing.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it looks.
const POLL: Duration = Duration::from_millis(40);

/// The file input by the page's promise.
const FILE_INPUT: &str = "input[type=file][multiple]:not([webkitdirectory])";

/// The load status by the page's promise.
const LOAD_STATUS: &str = "[data-testid=load-status]";

/// Where the page is opened from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// The file itself.
    Disk,
    /// A web server, below its root.
    Site,
    /// The same server under a name that makes the page no secure context.
    PlainSite,
}

/// Light or dark.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Colours {
    Light,
    Dark,
}

/// What the load status says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LoadStatus {
    pub(crate) files: u64,
    pub(crate) records: u64,
    pub(crate) events: u64,
    pub(crate) duplicates: u64,
    pub(crate) skipped: u64,
    pub(crate) recovered: u64,
}

/// One browser with one tab.
#[derive(Clone)]
pub(crate) struct Page {
    driver: WebDriver,
    engine: Engine,
    disk: String,
    site: String,
    plain_site: String,
    server: Server,
    opened: Rc<RefCell<Vec<String>>>,
    is_excused: Rc<Cell<bool>>,
}

impl Page {
    pub(crate) async fn start(driver: &DriverServer, stage: &Stage) -> Checked<Self> {
        stage.server.forget_asked();
        let engine = driver.engine();
        let driver = driver.open_browser(stage.server.address()).await?;
        Ok(Self {
            driver,
            engine,
            disk: stage.disk.clone(),
            site: stage.site.clone(),
            plain_site: stage.plain_site.clone(),
            server: stage.server.clone(),
            opened: Rc::default(),
            is_excused: Rc::default(),
        })
    }

    /// The driver, for what has no verb here.
    pub(crate) fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// The page's address there.
    pub(crate) fn address(&self, place: Place) -> &str {
        match place {
            Place::Disk => &self.disk,
            Place::Site => &self.site,
            Place::PlainSite => &self.plain_site,
        }
    }

    /// A folder for the files of a case. Each engine has its own, so that engines can be tested side by side.
    pub(crate) fn folder(&self, name: &str) -> Checked<PathBuf> {
        let folder = scratch_dir(&format!("e2e/{}/{name}", self.engine));
        Ok(folder.map_err(|failure| failure.to_string())?)
    }

    /// Opens the page with a fragment, empty or without its `#`, and waits until its program runs.
    pub(crate) async fn open(&self, place: Place, fragment: &str) -> Checked {
        self.request(place, fragment).await?;
        self.wait_for("html[data-started]").await?;
        Ok(())
    }

    /// Opens the page and waits for nothing.
    pub(crate) async fn request(&self, place: Place, fragment: &str) -> Checked {
        let address = self.address(place);
        self.opened.borrow_mut().push(address.to_owned());
        let full = if fragment.is_empty() { address.to_owned() } else { format!("{address}#{fragment}") };
        self.driver.goto(full).await?;
        if self.engine != Engine::Chromium {
            self.run_script(LISTEN_SCRIPT, Vec::new()).await?;
        }
        Ok(())
    }

    /// Runs a script in every page opened from now on, before anything of the page runs.
    pub(crate) async fn before_start(&self, script: &str) -> Checked {
        let source = json!({ "source": script });
        self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// Waits for an element.
    pub(crate) async fn wait_for(&self, css: &str) -> Checked<WebElement> {
        let start = Instant::now();
        loop {
            if let Some(found) = self.driver.find_all(By::Css(css)).await?.into_iter().next() {
                return Ok(found);
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("waited in vain for {css}{}", self.boot_problem().await).into());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until all given files are read, and reads the counts.
    pub(crate) async fn wait_until_ready(&self) -> Checked<LoadStatus> {
        self.wait_for(&format!("{LOAD_STATUS}[data-state=ready]")).await?;
        Ok(LoadStatus {
            files: self.number(LOAD_STATUS, "data-files").await?,
            records: self.number(LOAD_STATUS, "data-records").await?,
            events: self.number(LOAD_STATUS, "data-events").await?,
            duplicates: self.number(LOAD_STATUS, "data-duplicates").await?,
            skipped: self.number(LOAD_STATUS, "data-skipped").await?,
            recovered: self.number(LOAD_STATUS, "data-recovered").await?,
        })
    }

    /// An attribute of the first such element, which must exist; `None` when it lacks the attribute.
    pub(crate) async fn attribute(&self, css: &str, name: &str) -> Checked<Option<String>> {
        loop {
            // An element that was drawn anew between the two steps is looked for again.
            match self.wait_for(css).await?.attr(name).await {
                Err(error) if is_stale(&error) => {}
                found => return Ok(found?),
            }
        }
    }

    /// An attribute that holds plain digits.
    pub(crate) async fn number(&self, css: &str, name: &str) -> Checked<u64> {
        let text = self.attribute(css, name).await?.ok_or_else(|| format!("{css} has no {name}"))?;
        Ok(text.parse().map_err(|_| format!("{css} {name}: expected digits, found {text:?}"))?)
    }

    /// The visible text of the first such element.
    pub(crate) async fn text(&self, css: &str) -> Checked<String> {
        loop {
            match self.wait_for(css).await?.text().await {
                Err(error) if is_stale(&error) => {}
                found => return Ok(found?),
            }
        }
    }

    /// Runs a function body in the page; `arguments` inside it are `values`.
    pub(crate) async fn run_script(&self, body: &str, values: Vec<Value>) -> Checked<Value> {
        Ok(self.driver.execute(body, values).await?.json().clone())
    }

    /// Runs a function body that may wait; its result is what it returns in the end.
    pub(crate) async fn run_async(&self, body: &str) -> Checked<Value> {
        let waiting = format!("return (async () => {{ {body} }})()");
        self.run_script(&waiting, Vec::new()).await
    }

    /// Takes the network away from the page.
    pub(crate) async fn go_offline(&self) -> Checked {
        let nothing =
            json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
        self.driver.cdp().send_raw("Network.emulateNetworkConditions", nothing).await?;
        Ok(())
    }

    /// Every line of the console that has not been taken yet.
    pub(crate) async fn console(&self) -> Checked<Vec<String>> {
        Ok(self.driver.get_log("browser").await?.into_iter().map(|entry| entry.message).collect())
    }

    /// Clicks the button with this name.
    pub(crate) async fn click_button(&self, name: &str) -> Checked {
        self.click_named("button", name).await
    }

    /// Clicks the tab with this name.
    pub(crate) async fn click_tab(&self, name: &str) -> Checked {
        self.click_named("[role=tab]", name).await
    }

    async fn click_named(&self, css: &str, name: &str) -> Checked {
        let start = Instant::now();
        loop {
            for element in self.driver.find_all(By::Css(css)).await? {
                match click_if_named(&element, name).await {
                    Ok(true) => return Ok(()),
                    Err(error) if !is_stale(&error) => return Err(error.into()),
                    Ok(false) | Err(_) => {}
                }
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("waited in vain for the {css} {name:?}").into());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Gives files to the file input, as its dialog would.
    pub(crate) async fn set_files(&self, paths: &[PathBuf]) -> Checked {
        let lines: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        self.wait_for(FILE_INPUT).await?.send_keys(lines.join("\n")).await?;
        Ok(())
    }

    /// Drops files made of bytes: the events a drop raises, with files made inside the page.
    pub(crate) async fn drop_bytes(&self, files: &[(&str, &[u8])]) -> Checked {
        let values = files.iter().map(|(name, bytes)| json!([name, STANDARD.encode(bytes)])).collect();
        self.run_script(DROP_SCRIPT, vec![Value::Array(values)]).await?;
        Ok(())
    }

    /// Drops files and folders from the disk, through the browser's own handling of a drag.
    pub(crate) async fn drop_paths(&self, paths: &[&Path]) -> Checked {
        for phase in ["dragEnter", "dragOver", "drop"] {
            let event = json!({
                "type": phase, "x": 200, "y": 200,
                "data": { "items": [], "files": paths, "dragOperationsMask": 1 },
            });
            self.driver.cdp().send_raw("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// Pastes a text into the page.
    pub(crate) async fn paste_text(&self, text: &str) -> Checked {
        self.run_script(PASTE_SCRIPT, vec![json!(text)]).await?;
        Ok(())
    }

    /// Makes the page see this colour scheme, where the driver can.
    pub(crate) async fn use_colours(&self, colours: Colours) -> Checked {
        if self.engine != Engine::Chromium {
            return Ok(());
        }
        let value = match colours {
            Colours::Light => "light",
            Colours::Dark => "dark",
        };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Makes the page see a wish of the person, as a media feature.
    pub(crate) async fn use_media(&self, feature: &str, value: &str) -> Checked {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Makes the page's area this large, in CSS pixels; where the driver knows only windows, the window.
    pub(crate) async fn set_size(&self, width_px: u32, height_px: u32) -> Checked {
        if self.engine != Engine::Chromium {
            self.driver.set_window_rect(0, 0, width_px, height_px).await?;
            return Ok(());
        }
        let size = json!({ "width": width_px, "height": height_px, "deviceScaleFactor": 1, "mobile": false });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// Saves what is visible as `target/screens/<name>.png`; Chromium's pictures stand for all.
    pub(crate) async fn screenshot(&self, name: &str) -> Checked {
        if self.engine != Engine::Chromium {
            return Ok(());
        }
        let folder = scratch_dir("screens").map_err(|failure| failure.to_string())?;
        self.driver.screenshot(&folder.join(format!("{name}.png"))).await?;
        Ok(())
    }

    /// What the harness asks after each case: no complaint in the console, nothing on the network.
    pub(crate) async fn judge(&self) -> Checked {
        if self.is_excused.get() {
            return Ok(());
        }
        let complaints = self.complaints().await?;
        if !complaints.is_empty() {
            return Err(format!("the page complained:\n    {}", complaints.join("\n    ")).into());
        }
        let stray = self.unexpected_requests().await?;
        if !stray.is_empty() {
            return Err(format!("the page made network requests:\n    {}", stray.join("\n    ")).into());
        }
        Ok(())
    }

    /// Tells the harness not to judge: the case has provoked what it would find, and has looked itself.
    pub(crate) fn excuse(&self) {
        self.is_excused.set(true);
    }

    /// Takes the errors out of the console, so that a case that provokes one can look at it. Where the driver cannot
    /// read the console, they are the page's own errors and the policy's complaints since it was opened.
    pub(crate) async fn complaints(&self) -> Checked<Vec<String>> {
        if self.engine != Engine::Chromium {
            let heard = self.run_script(TAKE_HEARD_SCRIPT, Vec::new()).await?;
            return Ok(serde_json::from_value(heard)?);
        }
        let entries = self.driver.get_log("browser").await?;
        Ok(entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect())
    }

    /// Takes the requests that should not have been made, as the browser tells them and as our server saw them.
    pub(crate) async fn unexpected_requests(&self) -> Checked<Vec<String>> {
        let opened = self.opened.borrow().clone();
        let told = match self.engine {
            Engine::Chromium => self.driver.get_log("performance").await?,
            // What leaves these goes through our server all the same.
            Engine::Firefox | Engine::WebKitGtk => Vec::new(),
        };
        let told = told.iter().filter_map(|entry| Request::from_log_entry(&entry.message));
        let mut stray: Vec<String> = told
            .filter(|request| !request.is_expected(&opened))
            .map(|request| format!("{} {}", request.purpose, request.address))
            .collect();
        let documents: Vec<String> =
            opened.iter().map(|address| format!("GET {}", without_fragment(address))).collect();
        let asked = self.server.asked().into_iter();
        stray.extend(asked.filter(|asked| !documents.contains(asked) && !is_browsers_own(asked)));
        self.server.forget_asked();
        Ok(stray)
    }

    pub(crate) async fn quit(self) {
        // A browser that is gone already needs no goodbye.
        self.driver.quit().await.ok();
    }

    async fn boot_problem(&self) -> String {
        let shown = self.driver.find_all(By::Css("[data-testid=boot-problem]")).await.unwrap_or_default();
        match shown.first() {
            Some(problem) => format!("; the page says: {}", problem.text().await.unwrap_or_default()),
            None => String::new(),
        }
    }
}

async fn click_if_named(element: &WebElement, name: &str) -> WebDriverResult<bool> {
    if element.text().await?.trim() != name || !element.is_displayed().await? {
        return Ok(false);
    }
    element.click().await?;
    Ok(true)
}

/// Whether the element was drawn anew since it was found.
fn is_stale(error: &WebDriverError) -> bool {
    matches!(**error, WebDriverErrorInner::StaleElementReference(_))
}

const LISTEN_SCRIPT: &str = "
    const heard = window.trailLoupeHeard = [];
    window.addEventListener('error', (event) => heard.push(String(event.message)));
    window.addEventListener('unhandledrejection', (event) => heard.push(String(event.reason)));
    document.addEventListener('securitypolicyviolation', (event) =>
        heard.push(`the policy stopped ${event.blockedURI} (${event.effectiveDirective})`));";

const TAKE_HEARD_SCRIPT: &str = "return (window.trailLoupeHeard ?? []).splice(0);";

const DROP_SCRIPT: &str = "
    const transfer = new DataTransfer();
    for (const [name, text] of arguments[0]) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
    }
    for (const kind of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }";

const PASTE_SCRIPT: &str = "
    const transfer = new DataTransfer();
    transfer.setData('text/plain', arguments[0]);
    // Engines differ in what the constructor takes the text from.
    const carried = { clipboardData: transfer, dataType: 'text/plain', data: arguments[0] };
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, ...carried });
    (document.activeElement ?? document.body).dispatchEvent(event);";
