//! The native tests: one binary, one module for each room's public door.

mod aggregate;
mod background;
mod base;
mod detail;
mod engine;
mod export;
mod folding;
mod fuzz;
mod groups;
mod indicators;
mod ingest;
mod layers;
mod lookup;
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
mod worker_ends;
