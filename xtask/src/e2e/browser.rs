//! What a run needs once: the driver's process, and the page laid out on disk and on a web server.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
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

/// A running WebDriver server; it ends with this value.
pub(crate) struct DriverServer {
    process: Child,
    address: SocketAddr,
    browser: Browser,
    /// The screen of a browser that cannot do without one.
    screen: Option<Child>,
}

impl DriverServer {
    pub(crate) fn start(browser: &Browser) -> Checked<Self> {
        // The port is free now; nobody else is likely to take it in the next moment.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = Command::new(&browser.driver);
        command.arg(format!("--port={}", address.port())).stdout(Stdio::null()).stderr(Stdio::null());
        let mut screen = None;
        if browser.engine == Engine::WebKitGtk {
            let (process, display) = start_screen()?;
            screen = Some(process);
            command.env("DISPLAY", display);
        }
        let process = command.spawn()?;
        let mut server = Self { process, address, browser: browser.clone(), screen };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.process.try_wait()? {
                return Err(format!("the driver of {} ended with {status}", browser.engine).into());
            }
            if start.elapsed() > DRIVER_PATIENCE {
                return Err(format!("the driver of {} did not open its port", browser.engine).into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// What the browser runs on.
    pub(crate) fn engine(&self) -> Engine {
        self.browser.engine
    }

    /// A fresh browser with a fresh profile, whose only way out is `proxy`.
    pub(crate) async fn open_browser(&self, proxy: SocketAddr) -> Checked<WebDriver> {
        let Value::Object(wishes) = wishes(&self.browser, proxy) else {
            return Err("the wishes are an object".into());
        };
        Ok(WebDriver::new(format!("http://{}", self.address), Capabilities::from(wishes)).await?)
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
                },
            },
        }),
        Engine::WebKitGtk => json!({
            "proxy": only_way_out,
            "webkitgtk:browserOptions": { "binary": program, "args": ["--automation"] },
        }),
    }
}

/// Starts a screen in memory, on a number that is free, and tells its name.
fn start_screen() -> Checked<(Child, String)> {
    let mut process = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut number = String::new();
    if let Some(out) = process.stdout.take() {
        BufReader::new(out).read_line(&mut number)?;
    }
    match number.trim() {
        "" => Err("Xvfb opened no screen".into()),
        number => Ok((process, format!(":{number}"))),
    }
}

impl Drop for DriverServer {
    fn drop(&mut self) {
        // Already ended is as good.
        for process in std::iter::once(&mut self.process).chain(self.screen.as_mut()) {
            process.kill().ok();
            process.wait().ok();
        }
    }
}

/// The page as it can be reached.
pub(crate) struct Stage {
    /// The address of `dist/index.html` on disk.
    pub(crate) disk: String,
    /// The address of a copy below a path of a web server.
    pub(crate) site: String,
    /// The same under a name that browsers do not trust as they do the loopback address.
    pub(crate) plain_site: String,
    /// The server, which is also every browser's proxy.
    pub(crate) server: Server,
}

impl Stage {
    pub(crate) fn set(engine: Engine) -> Checked<Self> {
        let page = dist_dir().join("index.html");
        if !page.is_file() {
            return Err("dist/index.html is missing; `cargo xtask build` makes it".into());
        }
        let root = target_dir().join(format!("e2e/{engine}/site"));
        let folder = root.join(SITE_PATH);
        std::fs::create_dir_all(&folder)?;
        std::fs::copy(&page, folder.join("index.html"))?;
        let server = Server::start(root, 0).map_err(|failure| failure.to_string())?;
        let site = format!("http://{}/{SITE_PATH}", server.address());
        let plain_site = format!("{PLAIN_HOST}/{SITE_PATH}");
        Ok(Self { disk: file_address(&page), site, plain_site, server })
    }
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
