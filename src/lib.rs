//! Trail Loupe.
