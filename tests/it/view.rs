//! The screen's models: what is asked, what is drawn.

mod address;
mod commands;
mod coverage;
mod export;
mod files;
mod format;
mod privacy;
mod scroll;
mod simulator;
mod start_screen;
mod table_rows;
mod trail_form;
