//! A small web server for one folder, on the loopback address only.
//!
//! It keeps the list of what it was asked for, and answers the absolute form of a request as a proxy gets it: the
//! end-to-end tests make it the browser's only way out, so nothing the browser asks of the network stays unseen.
//!
//! **Invariant:** it never connects to anything; a request that is not for the folder is answered 404 or 502.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::project::{Failure, Outcome, dist_dir};

/// The port that `serve` takes when it is free.
pub const USUAL_PORT: u16 = 4173;

/// A name that means this server to a browser whose proxy it is. No browser holds it for trustworthy as it does the
/// loopback address: there the page is what it is on a company's plain http.
pub const PLAIN_HOST: &str = "http://loupe.test";

/// Longest accepted request line and header block: enough for any browser.
const MAX_HEAD_BYTES: u64 = 64 * 1024;

/// How long a silent connection is kept.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running server. It lives as long as the program.
#[derive(Debug, Clone)]
pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts serving `folder` on a thread of its own; port 0 takes any free one.
    pub fn start(folder: PathBuf, port: u16) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .map_err(Failure::while_doing(format!("cannot listen on port {port}")))?;
        let address = listener.local_addr().map_err(Failure::while_doing("no address"))?;
        let server = Self { address, asked: Arc::default() };
        let shared = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (server, folder) = (shared.clone(), folder.clone());
                // A connection that breaks concerns only its own browser tab.
                std::thread::spawn(move || server.answer(&stream, &folder).ok());
            }
        });
        Ok(server)
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything asked for so far: `METHOD target`, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what was asked for.
    pub fn forget_asked(&self) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn answer(&self, stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(std::io::Read::take(stream, MAX_HEAD_BYTES));
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let mut header = String::from("-");
        while !header.trim_end().is_empty() {
            header.clear();
            reader.read_line(&mut header)?;
        }
        let mut words = first.split_ascii_whitespace();
        let (Some(method), Some(target)) = (words.next(), words.next()) else {
            return Ok(());
        };
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{method} {target}"));

        let own = format!("http://{}", self.address);
        let path = target.strip_prefix(&own).or_else(|| target.strip_prefix(PLAIN_HOST)).unwrap_or(target);
        let (status, kind, body) = match (method, path.starts_with('/')) {
            ("GET" | "HEAD", true) => match read_below(folder, path) {
                Some((kind, body)) => ("200 OK", kind, body),
                None => ("404 Not Found", "text/plain; charset=utf-8", b"not found\n".to_vec()),
            },
            _ => {
                ("502 Bad Gateway", "text/plain; charset=utf-8", b"this server leads nowhere else\n".to_vec())
            }
        };
        let mut out = stream;
        write!(
            out,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
            body.len()
        )?;
        if method != "HEAD" {
            out.write_all(&body)?;
        }
        out.flush()
    }
}

/// `cargo xtask serve`, once the page is built.
pub fn serve_until_stopped(port: u16, open: bool) -> Outcome {
    let server = Server::start(dist_dir(), port).or_else(|busy| {
        println!("{busy}; taking a free port");
        Server::start(dist_dir(), 0)
    })?;
    let address = format!("http://{}/", server.address());
    println!("\nTrail Loupe is at {address}\nCtrl-C stops it; dist/index.html works without it too.");
    if open {
        open_in_browser(&address);
    }
    loop {
        std::thread::park();
    }
}

fn open_in_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = Command::new(opener).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if quiet.is_err() {
        println!("no browser could be opened; please open the address yourself");
    }
}

fn read_below(folder: &Path, target: &str) -> Option<(&'static str, Vec<u8>)> {
    let plain = target.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let mut path = folder.to_path_buf();
    for part in Path::new(plain).components() {
        match part {
            Component::Normal(name) => path.push(name),
            _ => return None,
        }
    }
    if plain.is_empty() || plain.ends_with('/') {
        path.push("index.html");
    }
    let kind = match path.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    Some((kind, std::fs::read(path).ok()?))
}
