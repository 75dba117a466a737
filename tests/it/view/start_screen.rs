//! The start screen stands twice: as markup that is painted before the program runs, and as the
//! component that takes its place. A person must see no difference.

const MARKUP: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/index.html"));
const COMPONENTS: [&str; 3] = [
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ui/start_screen.rs")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ui/file_inputs.rs")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ui/parts/icon.rs")),
];

/// The markup between the app's element and the script for browsers without any.
fn static_screen() -> &'static str {
    let (_, rest) = MARKUP.split_once("<div id=\"app\">").expect("a place for the app");
    rest.split_once("<noscript>").expect("the end of it").0
}

#[test]
fn both_say_the_same_words() {
    let words: Vec<&str> = static_screen()
        .split('>')
        .filter_map(|piece| piece.split('<').next())
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    assert!(words.len() > 10, "{words:?}");
    for text in words {
        assert!(COMPONENTS.iter().any(|source| source.contains(text)), "only in index.html: {text}");
    }
    for text in
        COMPONENTS[0].split('"').filter(|text| text.contains(' ') && text.starts_with(char::is_uppercase))
    {
        let is_class_or_code = text.contains("tl-") || text.contains('{');
        assert!(is_class_or_code || static_screen().contains(text.trim()), "only in start_screen.rs: {text}");
    }
}

#[test]
fn both_are_built_and_drawn_alike() {
    for attribute in ["class=\"tl-start", " d=\""] {
        for piece in static_screen().split(attribute).skip(1) {
            let value = piece.split('"').next().unwrap_or_default();
            let wanted = if attribute.ends_with("d=\"") {
                format!("\"{value}\"")
            } else {
                format!("class=\"tl-start{value}\"")
            };
            assert!(COMPONENTS.iter().any(|source| source.contains(&wanted)), "only in index.html: {wanted}");
        }
    }
    let count = |text: &str| text.matches("class=\"tl-start").count();
    assert_eq!(count(static_screen()), count(COMPONENTS[0]));
}
