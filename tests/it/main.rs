//! The native tests: one binary, one module for each room's public door.

mod aggregate;
mod base;
mod detail;
mod engine;
mod groups;
mod indicators;
mod ingest;
mod layers;
mod pool;
mod query;
mod record;
mod sample;
mod sample_files;
mod scan;
mod segment;
mod selector;
mod shared_data;
mod simulate;
mod surroundings;
mod view;
