//! Settings that outlast the tab, where the browser keeps them. Nothing of a log is among them.

/// What is kept under a name.
pub fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a text under a name. A browser that keeps nothing loses it with the tab.
pub fn write(name: &str, text: &str) {
    if let Some(storage) = storage() {
        storage.set_item(name, text).ok();
    }
}

/// Browsers refuse it by a throw where storage is switched off.
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
