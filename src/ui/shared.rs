//! A signal or memo that outlives those who read it: a reader that is gone leaves its list.
//!
//! The framework leaves a reader that is gone in the lists of what it read, and with it the memory that it took. The
//! state of the page lasts as long as the tab, while views, facets, details and chips come and go.
//!
//! **Invariant:** a reader follows shared state in its own body, not in a part that may go before it: the part would
//! take the reader out of the list.

use std::ops::Deref;
use std::panic::Location;

use leptos::prelude::*;
use leptos::reactive::computed::ArcMemo;
use leptos::reactive::graph::{AnySource, Observer, Source as _, ToAnySource as _};

/// What is read as the signal or memo inside is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shared<S>(S);

/// A part of the page's state.
pub(super) type SharedSignal<T> = Shared<RwSignal<T>>;

impl<T: Send + Sync + 'static> SharedSignal<T> {
    pub(super) fn new(value: T) -> Self {
        Self(RwSignal::new(value))
    }
}

impl<T: Send + Sync + 'static> Shared<Memo<T>> {
    pub(super) fn memo(read: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        Self(Memo::new(read))
    }
}

impl<S> Deref for Shared<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S> DefinedAt for Shared<S> {
    fn defined_at(&self) -> Option<&'static Location<'static>> {
        None
    }
}

/// What keeps the list of its readers.
pub(super) trait Listing: Track {
    fn source(&self) -> AnySource;
}

impl<T: Send + Sync + 'static> Listing for RwSignal<T> {
    fn source(&self) -> AnySource {
        self.to_any_source()
    }
}

impl<T: Send + Sync + 'static> Listing for Memo<T> {
    fn source(&self) -> AnySource {
        ArcMemo::from(*self).to_any_source()
    }
}

impl<S: Listing> Track for Shared<S> {
    fn track(&self) {
        let Some(reader) = Observer::get() else { return };
        self.0.track();
        let source = self.0.source();
        on_cleanup(move || source.remove_subscriber(&reader));
    }
}

impl<S: ReadUntracked> ReadUntracked for Shared<S> {
    type Value = S::Value;

    fn try_read_untracked(&self) -> Option<S::Value> {
        self.0.try_read_untracked()
    }
}
