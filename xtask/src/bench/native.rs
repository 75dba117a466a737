//! The stages outside of a browser, by the library's own benchmark.

use std::collections::BTreeMap;
use std::process::Stdio;

use xtask::bench::corpus::Corpus;
use xtask::project::cargo;

use crate::Checked;

/// Megabytes of JSON a second up to and with each stage.
pub(crate) type Stages = BTreeMap<String, f64>;

/// Measures the second smallest corpus: large enough for a rate, small enough for the caches' sake.
pub(crate) fn stages(corpora: &[Corpus]) -> Checked<Stages> {
    let corpus = corpora.get(1).or(corpora.first()).ok_or("no corpus")?;
    let folder = corpus.paths.first().and_then(|path| path.parent()).ok_or("an empty corpus")?;
    println!("stages outside of a browser, {} events:", corpus.size.events);
    let output = cargo()
        .args(["bench", "--quiet", "--package", "trail-loupe", "--bench", "load", "--"])
        .arg(folder)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (table, json) = text.trim_end().rsplit_once('\n').ok_or("the library's benchmark said nothing")?;
    println!("{table}");
    Ok(serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(json)?
        .into_iter()
        .filter_map(|(name, rate)| Some((name, rate.as_f64()?)))
        .collect())
}
