//! The screen's models: what is asked, what is drawn.

mod address;
mod coverage;
mod files;
mod format;
mod scroll;
mod start_screen;
mod table_rows;
