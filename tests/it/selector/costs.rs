//! todo
#[test]
fn show() {
    for path in super::records::files(&super::records::shared("selectors").unwrap()) {
        let text = std::fs::read_to_string(&path).unwrap();
        let r = trail_loupe::selector::read::examine(&text);
        println!(
            "== {} {:?} n={}",
            path.file_name().unwrap().to_string_lossy(),
            r.language,
            r.configurations.len()
        );
        for p in r.problems {
            println!("   {p}");
        }
    }
}
