//! Lookups of components: asked, and answered to whoever still waits.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::protocol::{Command, EventKey, FoundRecords, LookupId, Phase, RecordQuery};
use crate::ui::state::{AppState, use_app};

/// What happens with an answer.
type OnFound = Box<dyn FnOnce(FoundRecords)>;

/// Lookups under way.
#[derive(Default)]
pub(in crate::ui) struct Waiting {
    last: u32,
    by_id: HashMap<LookupId, OnFound>,
}

impl AppState {
    /// Looks records up once.
    pub(super) fn look_up(
        self,
        wanted: RecordQuery,
        except: Option<EventKey>,
        on_found: impl FnOnce(FoundRecords) + 'static,
    ) -> LookupId {
        let id = self.detail.waiting.try_update_value(|waiting| {
            waiting.last = waiting.last.wrapping_add(1);
            let id = LookupId(waiting.last);
            waiting.by_id.insert(id, Box::new(on_found));
            id
        });
        let id = id.unwrap_or_default();
        self.ask(Command::FindRecords { id, wanted, except });
        id
    }

    /// Waits for a lookup no longer.
    pub(super) fn forget_lookup(self, id: LookupId) {
        let was_waiting = self.detail.waiting.try_update_value(|waiting| waiting.by_id.remove(&id).is_some());
        if was_waiting == Some(true) {
            self.ask(Command::ForgetRecords(id));
        }
    }

    /// Hands an answer to who waits for it.
    pub(in crate::ui) fn take_records(self, id: LookupId, found: FoundRecords) {
        let waits = self.detail.waiting.try_update_value(|waiting| waiting.by_id.remove(&id)).flatten();
        if let Some(on_found) = waits {
            on_found(found);
        }
    }
}

/// One lookup of a component; asking again forgets the one before, and so does the component's end.
#[derive(Clone, Copy)]
pub(super) struct Slot(StoredValue<Option<LookupId>>);

impl Slot {
    pub(super) fn new() -> Self {
        let slot = Self(StoredValue::new(None));
        let state = use_app();
        on_cleanup(move || slot.clear(state));
        slot
    }

    pub(super) fn ask(
        self,
        state: AppState,
        wanted: RecordQuery,
        except: Option<EventKey>,
        on_found: impl FnOnce(FoundRecords) + 'static,
    ) {
        self.clear(state);
        let id = state.look_up(wanted, except, on_found);
        self.0.set_value(Some(id));
    }

    pub(super) fn clear(self, state: AppState) {
        if let Some(id) = self.0.try_update_value(Option::take).flatten() {
            state.forget_lookup(id);
        }
    }
}

/// Changes when lookups are to be made anew; `None` while files are being read, since what is counted
/// then would be wrong a moment later.
pub(super) fn use_settled() -> Memo<Option<(u64, u64)>> {
    let state = use_app();
    Memo::new(move |_| {
        state.load.with(|load| (load.phase == Phase::Ready).then_some((load.files, load.events)))
    })
}

/// The answer to a lookup, for as long as the component lives; looked up again when the loaded events
/// change.
pub(super) fn use_records(
    wanted: RecordQuery,
    except: Option<EventKey>,
) -> ReadSignal<Option<Arc<FoundRecords>>> {
    let state = use_app();
    let (answer, set_answer) = signal(None);
    let (slot, settled) = (Slot::new(), use_settled());
    Effect::new(move |_| {
        if settled.get().is_some() {
            slot.ask(state, wanted.clone(), except, move |found| set_answer.set(Some(Arc::new(found))));
        }
    });
    answer
}
