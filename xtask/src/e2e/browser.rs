//! What a run needs once: the driver's process, and the page laid out on disk and on a web server.

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::Capabilities;
use thirtyfour::prelude::*;
use xtask::browsers::{Browser, CHROMIUM_FLAGS, Engine};
use xtask::project::{dist_dir, target_dir};
use xtask::serve::{PLAIN_HOST, Server};

use crate::Checked;

/// How long the driver may take to open its port.
const DRIVER_PATIENCE: Duration = Duration::from_secs(30);

/// Where the page stands on the web server: not at the root, as on most static hosts.
const SITE_PATH: &str = "tools/trail-loupe/";

/// Where the copy stands that a script begins.
const BEGUN_PATH: &str = "tools/trail-loupe-begun/";

/// What the page says before anything else.
const CHARSET: &str = "<meta charset=\"utf-8\">";

/// How often a browser is started before it counts as broken: WebKitGTK's driver now and then waits for ever for the
/// browser that it has started.
const ATTEMPTS: usize = 3;

/// How long a browser of the engine may take to start: several times what it needs on a busy machine.
fn start_patience(engine: Engine) -> Duration {
    Duration::from_secs(match engine {
        Engine::Chromium | Engine::Firefox => 90,
        Engine::WebKitGtk => 25,
    })
}

/// Starts browsers, each by the WebDriver server of its engine.
pub(crate) struct DriverServer {
    running: RefCell<Running>,
    browser: Browser,
    screen: Option<Screen>,
}

impl DriverServer {
    pub(crate) fn start(browser: &Browser) -> Checked<Self> {
        let screen = (browser.engine == Engine::WebKitGtk).then(Screen::start).transpose()?;
        let running = RefCell::new(Running::start(browser, screen.as_ref())?);
        Ok(Self { running, browser: browser.clone(), screen })
    }

    /// What the browser runs on.
    pub(crate) fn engine(&self) -> Engine {
        self.browser.engine
    }

    /// A fresh browser with a fresh profile, whose only way out is `proxy`.
    pub(crate) async fn open_browser(&self, proxy: SocketAddr) -> Checked<WebDriver> {
        if self.browser.engine != Engine::Firefox {
            return self.open_with(wishes(&self.browser, proxy)).await;
        }
        // A profile is made once: that takes Firefox twice as long as to start with a copy of it.
        let folder = target_dir().join("e2e/Firefox");
        let (unused, profile) = (folder.join("unused-profile"), folder.join("profile"));
        let with_profile = |profile: &Path| {
            let mut wishes = wishes(&self.browser, proxy);
            wishes["moz:firefoxOptions"]["args"] =
                json!(["-headless", "-profile", profile.to_string_lossy()]);
            wishes
        };
        if !unused.exists() {
            let making = folder.join("profile-in-the-making");
            copy_folder(&folder.join("nothing"), &making)?;
            self.open_with(with_profile(&making)).await?.quit().await?;
            std::fs::rename(&making, &unused)?;
        }
        copy_folder(&unused, &profile)?;
        self.open_with(with_profile(&profile)).await
    }

    async fn open_with(&self, wishes: Value) -> Checked<WebDriver> {
        let Value::Object(wishes) = wishes else {
            return Err("the wishes are an object".into());
        };
        let patience = start_patience(self.browser.engine);
        let mut problem = String::new();
        for _ in 0..ATTEMPTS {
            let address = format!("http://{}", self.running.borrow().address);
            let opening = WebDriver::new(address, Capabilities::from(wishes.clone()));
            problem = match tokio::time::timeout(patience, opening).await {
                Ok(Ok(driver)) => return Ok(driver),
                Ok(Err(error)) => error.to_string(),
                Err(_) => format!("not there after {} s", patience.as_secs()),
            };
            println!("{} did not start ({problem}); its driver is started anew", self.browser.engine);
            let anew = Running::start(&self.browser, self.screen.as_ref())?;
            self.running.replace(anew);
        }
        Err(format!("{} does not start: {problem}", self.browser.engine).into())
    }
}

/// A WebDriver server's process; it and the browsers that it has started end with this value.
struct Running {
    process: Child,
    address: SocketAddr,
}

