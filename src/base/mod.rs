//! What several rooms need and what knows nothing of CloudTrail: time, JSON text, CSV, gzip, lists of zip archives,
//! fingerprints, the order of texts, bitmaps.
//!
//! **Invariant:** no room of this crate is imported here, and no name of CloudTrail's occurs.
//! **Invariant:** nothing here reads a clock, a file or the browser.

pub mod bitmap;
pub mod checksum;
pub mod csv;
pub mod gzip;
pub mod json;
pub mod lanes;
pub mod sha256;
pub mod text;
pub mod timestamp;
pub mod zip;
