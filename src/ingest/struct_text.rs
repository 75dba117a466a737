//! stub
pub fn to_json(_text: &str) -> Option<String> {
    None
}