impl Running {
    fn start(browser: &Browser, screen: Option<&Screen>) -> Checked<Self> {
        // The port is free now; nobody else is likely to take it in the next moment.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = Command::new(&browser.driver);
        command.arg(format!("--port={}", address.port())).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(screen) = screen {
            command.env("DISPLAY", &screen.name);
        }
        let mut running = Self { process: command.spawn()?, address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = running.process.try_wait()? {
                return Err(format!("the driver of {} ended with {status}", browser.engine).into());
            }
            if start.elapsed() > DRIVER_PATIENCE {
                return Err(format!("the driver of {} did not open its port", browser.engine).into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // First a browser that the driver has started and lost sight of. Already ended is as good.
        let children_of = ["-KILL", "-P", &self.process.id().to_string()];
        Command::new("pkill").args(children_of).stderr(Stdio::null()).status().ok();
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The screen, in memory, of a browser that cannot do without one; it ends with this value.
struct Screen {
    process: Child,
    /// As the variable `DISPLAY` has it.
    name: String,
}

impl Screen {
    /// Starts it on a number that is free.
    fn start() -> Checked<Self> {
        let process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut screen = Self { process, name: String::new() };
        let mut number = String::new();
        if let Some(out) = screen.process.stdout.take() {
            BufReader::new(out).read_line(&mut number)?;
        }
        match number.trim() {
            "" => Err("Xvfb opened no screen".into()),
            number => {
                screen.name = format!(":{number}");
                Ok(screen)
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Already ended is as good.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// What the driver is asked for, in WebDriver's words.
fn wishes(browser: &Browser, proxy: SocketAddr) -> Value {
    let program = browser.program.to_string_lossy();
    let only_way_out =
        json!({ "proxyType": "manual", "httpProxy": proxy.to_string(), "sslProxy": proxy.to_string() });
    match browser.engine {
        Engine::Chromium => {
            let mut flags: Vec<String> = CHROMIUM_FLAGS.map(str::to_owned).into();
            flags.push(format!("--proxy-server=http://{proxy}"));
            // Loopback addresses go through the proxy too.
            flags.push(String::from("--proxy-bypass-list=<-loopback>"));
            json!({
                "browserName": "chrome",
                "goog:chromeOptions": { "binary": program, "args": flags },
                "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
            })
        }
        Engine::Firefox => json!({
            "browserName": "firefox",
            "proxy": only_way_out,
            "moz:firefoxOptions": {
                "binary": program,
                "args": ["-headless"],
                "prefs": {
                    "network.proxy.allow_hijacking_localhost": true,
                    "network.captive-portal-service.enabled": false,
                    "network.connectivity-service.enabled": false,
                    "services.settings.server": "http://127.0.0.1:9/",
                    // To a folder of ours, as Chromium's driver is told page by page.
                    "browser.download.folderList": 2,
                    "browser.download.dir": Stage::downloads(Engine::Firefox).to_string_lossy(),
                },
            },
        }),
        Engine::WebKitGtk => json!({
            "proxy": only_way_out,
            "webkitgtk:browserOptions": { "binary": program, "args": ["--automation"] },
        }),
    }
}

/// The page as it can be reached.
pub(crate) struct Stage {
    pub(crate) addresses: Addresses,
    /// The server, which is also every browser's proxy.
    pub(crate) server: Server,
    folder: PathBuf,
}

/// Where the page is.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    /// The file itself.
    pub(crate) disk: String,
    /// A copy below a path of a web server.
    pub(crate) site: String,
    /// The same under a name that browsers do not trust as they do the loopback address.
    pub(crate) plain_site: String,
}

impl Addresses {
    fn new(file: &Path, server: &Server, path: &str) -> Self {
        Self {
            disk: file_address(file),
            site: format!("http://{}/{path}", server.address()),
            plain_site: format!("{PLAIN_HOST}/{path}"),
        }
    }
}

impl Stage {
    pub(crate) fn set(engine: Engine) -> Checked<Self> {
        let page = dist_dir().join("index.html");
        if !page.is_file() {
            return Err("dist/index.html is missing; `cargo xtask build` makes it".into());
        }
        let folder = target_dir().join(format!("e2e/{engine}/site"));
        let copy = folder.join(SITE_PATH);
        std::fs::create_dir_all(&copy)?;
        std::fs::copy(&page, copy.join("index.html"))?;
        let server = Server::start(folder.clone(), 0).map_err(|failure| failure.to_string())?;
        Ok(Self { addresses: Addresses::new(&page, &server, SITE_PATH), server, folder })
    }

    /// Lays out a copy of the page in which a script runs first, before the policy is in force. After it the page is the
    /// same, byte for byte.
    pub(crate) fn page_begun_by(&self, script: &str) -> Checked<Addresses> {
        let page = std::fs::read_to_string(self.folder.join(SITE_PATH).join("index.html"))?;
        let (charset, rest) = page.split_once(CHARSET).ok_or("the page does not begin with its charset")?;
        let copy = self.folder.join(BEGUN_PATH);
        std::fs::create_dir_all(&copy)?;
        let file = copy.join("index.html");
        std::fs::write(&file, format!("{charset}{CHARSET}<script>{script}</script>{rest}"))?;
        Ok(Addresses::new(&file, &self.server, BEGUN_PATH))
    }

    /// The folder that this engine's downloads go to, where its driver is told once and for all.
    pub(crate) fn downloads(engine: Engine) -> PathBuf {
        target_dir().join(format!("e2e/{engine}/downloads"))
    }
}

/// Makes the second folder the same as the first, which may be missing: an empty one.
fn copy_folder(from: &Path, to: &Path) -> Checked {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    std::fs::create_dir_all(to)?;
    if !from.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (kind, copy) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

fn file_address(path: &Path) -> String {
    let mut address = String::from("file://");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                address.push(char::from(byte));
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
}
