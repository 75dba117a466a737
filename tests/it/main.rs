//! The native tests: one binary, one module for each room's public door.

mod base;
mod engine;
mod layers;
mod pool;
mod record;
mod sample;
mod scan;
mod segment;
