//! What a run needs once: the driver's process, and the page laid out on disk and on a web server.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use xtask::project::{dist_dir, target_dir};
use xtask::serve::Server;
use xtask::toolchain::{CHROMIUM_FLAGS, Chromium};

use crate::Checked;

/// How long the driver may take to open its port.
const DRIVER_PATIENCE: Duration = Duration::from_secs(30);

/// Where the page stands on the web server: not at the root, as on most static hosts.
const SITE_PATH: &str = "tools/trail-loupe/";

/// A running chromedriver; it ends with this value.
pub(crate) struct DriverServer {
    process: Child,
    address: SocketAddr,
    browser: PathBuf,
}

impl DriverServer {
    pub(crate) fn start(chromium: &Chromium) -> Checked<Self> {
        // The port is free now; nobody else is likely to take it in the next moment.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let process = Command::new(&chromium.driver)
            .arg(format!("--port={}", address.port()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self { process, address, browser: chromium.browser.clone() };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.process.try_wait()? {
                return Err(format!("chromedriver ended with {status}").into());
            }
            if start.elapsed() > DRIVER_PATIENCE {
                return Err("chromedriver did not open its port".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// A fresh browser with a fresh profile, whose only way out is `proxy`.
    pub(crate) async fn open_browser(&self, proxy: SocketAddr) -> Checked<WebDriver> {
        let mut wishes = ChromeCapabilities::new();
        for flag in CHROMIUM_FLAGS {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--proxy-server=http://{proxy}"))?;
        // Loopback addresses go through the proxy too.
        wishes.add_arg("--proxy-bypass-list=<-loopback>")?;
        wishes.set_binary(&self.browser.to_string_lossy())?;
        wishes.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        wishes.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        Ok(WebDriver::new(format!("http://{}", self.address), wishes).await?)
    }
}

impl Drop for DriverServer {
    fn drop(&mut self) {
        // Already ended is as good.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The page as it can be reached.
pub(crate) struct Stage {
    /// The address of `dist/index.html` on disk.
    pub(crate) disk: String,
    /// The address of a copy below a path of a web server.
    pub(crate) site: String,
    /// The server, which is also every browser's proxy.
    pub(crate) server: Server,
}

impl Stage {
    pub(crate) fn set() -> Checked<Self> {
        let page = dist_dir().join("index.html");
        if !page.is_file() {
            return Err("dist/index.html is missing; `cargo xtask build` makes it".into());
        }
        let root = target_dir().join("e2e-site");
        let folder = root.join(SITE_PATH);
        std::fs::create_dir_all(&folder)?;
        std::fs::copy(&page, folder.join("index.html"))?;
        let server = Server::start(root, 0).map_err(|failure| failure.to_string())?;
        let site = format!("http://{}/{SITE_PATH}", server.address());
        Ok(Self { disk: file_address(&page), site, server })
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
