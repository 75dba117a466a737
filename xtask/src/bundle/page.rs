//! The text of the page: links replaced by what they point at, and the policy that allows exactly that.
//!
//! **Invariant:** every executable text is in the page once, and the policy lists its hash; nothing else may run.
//! **Invariant:** a link that is not understood fails the build; it would be a request at the reader's.

use super::pack;
use crate::project::{Failure, Outcome};

/// What a page is made of.
pub(super) struct Source {
    /// The source page with its `data-trunk` links.
    pub(super) html: String,
    /// The boot script with what it needs; it runs last.
    pub(super) boot: String,
    /// What wasm-bindgen wrote.
    pub(super) glue: String,
    /// Style texts by the path they are linked with.
    pub(super) styles: Vec<(String, String)>,
    /// The version of the page.
    pub(super) version: String,
    pub(super) blocks: Vec<Block>,
    /// What the list of parts says of the blocks: a name, and the bytes that the hash is over.
    pub(super) packed: Vec<(&'static str, Vec<u8>)>,
}

/// Packed bytes that travel in the page.
pub(super) struct Block {
    /// The element's id.
    pub(super) id: &'static str,
    /// How they are packed.
    pub(super) packing: &'static str,
    /// How many bytes they stand for.
    pub(super) length: usize,
    /// The packed bytes in base64.
    pub(super) text: String,
}

/// Makes the page.
pub(super) fn assemble(source: &Source) -> Outcome<String> {
    let links = Links::find(&source.html)?;
    let css = cascade(&links.styles, &source.styles)?;
    for (name, text) in [("the glue", &source.glue), ("boot.js", &source.boot), ("a style", &css)] {
        refuse_early_end(name, text)?;
    }
    let policy = policy(&[&source.glue, &source.boot], &css);

    let mut scripts = format!("<script id=\"glue\">{}</script>\n", source.glue);
    for Block { id, packing, length, text } in &source.blocks {
        scripts.push_str(&format!(
            "<script type=\"application/{packing}+base64\" id=\"{id}\" data-length=\"{length}\">{text}</script>\n"
        ));
    }
    let parts = parts(source, &css);
    scripts.push_str(&format!("<script type=\"application/json\" id=\"artifact\">{parts}</script>\n"));
    scripts.push_str(&format!("<script>{}</script>\n", source.boot));

    refuse_requests(&links.rest)?;
    let html = insert_at(&links.rest, "<meta name=\"viewport\"", &policy)?;
    let html = insert_at(&html, "</head>", &format!("<style>{css}</style>\n"))?;
    insert_at(&html, "</body>", &scripts)
}

/// The version and the parts, for the page to show. The page cannot state its own hash; the build prints it.
fn parts(source: &Source, css: &str) -> String {
    let texts = [("glue", &*source.glue), ("boot script", &*source.boot), ("styles", css)];
    let texts = texts.iter().map(|(name, text)| (*name, text.as_bytes()));
    let packed = source.packed.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    let parts: Vec<serde_json::Value> = packed
        .chain(texts)
        .map(|(name, bytes)| {
            serde_json::json!({ "name": name, "bytes": bytes.len(), "sha256": pack::sha256_hex(bytes) })
        })
        .collect();
    serde_json::json!({ "version": source.version, "parts": parts }).to_string()
}

/// The links of the source page, and the page without them.
struct Links {
    styles: Vec<String>,
    rest: String,
}

impl Links {
    /// Reads the lines that hold a `data-trunk` link; each stands on a line of its own.
    fn find(html: &str) -> Outcome<Self> {
        let mut links = Self { styles: Vec::new(), rest: String::new() };
        for line in html.split_inclusive('\n') {
            if !line.contains("data-trunk") {
                links.rest.push_str(line);
                continue;
            }
            match (attribute(line, "rel"), attribute(line, "href")) {
                (Some("css"), Some(path)) => links.styles.push(path.to_owned()),
                (Some("rust"), _) | (Some("copy-file"), Some("boot.js")) => {}
                _ => {
                    return Err(Failure::new(format!("index.html: cannot bundle {}", line.trim())));
                }
            }
        }
        Ok(links)
    }
}

fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let start = format!(" {name}=\"");
    let (_, rest) = line.split_once(start.as_str())?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The styles one after the other, in the order of their links.
fn cascade(linked: &[String], styles: &[(String, String)]) -> Outcome<String> {
    if let Some((path, _)) = styles.iter().find(|(path, _)| !linked.contains(path)) {
        return Err(Failure::new(format!("index.html does not link {path}")));
    }
    let mut css = String::new();
    for path in linked {
        let (_, text) = styles
            .iter()
            .find(|(name, _)| name == path)
            .ok_or_else(|| Failure::new(format!("index.html links {path}, which does not exist")))?;
        css.push_str(text);
    }
    Ok(css)
}

/// The policy: what is in the page may run, and nothing may be fetched, sent or framed in.
fn policy(scripts: &[&str], css: &str) -> String {
    let scripts: Vec<String> = scripts.iter().map(|text| pack::policy_hash(text)).collect();
    format!(
        "\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {} 'wasm-unsafe-eval'; \
         worker-src blob:; style-src {}; img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">",
        scripts.join(" "),
        pack::policy_hash(css),
    )
}

/// Puts a text before the first `mark`.
fn insert_at(html: &str, mark: &str, what: &str) -> Outcome<String> {
    let (head, tail) =
        html.split_once(mark).ok_or_else(|| Failure::new(format!("index.html has no {mark}")))?;
    Ok(format!("{head}{what}{mark}{tail}"))
}

/// A text inside an element must not close it, nor open a comment that swallows its end.
fn refuse_early_end(name: &str, text: &str) -> Outcome {
    let lower = text.to_ascii_lowercase();
    match ["</script", "<script", "</style", "<!--"].iter().find(|mark| lower.contains(**mark)) {
        Some(mark) => Err(Failure::new(format!("{name} contains {mark} and cannot stand inside the page"))),
        None => Ok(()),
    }
}

/// Hand-written markup must not make the browser ask for anything. A link that a person may follow is no request.
fn refuse_requests(markup: &str) -> Outcome {
    for tag in markup.split('<').skip(1) {
        let is_link = tag.starts_with("link ");
        for name in ["src", "srcset", "poster", "data", if is_link { "href" } else { "src" }] {
            if attribute(tag, name).is_some_and(|value| !value.starts_with("data:")) {
                return Err(Failure::new(format!("index.html: <{} would be a request", tag.trim())));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n\
        <link data-trunk rel=\"css\" href=\"style/b.css\">\n<link data-trunk rel=\"css\" href=\"style/a.css\">\n\
        </head>\n<body>\n<link data-trunk rel=\"rust\">\n</body>\n</html>\n";

    fn source(html: &str, boot: &str) -> Source {
        Source {
            html: html.into(),
            boot: boot.into(),
            glue: "let glue = 1;".into(),
            styles: vec![("style/a.css".into(), "a{}".into()), ("style/b.css".into(), "b{}".into())],
            blocks: vec![Block { id: "program", packing: "lzma", length: 3, text: "AAAA".into() }],
            version: "1.2.3".into(),
            packed: vec![("program", vec![0, 0, 0])],
        }
    }

    fn refusal(html: &str, boot: &str) -> String {
        assemble(&source(html, boot)).expect_err("this page must be refused").to_string()
    }

    #[test]
    fn styles_keep_the_order_of_their_links() {
        let html = assemble(&source(PAGE, "start()")).expect("a good page");
        assert!(html.contains("<style>b{}a{}</style>"), "{html}");
        assert!(!html.contains("data-trunk"), "{html}");
    }

    #[test]
    fn the_policy_comes_first_and_lists_every_text() {
        let html = assemble(&source(PAGE, "start()")).expect("a good page");
        let (before, after) = html.split_once("Content-Security-Policy").expect("a policy");
        assert!(!before.contains("<script") && !before.contains("<style"), "{html}");
        for text in ["start()", "let glue = 1;", "b{}a{}"] {
            assert!(after.contains(&pack::policy_hash(text)), "{text}");
        }
    }

    #[test]
    fn the_parts_are_listed_with_the_hashes_that_the_policy_is_made_of() {
        let html = assemble(&source(PAGE, "start()")).expect("a good page");
        let (_, after) = html.split_once("id=\"artifact\">").expect("a list of parts");
        let (list, _) = after.split_once("</script>").expect("an end of it");
        let list: serde_json::Value = serde_json::from_str(list).expect("JSON");
        let names: Vec<&str> =
            list["parts"].as_array().into_iter().flatten().filter_map(|part| part["name"].as_str()).collect();
        assert_eq!(names, ["program", "glue", "boot script", "styles"]);
        assert_eq!(list["parts"][2]["sha256"], pack::sha256_hex(b"start()"));
        assert_eq!(list["version"], "1.2.3");
    }

    #[test]
    fn a_text_that_would_end_its_element_is_refused() {
        assert_eq!(
            refusal(PAGE, "x='</SCRIPT>'"),
            "boot.js contains </script and cannot stand inside the page"
        );
    }

    #[test]
    fn a_style_without_a_link_is_refused() {
        let html = PAGE.replace("<link data-trunk rel=\"css\" href=\"style/a.css\">\n", "");
        assert_eq!(refusal(&html, ""), "index.html does not link style/a.css");
    }

    #[test]
    fn a_request_in_the_markup_is_refused() {
        let html = PAGE.replace("<body>", "<body><img src=\"logo.png\">");
        assert_eq!(refusal(&html, ""), "index.html: <img src=\"logo.png\"> would be a request");
    }
}
