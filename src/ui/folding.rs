//! The copies of one action in one row: the switch, the badge of such a row, and its list of accounts.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]

use leptos::prelude::*;

use super::parts::icon::{Glyph, Icon};
use super::state::{AppState, use_app};
use super::tabs::focus;
use crate::engine::protocol::AccountCopy;
use crate::view::folding::{SHARED_QUERY, copy_line, is_of, words};

/// The id of the first account in the list, which takes the focus.
const FIRST_ID: &str = "copies-first";

/// The copies of a row that are listed, and where on the screen.
#[derive(Clone, PartialEq)]
pub(super) struct ListedCopies {
    row: u64,
    copies: Vec<AccountCopy>,
    left_px: f64,
    edge: Edge,
}

/// Which edge of the list is at the badge: it opens towards the larger half of the screen.
#[derive(Clone, Copy, PartialEq)]
enum Edge {
    /// Pixels from the top of the screen.
    Top(f64),
    /// Pixels from its bottom.
    Bottom(f64),
}

/// The switch, where events may have copies, and what it does to the table.
#[component]
pub(super) fn FoldBar() -> impl IntoView {
    let state = use_app();
    let is_folded = Memo::new(move |_| state.view_state.with(|view| view.folds_copies));
    let are_there = Memo::new(move |_| {
        state
            .counts
            .with(|counts| counts.iter().any(|known| known.query == SHARED_QUERY && known.matches != 0))
    });
    let folding = Memo::new(move |_| {
        let folding = state.folding.get()?;
        let is_current =
            state.matches.with(|matches| matches.as_ref().is_some_and(|matches| is_of(&folding, matches)));
        is_current.then_some(folding)
    });
    let number = move |pick: fn(&crate::engine::protocol::Folding) -> u64| {
        folding.with(|folding| folding.as_ref().map(|it| pick(it).to_string()))
    };
    view! {
        <Show when=move || are_there.get() || is_folded.get()>
            <button
                type="button"
                class="tl-chip tl-chip--toggle"
                title="One row for the records that several accounts have of one action (same sharedEventID)"
                aria-pressed=move || is_folded.get().to_string()
                on:click=move |_| state.toggle_folding()
            >
                "Fold organization copies"
            </button>
            <span
                class="tl-folding"
                role="status"
                data-testid="fold-count"
                data-rows=move || number(|it| it.matches - it.folded)
                data-folded=move || number(|it| it.folded)
            >
                {move || match (is_folded.get(), folding.get()) {
                    (false, _) => String::new(),
                    (true, None) => "Folding…".to_owned(),
                    (true, Some(folding)) => words(&folding),
                }}
            </span>
        </Show>
    }
}

/// How many accounts a row stands for; pressing it lists them.
#[component]
pub(super) fn CopiesBadge(row: u64, words: String) -> impl IntoView {
    let state = use_app();
    let name = format!("Recorded in {words}: list the copies");
    let (number, word) =
        words.split_once(' ').map(|(number, word)| (number.to_owned(), word.to_owned())).unwrap_or_default();
    view! {
        <button
            type="button"
            class="tl-copies-badge"
            id=badge_id(row)
            tabindex="-1"
            aria-label=name
            title=format!("Recorded in {words} (a)")
            aria-haspopup="true"
            aria-expanded=move || state.listed_copies.with(|listed| listed.as_ref().is_some_and(|it| it.row == row)).to_string()
            on:click=move |event| {
                event.stop_propagation();
                state.list_copies(row);
            }
        >
            <Icon glyph=Glyph::Copy />
            {number}
            <span class="tl-copies-badge__word">{word}</span>
        </button>
    }
}

/// The accounts of one row; each opens its record.
#[component]
pub(super) fn CopiesList() -> impl IntoView {
    let state = use_app();
    move || {
        let listed = state.listed_copies.get()?;
        let lines = (0..listed.copies.len())
            .filter_map(|at| {
                let key = listed.copies.get(at)?.key;
                let (account, note) = copy_line(&listed.copies, at)?;
                let written = account.clone();
                Some(view! {
                    <li>
                        <button
                            type="button"
                            class="tl-copies__account"
                            id=(at == 0).then_some(FIRST_ID)
                            data-account=written
                            on:click=move |_| {
                                state.close_copies();
                                state.open_other(key, None);
                            }
                        >
                            <span class="tl-value tl-value--code">{account}</span>
                            <span class="tl-copies__note">{note}</span>
                        </button>
                    </li>
                })
            })
            .collect_view();
        Some(view! {
            <div class="tl-copies__ground" on:click=move |_| state.close_copies()></div>
            <div
                class="tl-copies tl-popup"
                role="group"
                aria-label="Copies of this action"
                style:--copies-left=format!("{}px", listed.left_px)
                style:top=match listed.edge {
                    Edge::Top(px) => format!("{px}px"),
                    Edge::Bottom(_) => "auto".to_owned(),
                }
                style:bottom=match listed.edge {
                    Edge::Top(_) => "auto".to_owned(),
                    Edge::Bottom(px) => format!("{px}px"),
                }
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.prevent_default();
                        event.stop_propagation();
                        state.close_copies();
                    }
                }
            >
                <p class="tl-copies__title">"One action, each account's record"</p>
                <ul class="tl-copies__list">{lines}</ul>
            </div>
        })
    }
}

impl AppState {
    /// Lists the copies of a row, or closes its list.
    fn list_copies(self, row: u64) {
        if self.listed_copies.with_untracked(|listed| listed.as_ref().is_some_and(|it| it.row == row)) {
            return self.close_copies();
        }
        let copies = self.rows.with_untracked(|rows| rows.row(row).map(|row| row.copies.clone()));
        let copies = copies.filter(|copies| !copies.is_empty());
        let badge = document().get_element_by_id(&badge_id(row));
        let (Some(copies), Some(badge)) = (copies, badge) else { return };
        let bounds = badge.get_bounding_client_rect();
        let screen_px = f64::from(document().document_element().map_or(0, |root| root.client_height()));
        let edge = if bounds.bottom() < screen_px / 2.0 {
            Edge::Top(bounds.bottom())
        } else {
            Edge::Bottom(screen_px - bounds.top())
        };
        self.listed_copies.set(Some(ListedCopies { row, copies, left_px: bounds.left(), edge }));
        // What does not stand there yet takes no focus.
        request_animation_frame(|| focus(FIRST_ID));
    }

    /// Lists the copies of the row that the keyboard is at.
    pub(super) fn list_copies_at_cursor(self) {
        if let Some(row) = self.cursor.get_untracked() {
            self.list_copies(row);
        }
    }

    /// Closes the list; the keyboard goes back to the table.
    fn close_copies(self) {
        self.listed_copies.set(None);
        self.table_scroll.focus();
    }
}

fn badge_id(row: u64) -> String {
    format!("event-copies-{row}")
}
