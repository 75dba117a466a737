//! What the browser asked of the network, from its own event log.

use serde_json::Value;

/// One request as the browser tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// The full address.
    pub(crate) address: String,
    /// The browser's word for what it is for: `Document`, `Script`, `Fetch` …
    pub(crate) purpose: String,
}

impl Request {
    /// Reads an entry of the performance log; `None` for every event that starts no request.
    pub(crate) fn from_log_entry(message: &str) -> Option<Self> {
        let entry: Value = serde_json::from_str(message).ok()?;
        let event = entry.get("message")?;
        let (address, purpose) = match event.get("method")?.as_str()? {
            "Network.requestWillBeSent" => {
                let purpose = event.pointer("/params/type").and_then(Value::as_str).unwrap_or("Other");
                (event.pointer("/params/request/url")?, purpose)
            }
            "Network.webSocketCreated" => (event.pointer("/params/url")?, "WebSocket"),
            "Network.webTransportCreated" => (event.pointer("/params/url")?, "WebTransport"),
            _ => return None,
        };
        Some(Self { address: address.as_str()?.to_owned(), purpose: purpose.to_owned() })
    }

    /// Whether it is the page itself, or stays inside it.
    pub(crate) fn is_expected(&self, opened: &[String]) -> bool {
        let is_inside = self.address.starts_with("blob:") || self.address.starts_with("data:");
        // A fresh tab shows one of these before the page is opened.
        let is_blank = self.address.starts_with("about:");
        let is_document =
            self.purpose == "Document" && opened.iter().any(|own| own == without_fragment(&self.address));
        is_inside || is_blank || is_document
    }
}

/// The hosts that a fresh Chromium or Firefox turns to by itself, whatever it is told, for updates, settings and its own
/// sign-in. Pages have no business there; a page's request to them would still stand in Chromium's log.
const MAKER_HOSTS: [&str; 6] = [
    "update.googleapis.com",
    "accounts.google.com",
    "firefox.settings.services.mozilla.com",
    "content-signature-2.cdn.mozilla.net",
    "aus5.mozilla.org",
    "ads.mozilla.org",
];

/// Whether a line of our server's notes (`METHOD target`) is the browser's own errand.
pub(crate) fn is_browsers_own(asked: &str) -> bool {
    let target = asked.split(' ').nth(1).unwrap_or_default();
    let host = target.trim_start_matches("http://").split(['/', ':']).next().unwrap_or_default();
    MAKER_HOSTS.contains(&host)
}

/// The address of the document itself.
pub(crate) fn without_fragment(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}
