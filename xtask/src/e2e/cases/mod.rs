//! The cases, a file for each part of the page.

mod files;
mod load;
mod start;

use std::pin::Pin;

use crate::Checked;
use crate::page::Page;

/// A named case.
pub(crate) struct Case {
    /// `file::function`.
    pub(crate) name: &'static str,
    pub(crate) run: for<'a> fn(&'a Page) -> Pin<Box<dyn Future<Output = Checked> + 'a>>,
}

macro_rules! cases {
    ($($file:ident::$function:ident),* $(,)?) => {
        &[$(Case {
            name: concat!(stringify!($file), "::", stringify!($function)),
            run: |page| Box::pin($file::$function(page)),
        }),*]
    };
}

/// All of them, in the order they run.
pub(crate) const CASES: &[Case] = cases![
    files::a_dropped_folder_is_walked,
    files::what_is_no_log_is_named,
    load::by_the_file_input,
    load::by_a_drop_and_more_later,
    load::from_a_zip,
    load::the_sample,
    load::a_row_opens_its_record,
    start::opens_from_disk,
    start::opens_from_a_site,
    start::carries_the_policy,
    start::a_forbidden_request_is_noticed,
    start::an_old_browser_is_told,
];
