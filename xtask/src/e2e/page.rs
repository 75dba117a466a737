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
use xtask::toolchain::scratch_dir;

use crate::Checked;
use crate::browser::{Addresses, DriverServer, Stage};
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
    stage: Rc<Stage>,
    addresses: Rc<RefCell<Addresses>>,
    opened: Rc<RefCell<Vec<String>>>,
    is_excused: Rc<Cell<bool>>,
}

impl Page {
    pub(crate) async fn start(driver: &DriverServer, stage: &Rc<Stage>) -> Checked<Self> {
        stage.server.forget_asked();
        let engine = driver.engine();
        let driver = driver.open_browser(stage.server.address()).await?;
        Ok(Self {
            driver,
            engine,
            stage: Rc::clone(stage),
            addresses: Rc::new(RefCell::new(stage.addresses.clone())),
            opened: Rc::default(),
            is_excused: Rc::default(),
        })
    }

    /// What the browser runs on.
    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// The driver, for what has no verb here.
    pub(crate) fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// The page's address there.
    pub(crate) fn address(&self, place: Place) -> String {
        let addresses = self.addresses.borrow();
        let address = match place {
            Place::Disk => &addresses.disk,
            Place::Site => &addresses.site,
            Place::PlainSite => &addresses.plain_site,
        };
        address.clone()
    }

    /// A folder for the files of a case. Each engine has its own, so that engines can be tested side by side.
    pub(crate) fn folder(&self, name: &str) -> Checked<PathBuf> {
        let folder = scratch_dir(&format!("e2e/{}/{name}", self.engine));
        Ok(folder.map_err(|failure| failure.to_string())?)
    }

