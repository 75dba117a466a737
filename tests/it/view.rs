//! The screen's models: what is asked, what is drawn.

mod address;
mod column_layout;
mod commands;
mod coverage;
mod export;
mod files;
mod folding;
mod format;
mod masked;
mod privacy;
mod saved;
mod scroll;
mod simulator;
mod start_screen;
mod table_rows;
mod trail_form;
