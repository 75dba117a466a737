//! What the privacy panel says of a policy.

use trail_loupe::view::privacy::{Artifact, rules};

const WHOLE: &str = "default-src 'none'; script-src 'sha256-AAAA=' 'sha256-BBBB=' 'wasm-unsafe-eval'; \
    worker-src blob:; style-src 'sha256-CCCC='; img-src data: blob:; connect-src 'none'; base-uri 'none'; \
    form-action 'none'";

fn weak(policy: &str) -> Vec<String> {
    let rules = rules(policy).into_iter().filter(|rule| !rule.is_in_force);
    rules.map(|rule| rule.directive.split(' ').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_whole_policy_is_in_force() {
    assert!(weak(WHOLE).is_empty());
    assert_eq!(rules(WHOLE)[0].directive, "connect-src 'none'");
}

#[test]
fn every_weakening_is_seen() {
    for (from, to, expected) in [
        ("connect-src 'none'", "connect-src 'self'", "connect-src"),
        ("; connect-src 'none'", "", "connect-src"),
        ("'wasm-unsafe-eval'", "'unsafe-eval'", "script-src"),
        ("'sha256-CCCC='", "'unsafe-inline'", "style-src"),
        ("img-src data:", "img-src https:", "img-src"),
        ("worker-src blob:", "worker-src 'self'", "worker-src"),
        ("form-action 'none'", "form-action *", "form-action"),
        ("base-uri 'none'", "base-uri", "base-uri"),
        ("script-src 'sha256-AAAA=' 'sha256-BBBB=' 'wasm-unsafe-eval'", "script-src", "script-src"),
        ("default-src 'none'", "default-src 'self'", "default-src"),
    ] {
        let policy = WHOLE.replace(from, to);
        assert_eq!(weak(&policy), [expected], "{policy}");
    }
    assert_eq!(weak("").len(), rules(WHOLE).len());
}

#[test]
fn parts_are_read_as_the_bundler_writes_them() {
    let text = r#"{"version":"1.2.3","parts":[{"name":"styles","bytes":7,"sha256":"ab"}]}"#;
    let artifact = Artifact::parse(text).expect("a described page");
    assert_eq!((artifact.version.as_str(), artifact.parts[0].bytes), ("1.2.3", 7));
    assert_eq!(Artifact::parse(""), None);
}