    /// The empty folder that downloads go to from now on.
    pub(crate) async fn downloads(&self, name: &str) -> Checked<PathBuf> {
        let mut folder = Stage::downloads(self.engine);
        if self.engine == Engine::Chromium {
            folder.push(name);
            let wish = json!({ "behavior": "allow", "downloadPath": folder.to_string_lossy() });
            self.driver.cdp().send_raw("Browser.setDownloadBehavior", wish).await?;
        }
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Opens the page with a fragment, empty or without its `#`, and waits until its program runs.
    pub(crate) async fn open(&self, place: Place, fragment: &str) -> Checked {
        self.request(place, fragment).await?;
        // Not every driver waits until the page before is gone: it may have been the same page from another place.
        let is_there = "return location.href.split('#')[0] === arguments[0]";
        let address = json!(self.address(place));
        let start = Instant::now();
        while self.run_script(is_there, vec![address.clone()]).await? != json!(true) {
            if start.elapsed() > PATIENCE {
                return Err(format!("waited in vain for {address}").into());
            }
            tokio::time::sleep(POLL).await;
        }
        self.wait_for("html[data-started]").await?;
        Ok(())
    }

    /// Opens the page and waits for nothing.
    pub(crate) async fn request(&self, place: Place, fragment: &str) -> Checked {
        let address = self.address(place);
        self.opened.borrow_mut().push(address.clone());
        let full = if fragment.is_empty() { address } else { format!("{address}#{fragment}") };
        self.driver.goto(full).await?;
        if self.engine != Engine::Chromium {
            self.run_script(LISTEN_SCRIPT, Vec::new()).await?;
        }
        Ok(())
    }

    /// Runs a script in every page opened from now on, before anything of the page runs. Where the driver cannot do that,
    /// a copy of the page is opened that the script begins.
    pub(crate) async fn before_start(&self, script: &str) -> Checked {
        if self.engine != Engine::Chromium {
            self.addresses.replace(self.stage.page_begun_by(script)?);
            return Ok(());
        }
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

    /// The visible text of the first such element, as the page lays it out: a driver's own reading leaves out, depending
    /// on the engine, what lies in a scrolled box.
    pub(crate) async fn text(&self, css: &str) -> Checked<String> {
        let visible = "const [element] = arguments;
            return element.checkVisibility() ? element.innerText.trim() : ''";
        loop {
            let element = self.wait_for(css).await?.to_json()?;
            match self.driver.execute(visible, vec![element]).await {
                Err(error) if is_stale(&error) => {}
                found => return Ok(found?.json().as_str().unwrap_or_default().to_owned()),
            }
        }
    }

    /// Waits until the visible text of the first such element has these words.
    pub(crate) async fn wait_for_words(&self, css: &str, words: &str) -> Checked {
        let start = Instant::now();
        loop {
            let text = self.text(css).await?;
            if text.contains(words) {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("{css} never says {words:?}, but {text:?}").into());
            }
            tokio::time::sleep(POLL).await;
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

    /// Every line of the console that has not been taken yet; none where the driver cannot read it.
    pub(crate) async fn console(&self) -> Checked<Vec<String>> {
        if self.engine != Engine::Chromium {
            return Ok(Vec::new());
        }
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
        let named = "return [...document.querySelectorAll(arguments[0])].find((element) =>
            element.innerText.trim() === arguments[1] && element.checkVisibility()) ?? null";
        self.click_found(&format!("the {css} {name:?}"), async || {
            let found = self.driver.execute(named, vec![json!(css), json!(name)]).await?;
            Ok(if found.json().is_null() { None } else { Some(found.element()?) })
        })
        .await
    }

    /// Clicks the first such element.
    pub(crate) async fn click(&self, css: &str) -> Checked {
        self.click_found(css, async || Ok(self.driver.find_all(By::Css(css)).await?.into_iter().next())).await
    }

    /// Clicks what is found, as soon as it can be clicked.
    async fn click_found(
        &self,
        what: &str,
        find: impl AsyncFn() -> WebDriverResult<Option<WebElement>>,
    ) -> Checked {
        let start = Instant::now();
        loop {
            let problem = match find().await {
                Ok(Some(element)) => match element.click().await {
                    Ok(()) => return Ok(()),
                    Err(error) if is_passing(&error) => {
                        // A row of a long table is drawn where it scrolls to only after the driver has looked there.
                        let centre = "arguments[0].scrollIntoView({ block: 'center' })";
                        self.driver.execute(centre, vec![element.to_json()?]).await.ok();
                        error.to_string()
                    }
                    Err(error) => return Err(error.into()),
                },
                Ok(None) => self.boot_problem().await,
                Err(error) if is_passing(&error) => error.to_string(),
                Err(error) => return Err(error.into()),
            };
            if start.elapsed() > PATIENCE {
                return Err(format!("waited in vain to click {what}: {problem}").into());
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

    /// Makes the page's area this large, in CSS pixels.
    pub(crate) async fn set_size(&self, width_px: u32, height_px: u32) -> Checked {
        if self.engine != Engine::Chromium {
            return self.set_window(width_px, height_px).await;
        }
        let size = json!({ "width": width_px, "height": height_px, "deviceScaleFactor": 1, "mobile": false });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// Makes the window so large that the page's area is this large: other drivers than Chromium's know only windows.
    async fn set_window(&self, width_px: u32, height_px: u32) -> Checked {
        self.driver.set_window_rect(0, 0, width_px, height_px).await?;
        let beyond = "return [outerWidth - innerWidth, outerHeight - innerHeight, innerWidth, innerHeight]";
        let start = Instant::now();
        loop {
            // The page hears of it a moment later.
            let sizes: Vec<u32> = serde_json::from_value(self.run_script(beyond, Vec::new()).await?)?;
            let [beside, above, width, height] = sizes[..] else { return Err("four lengths".into()) };
            if (width, height) == (width_px, height_px) {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("the page is {width} by {height}, not {width_px} by {height_px}").into());
            }
            self.driver.set_window_rect(0, 0, width_px + beside, height_px + above).await?;
        }
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

    /// Saves what is visible when a case has failed, in every engine. WebKitGTK's driver may never answer.
    pub(crate) async fn picture_of_failure(&self, case: &str) -> Checked {
        let folder = scratch_dir("screens").map_err(|failure| failure.to_string())?;
        let file = folder.join(format!("failed-{}-{}.png", self.engine, case.replace("::", "-")));
        tokio::time::timeout(Duration::from_secs(10), self.driver.screenshot(&file)).await??;
        Ok(())
    }

    /// What the harness asks after each case: no complaint in the console, nothing on the network. Says what is wrong.
    pub(crate) async fn judge(&self) -> Checked<Option<String>> {
        if self.is_excused.get() {
            return Ok(None);
        }
        let complaints = self.complaints().await?;
        if !complaints.is_empty() {
            return Ok(Some(format!("the page complained:\n    {}", complaints.join("\n    "))));
        }
        let stray = self.unexpected_requests().await?;
        let is_silent = stray.is_empty();
        Ok((!is_silent).then(|| format!("the page made network requests:\n    {}", stray.join("\n    "))))
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
        let asked = self.stage.server.asked().into_iter();
        stray.extend(asked.filter(|asked| !documents.contains(asked) && !is_browsers_own(asked)));
        self.stage.server.forget_asked();
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

/// Whether the element was drawn anew since it was found.
fn is_stale(error: &WebDriverError) -> bool {
    matches!(**error, WebDriverErrorInner::StaleElementReference(_))
}

/// Whether what keeps an element from being clicked may pass: it was drawn anew, is covered, or is not yet in view.
fn is_passing(error: &WebDriverError) -> bool {
    matches!(
        **error,
        WebDriverErrorInner::StaleElementReference(_)
            | WebDriverErrorInner::ElementNotInteractable(_)
            | WebDriverErrorInner::ElementClickIntercepted(_)
    )
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
