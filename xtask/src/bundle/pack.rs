//! Bytes into text: gzip, LZMA, archive, base64, hashes. All of it gives the same output for the same input.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use lzma_rust2::{LzmaOptions, LzmaWriter};
use sha2::{Digest as _, Sha256};

use crate::project::{Failure, Outcome};

/// How far back a match may reach: over the whole module.
const DICTIONARY_BYTES: u32 = 1 << 23;

/// Gzips with no time and no name in the header.
pub(super) fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(Failure::while_doing("gzip"))
}

/// Packs with LZMA, as `unpack/` reads it: a stream whose header says all that unpacking needs.
pub(super) fn lzma(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let options =
        LzmaOptions { lc: 3, lp: 0, pb: 0, dict_size: DICTIONARY_BYTES, ..LzmaOptions::with_preset(9) };
    let failure = || Failure::while_doing("LZMA");
    let len = Some(bytes.len() as u64);
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, len).map_err(failure())?;
    writer.write_all(bytes).map_err(failure())?;
    writer.finish().map_err(failure())
}

/// A gzipped tar of every file below `folder`, by sorted path, without owners and times. An absent folder is an empty
/// archive.
pub(super) fn archive(folder: &Path) -> Outcome<Vec<u8>> {
    let mut paths = Vec::new();
    list_files(folder, &mut paths)?;
    paths.sort();
    let mut tar = tar::Builder::new(Vec::new());
    for path in paths {
        let told = format!("cannot pack {}", path.display());
        let bytes = fs::read(&path).map_err(Failure::while_doing(&told))?;
        let name = path.strip_prefix(folder).map_err(Failure::while_doing(&told))?;
        let mut header = tar::Header::new_ustar();
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, bytes.as_slice()).map_err(Failure::while_doing(&told))?;
    }
    gzip(&tar.into_inner().map_err(Failure::while_doing("tar"))?)
}

/// Standard base64 on one line.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The source expression that allows an inline script or style with this text.
pub(super) fn policy_hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// The SHA-256 of the bytes in hexadecimal digits.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn list_files(folder: &Path, paths: &mut Vec<PathBuf>) -> Outcome {
    if !folder.is_dir() {
        return Ok(());
    }
    let told = format!("cannot list {}", folder.display());
    for entry in fs::read_dir(folder).map_err(Failure::while_doing(&told))? {
        let path = entry.map_err(Failure::while_doing(&told))?.path();
        if path.is_dir() {
            list_files(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_folder_is_an_empty_archive() {
        let packed = archive(Path::new("no/such/folder")).expect("an absent folder is fine");
        let unpacked = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()))
            .entries()
            .expect("a readable archive")
            .count();
        assert_eq!(unpacked, 0);
    }

    #[test]
    fn an_archive_is_sorted_and_the_same_each_time() {
        let folder = crate::project::root().join("xtask/src");
        let packed = archive(&folder).expect("a packed folder");
        assert_eq!(packed, archive(&folder).expect("a packed folder"));
        let mut unpacked = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
        let names: Vec<String> = unpacked
            .entries()
            .expect("a readable archive")
            .map(|entry| entry.and_then(|entry| Ok(entry.path()?.display().to_string())))
            .collect::<Result<_, _>>()
            .expect("readable entries");
        assert!(names.is_sorted() && names.contains(&String::from("bundle/pack.rs")), "{names:?}");
    }

    #[test]
    fn lzma_needs_nothing_but_its_header_to_be_unpacked() {
        let text: Vec<u8> = (0..40_000u32).flat_map(|number| (number * number / 7).to_le_bytes()).collect();
        let packed = lzma(&text).expect("packed");
        let mut unpacked = Vec::new();
        let mut reader = lzma_rust2::LzmaReader::new_mem_limit(&packed[..], u32::MAX, None)
            .expect("a stream with a header");
        std::io::Read::read_to_end(&mut reader, &mut unpacked).expect("unpacked");
        assert!(unpacked == text && packed.len() < text.len());
    }

    #[test]
    fn gzip_carries_no_time_and_no_name() {
        let packed = gzip(b"the same").expect("gzip into memory");
        assert_eq!(packed.get(3..8), Some([0u8; 5].as_slice()), "flags and time");
    }

    #[test]
    fn policy_hash_is_the_documented_one() {
        // The example of the Content Security Policy specification.
        assert_eq!(
            policy_hash("alert('Hello, world.');"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
    }
}
