//! The cases, a file for each part of the page.

mod accessibility;
mod broken;
mod columns;
mod detail;
mod explore;
mod explore_groups;
mod export;
mod files;
mod filter;
mod folding;
mod hostile;
mod load;
mod simulator;
mod soak;
mod start;
mod trust;
mod views;
mod workers;

use std::pin::Pin;

use xtask::browsers::Engine;

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
    accessibility::no_rule_is_broken_in_light,
    accessibility::no_rule_is_broken_in_dark,
    accessibility::a_broken_rule_is_found,
    accessibility::keys_alone_are_enough,
    accessibility::wishes_are_kept,
    accessibility::a_zoomed_page_fits,
    broken::ten_hostile_files_are_named,
    broken::files_that_vanish_are_named,
    broken::loads_that_cross_add_up,
    detail::the_keyboard_steps_and_keeps_tab_and_place,
    detail::a_leaf_of_the_tree_filters,
    detail::tokens_are_masked_until_asked_for,
    detail::three_events_are_compared,
    detail::a_related_question_is_counted_and_opened,
    detail::a_chain_of_three_hops_is_proved,
    detail::without_the_middle_file_the_gap_is_named,
    detail::a_session_in_order,
    detail::copies_of_one_action_lead_to_each_other,
    detail::an_insight_is_drawn,
    detail::the_detail_is_resized_by_keys,
    detail::a_large_record_stays_smooth,
    detail::parts_have_names,
    explore::a_filter_narrows_everything,
    explore::a_faulty_filter_keeps_the_last_answer,
    explore::facets_filter_and_add_up,
    explore::a_facets_shares_are_of_the_matches,
    explore::the_view_survives_a_reload,
    explore::an_event_is_read_in_every_tab,
    explore::any_path_is_a_column,
    explore::keys_lead_everywhere,
    explore::a_trail_is_simulated,
    columns::columns_are_pulled_moved_and_pinned,
    columns::column_sets_and_searches_are_kept_and_travel,
    columns::what_cannot_be_read_of_the_store_is_set_aside,
    columns::times_are_shown_in_either_zone,
    columns::a_browser_that_keeps_nothing_is_no_hindrance,
    explore_groups::events_are_grouped_and_filtered,
    explore_groups::groups_are_sorted_and_survive_a_reload,
    explore_groups::no_table_or_filter_holds_a_token,
    explore_groups::groups_that_differ_by_letter_case_say_so,
    explore_groups::a_list_of_indicators_is_searched,
    explore_groups::a_dropped_list_is_no_log,
    explore_groups::the_surroundings_keep_the_event_in_view,
    export::the_visible_columns_as_csv,
    export::records_with_tokens_are_masked_or_not_as_chosen,
    export::records_a_line_come_back_as_the_same_events,
    filter::the_filter_completes_itself,
    filter::values_are_filtered_by_gestures,
    filter::chips_are_edited,
    filter::ready_questions_have_counts,
    filter::the_palette_does_everything,
    filter::single_keys_can_be_switched_off,
    filter::time_is_set_by_presets_and_keys,
    filter::the_same_view_comes_back,
    filter::a_facet_is_searched,
    folding::copies_stand_in_one_row,
    folding::folding_survives_a_reload_and_can_be_undone,
    files::a_dropped_folder_is_walked,
    files::what_is_no_log_is_named,
    load::by_the_file_input,
    load::by_a_drop_and_more_later,
    load::from_a_zip,
    load::the_sample,
    load::a_row_opens_its_record,
    simulator::a_surprise_names_its_events,
    simulator::form_and_text_are_one,
    simulator::the_second_configuration_has_the_form_too,
    simulator::two_configurations_are_compared,
    simulator::an_export_is_read_again,
    simulator::dropped_configurations_are_taken,
    start::opens_from_disk,
    start::opens_from_a_site,
    start::carries_the_policy,
    start::an_early_press_counts,
    start::a_forbidden_request_is_noticed,
    start::an_old_browser_is_told,
    start::plain_http_copies_too,
    hostile::values_are_text_everywhere,
    hostile::an_address_is_text,
    trust::a_canary_stays_inside,
    trust::every_way_out_is_shut,
    trust::nothing_names_what_a_policy_cannot_stop,
    trust::the_privacy_panel_tells_the_truth,
    workers::one_is_ended_by_the_browser,
    workers::one_of_the_readers_of_an_archive_ends,
    workers::one_runs_out_of_memory,
    workers::all_end_while_loading,
    soak::rounds_leave_nothing_behind,
];

const DOWNLOADS: &str = "WebKitGTK's driver cannot say where downloads go";

/// The cases that need what an engine's driver cannot do: the engines they run in, and what the others lack.
const LEFT_OUT: &[(&str, &[Engine], &str)] = &[
    ("accessibility::no_rule_is_broken_in_dark", CHROMIUM, "only Chromium's driver can ask for dark colours"),
    ("accessibility::wishes_are_kept", CHROMIUM, "only Chromium's driver can set what a person wishes for"),
    ("columns::column_sets_and_searches_are_kept_and_travel", DOWNLOADING, DOWNLOADS),
    ("columns::times_are_shown_in_either_zone", CHROMIUM, "only Chromium's driver can choose the time zone"),
    ("export::the_visible_columns_as_csv", DOWNLOADING, DOWNLOADS),
    ("export::records_with_tokens_are_masked_or_not_as_chosen", DOWNLOADING, DOWNLOADS),
    ("export::records_a_line_come_back_as_the_same_events", DOWNLOADING, DOWNLOADS),
    ("files::a_dropped_folder_is_walked", CHROMIUM, "only Chromium's driver can drop a folder from the disk"),
    (
        "trust::the_privacy_panel_tells_the_truth",
        CHROMIUM,
        "only Chromium's driver can take the network away",
    ),
    (
        "soak::rounds_leave_nothing_behind",
        CHROMIUM,
        "only Chromium's driver can collect garbage and count what is left",
    ),
];

const CHROMIUM: &[Engine] = &[Engine::Chromium];
const DOWNLOADING: &[Engine] = &[Engine::Chromium, Engine::Firefox];

/// Why a case does not run in this engine; `None` where it does.
pub(crate) fn why_left_out(name: &str, engine: Engine) -> Option<&'static str> {
    let (_, _, why) =
        LEFT_OUT.iter().find(|(case, runs_in, _)| *case == name && !runs_in.contains(&engine))?;
    Some(why)
}
