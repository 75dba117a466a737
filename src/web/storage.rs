//! Settings that outlast the tab, where the browser keeps them. Nothing of a log is among them but what a person saved under a name.

use super::BrowserError;

/// What is kept under a name.
pub fn read(name: &str) -> Option<String> {
    storage().ok()?.get_item(name).ok().flatten()
}

/// Keeps a text under a name.
///
/// # Errors
/// Where the browser keeps nothing, as with storage switched off, or has no room left.
pub fn keep(name: &str, text: &str) -> Result<(), BrowserError> {
    storage()?.set_item(name, text).map_err(|thrown| BrowserError::from_thrown(&thrown))
}

/// Forgets what is kept under a name.
///
/// # Errors
/// Where the browser keeps nothing.
pub fn forget(name: &str) -> Result<(), BrowserError> {
    storage()?.remove_item(name).map_err(|thrown| BrowserError::from_thrown(&thrown))
}

/// Browsers refuse it by a throw where storage is switched off.
fn storage() -> Result<web_sys::Storage, BrowserError> {
    let window = web_sys::window().ok_or_else(|| BrowserError(String::from("there is no window")))?;
    let storage = window.local_storage().map_err(|thrown| BrowserError::from_thrown(&thrown))?;
    storage.ok_or_else(|| BrowserError(String::from("this browser keeps nothing")))
}
