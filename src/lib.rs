//! Trail Loupe: CloudTrail log files, read in the browser tab.
pub mod base;
pub mod query;
pub mod record;
pub mod segment;
