//! The bundler: a compiled module, the source page and its styles become one HTML file that needs nothing else.
//!
//! Flow: wasm → wasm-bindgen (`no-modules`) → glue and module, of the program and of its unpacker; `sample/` → archive;
//! `index.html` + `style/` + `unpack.js` + `boot.js` → `page` puts all of it into one text and computes the policy over
//! what it put there.
//!
//! **Invariant:** same input, same bytes: no clock, no unsorted listing, no path of the machine.
//! **Invariant:** the page names no file and no address; whatever it needs is inside it.

mod licences;
mod pack;
mod page;

use std::path::{Path, PathBuf};

use crate::build::{Profile, compiled_module, compiled_unpacker};
use crate::project::{Failure, Outcome, root};
use crate::toolchain::scratch_dir;

/// Writes `index.html` into `folder` from the module that cargo compiled.
pub fn bundle(module: &Path, folder: &Path) -> Outcome {
    let program = bind(module, "wasm_bindgen")?;
    let unpacker = bind(&compiled_unpacker()?, "unpackerGlue")?;
    let packed = pack::lzma(&program.wasm)?;
    let sample = pack::archive(&root().join("sample"))?;
    let html = page_of(&program, &packed, &unpacker, &sample)?;
    std::fs::create_dir_all(folder)
        .map_err(Failure::while_doing(format!("cannot make {}", folder.display())))?;
    let out = folder.join("index.html");
    std::fs::write(&out, &html).map_err(Failure::while_doing(format!("cannot write {}", out.display())))?;

    println!("wasm        {:>9} bytes, {:>9} packed", program.wasm.len(), packed.len());
    println!("sample      {:>9} bytes gzipped", sample.len());
    println!("index.html  {:>9} bytes, {:>9} gzipped", html.len(), pack::gzip(html.as_bytes())?.len());
    println!("sha-256     {}", pack::sha256_hex(html.as_bytes()));
    Ok(())
}

/// What stands for the unpacker's glue in `unpack.js`.
const UNPACKER_GLUE: &str = "/* the unpacker's glue */";

/// The text of the page.
fn page_of(program: &Bound, packed: &[u8], unpacker: &Bound, sample: &[u8]) -> Outcome<String> {
    let crates = licences::crates()?;
    let licences = pack::gzip(crates.licences.as_bytes())?;
    let block =
        |id, packing, length, bytes: &[u8]| page::Block { id, packing, length, text: pack::base64(bytes) };
    let unpack = read_text(&root().join("unpack.js"))?;
    let (head, tail) = unpack
        .split_once(UNPACKER_GLUE)
        .ok_or_else(|| Failure::new(format!("unpack.js has no {UNPACKER_GLUE}")))?;
    page::assemble(&page::Source {
        html: read_text(&root().join("index.html"))?,
        boot: [head, &unpacker.glue, tail, &read_text(&root().join("boot.js"))?].concat(),
        glue: program.glue.clone(),
        styles: read_styles()?,
        version: crates.version,
        blocks: vec![
            block("unpacker", "wasm", unpacker.wasm.len(), &unpacker.wasm),
            block("program", "lzma", program.wasm.len(), packed),
            block("sample-tgz", "gzip", sample.len(), sample),
            block("licences-gz", "gzip", crates.licences.len(), &licences),
        ],
        packed: vec![
            ("program", program.wasm.clone()),
            ("unpacker", unpacker.wasm.clone()),
            ("sample (gzip)", sample.to_vec()),
            ("licences (gzip)", licences),
        ],
    })
}

/// `cargo xtask bundle`, also the hook that Trunk calls after a build: in a release build it replaces what Trunk has
/// staged by the one file, otherwise it leaves Trunk's pages with their live reload alone.
pub fn after_trunk() -> Outcome {
    let Some(staging) = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from) else {
        return bundle(&compiled_module(Profile::Release), &crate::project::dist_dir());
    };
    if std::env::var("TRUNK_PROFILE").as_deref() != Ok("release") {
        return Ok(());
    }
    let telling = || format!("cannot clear {}", staging.display());
    for entry in std::fs::read_dir(&staging).map_err(Failure::while_doing(telling()))? {
        let path = entry.map_err(Failure::while_doing(telling()))?.path();
        if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) }
            .map_err(Failure::while_doing(telling()))?;
    }
    bundle(&compiled_module(Profile::Release), &staging)
}

/// What wasm-bindgen makes of a module.
struct Bound {
    glue: String,
    wasm: Vec<u8>,
}

/// The glue defines `global`.
fn bind(module: &Path, global: &str) -> Outcome<Bound> {
    let folder = scratch_dir("bundle")?;
    let words: [&std::ffi::OsStr; 14] = [
        "wasm-bindgen".as_ref(),
        module.as_ref(),
        "--target".as_ref(),
        "no-modules".as_ref(),
        "--no-modules-global".as_ref(),
        global.as_ref(),
        "--out-name".as_ref(),
        "bound".as_ref(),
        "--no-typescript".as_ref(),
        "--omit-default-module-path".as_ref(),
        "--remove-name-section".as_ref(),
        "--remove-producers-section".as_ref(),
        "--out-dir".as_ref(),
        folder.as_ref(),
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(words)
        .map_err(|error| Failure::new(format!("wasm-bindgen on {}: {error:#}", module.display())))?;
    let wasm = folder.join("bound_bg.wasm");
    Ok(Bound {
        glue: read_text(&folder.join("bound.js"))?,
        wasm: std::fs::read(&wasm)
            .map_err(Failure::while_doing(format!("cannot read {}", wasm.display())))?,
    })
}

/// The style files, by the path that `index.html` links them with.
fn read_styles() -> Outcome<Vec<(String, String)>> {
    let folder = root().join("style");
    let listing = std::fs::read_dir(&folder).map_err(Failure::while_doing("cannot list style/"))?;
    let mut styles = Vec::new();
    for path in listing.flatten().map(|entry| entry.path()) {
        if let Some(name) =
            path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".css"))
        {
            styles.push((format!("style/{name}"), read_text(&path)?));
        }
    }
    styles.sort();
    Ok(styles)
}

/// Reads a text with the line ends that an HTML parser makes of any: hashes are over what the browser sees.
fn read_text(path: &Path) -> Outcome<String> {
    let text = std::fs::read_to_string(path)
        .map_err(Failure::while_doing(format!("cannot read {}", path.display())))?;
    Ok(text.replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_module_gives_the_same_page() {
        let bound = Bound { glue: "let wasm_bindgen = 1;".into(), wasm: b"\0asm".to_vec() };
        let sample = pack::archive(&root().join("sample")).expect("the sample");
        let page = || page_of(&bound, &pack::gzip(&bound.wasm)?, &bound, &sample);
        let (first, second) = (page().expect("a page"), page().expect("a page"));
        assert_eq!(pack::sha256_hex(first.as_bytes()), pack::sha256_hex(second.as_bytes()));
        assert!(!first.contains(&*root().to_string_lossy()), "no path of the machine");
    }
}
