//! One test binary for all rooms: one link instead of many.

mod selector;
