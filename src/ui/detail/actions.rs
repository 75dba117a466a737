//! What a component of the detail may do to the state.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::lookups::Waiting;
use crate::engine::protocol::{Command, EventKey, RecordText};
use crate::ui::shared::SharedSignal;
use crate::ui::state::{AppState, ShownRecord};
use crate::view::detail::marked::Marked;
use crate::view::detail::split::Split;
use crate::view::url;
use crate::web::measure::{Detail, measure, now_ms};
use crate::web::{clipboard, frame, location};

/// How long the page says that something was copied.
const SAID_TIME: Duration = Duration::from_secs(6);

/// What the detail keeps besides the event that is open.
#[derive(Clone, Copy)]
pub(in crate::ui) struct DetailState {
    /// The room it has.
    pub(in crate::ui) split: SharedSignal<Split>,
    pub(super) marked: SharedSignal<Marked>,
    pub(in crate::ui) is_comparing: SharedSignal<bool>,
    /// The marked records that have come.
    pub(super) compared: SharedSignal<HashMap<EventKey, Arc<RecordText>>>,
    /// What was copied last.
    pub(super) said: SharedSignal<Option<String>>,
    /// Whether the JSON tab shows the text as delivered.
    pub(super) is_raw: SharedSignal<bool>,
    /// Where the JSON tab is, so that the next event is shown from there.
    pub(super) json_place: StoredValue<JsonPlace>,
    pub(super) waiting: StoredValue<Waiting, LocalStorage>,
    /// When an event was opened, until it is shown.
    pub(super) opened_ms: StoredValue<Option<f64>>,
}

/// A place in the JSON tab.
#[derive(Clone, Default)]
pub(in crate::ui) struct JsonPlace {
    pub(super) path: String,
    pub(super) first_row: u64,
}

impl DetailState {
    pub(in crate::ui) fn new() -> Self {
        Self {
            split: SharedSignal::default(),
            marked: SharedSignal::default(),
            is_comparing: SharedSignal::new(false),
            compared: SharedSignal::default(),
            said: SharedSignal::new(None),
            is_raw: SharedSignal::new(false),
            json_place: StoredValue::default(),
            waiting: StoredValue::new_local(Waiting::default()),
            opened_ms: StoredValue::new(None),
        }
    }
}

impl AppState {
    /// Takes in a record: for the detail, for the comparison, or for nobody any more.
    pub(in crate::ui) fn take_record(self, key: EventKey, record: RecordText) {
        let record = Arc::new(record);
        if self.detail.marked.with_untracked(|marked| marked.contains(key)) {
            self.detail.compared.update(|compared| {
                compared.insert(key, record.clone());
            });
        }
        if self.opened.get_untracked() == Some(key) {
            if self.view_state.with_untracked(|view| view.event.is_none()) {
                // Of an event opened by its key alone the address learns the id now.
                self.open_event(key, record.event_id.clone());
            }
            let bytes = record.json.len() as f64;
            self.record.set(Some(ShownRecord { key, record }));
            if let Some(since) = self.detail.opened_ms.try_update_value(Option::take).flatten() {
                let answered = Detail::Number(now_ms() - since);
                frame::after_paint(move || {
                    measure("detail", since, &[("bytes", Detail::Number(bytes)), ("answeredMs", answered)]);
                });
            }
        }
    }

    /// Notes that an event is being opened.
    pub(in crate::ui) fn opening_begins(self) {
        self.detail.opened_ms.set_value(Some(now_ms()));
    }

    /// Opens an event that a lookup found, in the table or not.
    pub(in crate::ui) fn open_other(self, key: EventKey, event_id: Option<String>) {
        let place = self.rows.with_untracked(|rows| rows.index_of(key));
        self.cursor.set(place);
        if let Some(place) = place {
            self.table_scroll.reveal(place);
        }
        self.detail.is_comparing.set(false);
        self.open_event(key, event_id);
    }

    /// Whether an event is marked to be compared.
    pub(in crate::ui) fn is_marked(self, key: EventKey) -> bool {
        self.detail.marked.with(|marked| marked.contains(key))
    }

    /// Marks an event to be compared, or takes its mark away.
    pub(in crate::ui) fn toggle_mark(self, key: EventKey) {
        let mut marked = self.detail.marked.get_untracked();
        match marked.toggle(key) {
            Ok(()) => {
                if marked.contains(key) {
                    self.ask(Command::OpenRecord(key));
                }
                self.set_marked(marked);
            }
            Err(why) => self.say_failure(why),
        }
    }

    /// Marks the event that the keyboard is at.
    pub(in crate::ui) fn toggle_mark_at_cursor(self) {
        let at_cursor = self
            .cursor
            .get_untracked()
            .and_then(|index| self.rows.with_untracked(|rows| rows.row(index).map(|row| row.key)));
        if let Some(key) = at_cursor.or(self.opened.get_untracked()) {
            self.toggle_mark(key);
        }
    }

    /// Holds the others against this one.
    pub(super) fn pin(self, key: EventKey) {
        self.detail.marked.update(|marked| marked.pin(key));
    }

    /// Takes every mark away.
    pub(in crate::ui) fn clear_marks(self) {
        self.set_marked(Marked::default());
    }

    /// Shows the marked events side by side, or the table again.
    pub(in crate::ui) fn show_comparison(self, is_shown: bool) {
        let is_shown = is_shown && self.detail.marked.with_untracked(|marked| marked.keys().len() > 1);
        self.detail.is_comparing.set(is_shown);
        if !is_shown {
            // What is not shown yet takes no focus.
            request_animation_frame(move || self.table_scroll.focus());
        }
    }

    fn set_marked(self, marked: Marked) {
        self.detail.compared.update(|compared| compared.retain(|key, _| marked.contains(*key)));
        if marked.keys().len() < 2 {
            self.detail.is_comparing.set(false);
        }
        self.detail.marked.set(marked);
    }

    /// Puts a text into the clipboard and says so.
    pub(super) fn copy(self, text: String, said: String) {
        spawn_local(async move {
            match clipboard::copy(&text).await {
                Ok(()) => {
                    self.detail.said.set(Some(said.clone()));
                    set_timeout(
                        move || {
                            self.detail.said.update(|shown| {
                                if shown.as_ref() == Some(&said) {
                                    *shown = None;
                                }
                            });
                        },
                        SAID_TIME,
                    );
                }
                Err(err) => self.say_failure(format!("the browser does not copy: {err}")),
            }
        });
    }

    /// Copies a link that holds the id of an event and nothing else.
    pub(super) fn copy_link(self, event_id: &str) {
        let link = format!("{}#{}", location::page_address(), url::event_link(event_id));
        self.copy(
            link,
            "Link copied: it holds the event's id alone, so who opens it needs the same files".to_owned(),
        );
    }
}
