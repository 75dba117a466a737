//! The tree: as many rows as the record has, of which only those in view are drawn.
//!
//! Rows are one line high. The chosen one is shown whole below the tree, with everything that can be
//! done with it, so that the keyboard reaches it all.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::actions::JsonPlace;
use crate::engine::protocol::RecordText;
use crate::ui::parts::button::{Button, IconButton, Weight};
use crate::ui::parts::icon::Glyph;
use crate::ui::parts::virtual_scroll::VirtualScroll;
use crate::ui::rows::rows;
use crate::ui::shared::SharedSignal;
use crate::ui::state::use_app;
use crate::view::detail::tree::{Row, RowKind, Search, Tree};
use crate::view::format::{count, counted, visible};
use crate::view::scroll::Scroll;

/// Rows that are looked through for the place of the event before.
const PLACE_ROWS: usize = 2_000;

/// Characters of the chosen value that are drawn; a copy has all.
const MAX_SHOWN_CHARS: usize = 20_000;

/// The tree with the row that is chosen.
#[derive(Clone, Copy)]
struct TreeState {
    tree: SharedSignal<Tree>,
    chosen: SharedSignal<usize>,
    list: VirtualScroll,
}

impl TreeState {
    fn row(self, at: usize) -> Option<Row> {
        self.tree.with(|tree| tree.rows(at..at + 1).pop())
    }

    fn choose(self, at: usize) {
        let last = self.tree.with_untracked(Tree::len).saturating_sub(1);
        self.chosen.set(at.min(last));
        self.list.reveal(at.min(last) as u64);
    }

    fn toggle(self, at: usize) {
        self.chosen.set(at);
        self.tree.update(|tree| tree.toggle(at));
    }
}

#[component]
pub(super) fn JsonTree(record: Arc<RecordText>) -> impl IntoView {
    let state = use_app();
    let tree = SharedSignal::new(Tree::new(&record.json));
    let place = state.detail.json_place.get_value();
    let chosen = tree.with_untracked(|tree| {
        tree.rows(0..PLACE_ROWS).iter().position(|row| row.path == place.path).unwrap_or_default()
    });
    let chosen = SharedSignal::new(chosen);
    let num_rows = Memo::new(move |_| tree.with(|tree| tree.len() as u64));
    let list = VirtualScroll::new(num_rows);
    let this = TreeState { tree, chosen, list };
    let element = list.mount();
    element.on_load(move |_| {
        // The list can be scrolled once its length has been drawn.
        request_animation_frame(move || {
            if !chosen.is_disposed() {
                list.reveal((place.first_row + list.rows_per_screen()).saturating_sub(1));
                list.reveal(chosen.get_untracked() as u64);
            }
        });
    });
    on_cleanup(move || {
        let path = tree.with_untracked(|tree| {
            tree.rows(chosen.get_untracked()..chosen.get_untracked() + 1).pop().map(|row| row.path)
        });
        let place = JsonPlace { path: path.unwrap_or_default(), first_row: list.first_visible() };
        state.detail.json_place.set_value(place);
    });
    let span = Memo::new(move |_| list.scroll.with(Scroll::span));
    let indices = Memo::new(move |_| {
        let span = span.get();
        (span.first..span.first + span.count).collect::<Vec<u64>>()
    });
    view! {
        <SearchBar this/>
        <div
            class="tl-tree"
            node_ref=element
            role="tree"
            aria-label="Record"
            tabindex="0"
            aria-activedescendant=move || row_id(chosen.get())
            on:scroll=move |_| list.on_scroll()
            on:keydown=move |event| on_key(this, &event)
        >
            <div
                class="tl-tree__spacer"
                role="presentation"
                style:height=move || list.scroll.with(|scroll| format!("{}px", scroll.content_px()))
            >
                <div class="tl-tree__view" role="presentation">
                    <div
                        role="presentation"
                        style:transform=move || format!("translateY({}px)", span.get().offset_px)
                    >
                        {rows(move || indices.get(), move |index| view! { <TreeRow this at=index as usize/> })}
                    </div>
                </div>
            </div>
        </div>
        <Chosen this record/>
    }
}

#[component]
fn SearchBar(this: TreeState) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let text = text.get();
        this.tree.with_untracked(|tree| Arc::new(tree.search(&text)))
    });
    let at = RwSignal::new(0usize);
    let go = move |to: usize| {
        at.set(to);
        let hit = found.with_untracked(|found: &Arc<Search>| found.hits.get(to).cloned());
        if let Some(hit) = hit {
            let row = this.tree.try_update(|tree| tree.reveal(&hit)).flatten();
            if let Some(row) = row {
                this.choose(row);
            }
        }
    };
    let num_hits = Memo::new(move |_| found.with(|found| found.hits.len()));
    let step = move |forward: bool| {
        let all = num_hits.get_untracked();
        if all != 0 {
            go((at.get_untracked() + if forward { 1 } else { all - 1 }) % all);
        }
    };
    let words = move || {
        let is_cut = found.with(|found| found.is_cut);
        match num_hits.get() {
            _ if text.with(String::is_empty) => String::new(),
            0 => "not found".to_owned(),
            all => format!(
                "{} of {}{}",
                count(at.get() as u64 + 1),
                count(all as u64),
                if is_cut { " or more" } else { "" }
            ),
        }
    };
    view! {
        <div class="tl-json__search" role="search">
            <input
                type="search"
                class="tl-input"
                aria-label="Search in the record"
                placeholder="Search in the record"
                spellcheck="false"
                prop:value=text
                on:input:target=move |event| {
                    text.set(event.target().value());
                    go(0);
                }
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        step(!event.shift_key());
                    } else if event.key() == "Escape" && text.with_untracked(|text| !text.is_empty()) {
                        event.prevent_default();
                        text.set(String::new());
                    }
                }
            />
            <span class="tl-json__hits" role="status">{words}</span>
            <IconButton label="Previous hit" glyph=Glyph::Previous on_press=move || step(false)/>
            <IconButton label="Next hit" glyph=Glyph::Next on_press=move || step(true)/>
            <Button label="Open all" weight=Weight::Quiet on_press=move || this.tree.update(Tree::open_all)/>
            <Button
                label="Fold all"
                weight=Weight::Quiet
                on_press=move || {
                    this.chosen.set(0);
                    this.tree.update(Tree::fold_all);
                }
            />
        </div>
    }
}

#[component]
fn TreeRow(this: TreeState, at: usize) -> impl IntoView {
    let row = Memo::new(move |_| this.row(at));
    let with = move |read: fn(&Row) -> String| row.with(|row| row.as_ref().map(read));
    let is_chosen = move || this.chosen.get() == at;
    let twisty = move || {
        row.with(|row| match row {
            Some(row) if row.can_open => {
                if row.is_open {
                    "▾"
                } else {
                    "▸"
                }
            }
            _ => "",
        })
    };
    view! {
        <div
            class="tl-tree__row"
            class:tl-tree__row--chosen=is_chosen
            class:tl-tree__row--overridden=move || row.with(|row| row.as_ref().is_some_and(|row| row.is_overridden))
            id=row_id(at)
            role="treeitem"
            attr:aria-level=move || with(|row| (row.depth + 1).to_string())
            aria-expanded=move || {
                row.with(|row| row.as_ref().filter(|row| row.can_open).map(|row| row.is_open.to_string()))
            }
            aria-selected=move || is_chosen().to_string()
            data-path=move || with(|row| row.path.clone())
            style:--depth=move || with(|row| row.depth.to_string())
            title=move || with(|row| visible(&row.value).into_owned())
            on:click=move |_| this.choose(at)
            on:dblclick=move |_| this.toggle(at)
        >
            <span
                class="tl-tree__twisty"
                aria-hidden="true"
                on:click=move |event| {
                    event.stop_propagation();
                    this.toggle(at);
                }
            >
                {twisty}
            </span>
            <span class=move || {
                row.with(|row| match row {
                    Some(row) if row.is_element => "tl-json__mark",
                    _ => "tl-json__name",
                })
            }>{move || with(|row| visible(&row.key).into_owned())}</span>
            <span class="tl-json__mark">": "</span>
            <span class=move || {
                row.with(|row| row.as_ref().map_or("tl-json__mark", |row| value_class(row)))
            }>{move || with(shown_value)}</span>
            <Gestures this at row/>
        </div>
    }
}

/// What a click on a leaf's row does without choosing it first. The keyboard has the same below.
#[component]
fn Gestures(this: TreeState, at: usize, row: Memo<Option<Row>>) -> impl IntoView {
    let state = use_app();
    let term = Memo::new(move |_| {
        let _ = row.get();
        this.tree.with_untracked(|tree| Some((tree.filter_for(at)?, tree.filter_out(at)?)))
    });
    move || {
        term.get().map(|(filter_for, filter_out)| {
            let button = |name: &'static str, sign: &'static str, term: String| {
                view! {
                    <button
                        type="button"
                        class="tl-icon-button"
                        tabindex="-1"
                        aria-hidden="true"
                        title=name
                        on:click=move |event| {
                            event.stop_propagation();
                            state.add_term(&term);
                        }
                    >
                        {sign}
                    </button>
                }
            };
            view! {
                <span class="tl-tree__gestures">
                    {button("Filter for", "+", filter_for)} {button("Filter out", "−", filter_out)}
                </span>
            }
        })
    }
}

/// The chosen row whole, with what can be done with it.
#[component]
fn Chosen(this: TreeState, record: Arc<RecordText>) -> impl IntoView {
    let state = use_app();
    let offset = record.offset;
    let row = Memo::new(move |_| this.row(this.chosen.get()));
    let panel = move || {
        let row = row.get()?;
        let at = this.chosen.get_untracked();
        let (value, num_secrets, terms, secret) = this.tree.with_untracked(|tree| {
            let terms = tree.filter_for(at).zip(tree.filter_out(at));
            (tree.copy_value(at), tree.num_secrets(at), terms, tree.revealed(at).filter(|_| row.is_masked))
        });
        let is_leaf = !matches!(row.kind, RowKind::Array | RowKind::Object);
        let is_revealed = RwSignal::new(false);
        let masked = if is_leaf { value.unwrap_or_default() } else { row.value.clone() };
        let reveal = secret.is_some().then(|| {
            view! {
                <button
                    type="button"
                    class="tl-button tl-button--quiet"
                    aria-pressed=move || is_revealed.get().to_string()
                    on:click=move |_| is_revealed.update(|shown| *shown = !*shown)
                >
                    {move || if is_revealed.get() { "Mask" } else { "Reveal" }}
                </button>
            }
        });
        let shown = move || {
            let text = secret.as_ref().filter(|_| is_revealed.get()).unwrap_or(&masked);
            let shown: String = text.chars().take(MAX_SHOWN_CHARS).collect();
            let rest = text.chars().count().saturating_sub(MAX_SHOWN_CHARS);
            let rest = (rest != 0)
                .then(|| format!(" … and {} more", counted(rest as u64, "character", "characters")));
            format!("{}{}", visible(&shown), rest.unwrap_or_default())
        };
        let place = offset.map(|offset| {
            let from = offset + row.span.start as u64;
            format!("byte {} of the file, {} long", count(from), count(row.span.len() as u64))
        });
        let copied = move |what: &str| match num_secrets {
            0 => format!("{what} copied"),
            _ => format!(
                "{what} copied; {} masked",
                counted(num_secrets as u64, "session token is", "session tokens are")
            ),
        };
        let copy_value = move || {
            let text = this.tree.with_untracked(|tree| tree.copy_value(at));
            state.copy(text.unwrap_or_default(), copied("Value"));
        };
        let copy_subtree = move || {
            let text = this.tree.with_untracked(|tree| tree.copy_subtree(at));
            state.copy(text.unwrap_or_default(), copied("Subtree"));
        };
        let path = row.path.clone();
        let copy_path = move || state.copy(path.clone(), "Path copied".to_owned());
        let filters = terms.map(|(filter_for, filter_out)| {
            view! {
                <Button label="Filter for" on_press=move || state.add_term(&filter_for)/>
                <Button label="Filter out" on_press=move || state.add_term(&filter_out)/>
            }
        });
        Some(view! {
            <p class="tl-json__path tl-value tl-value--code">
                <bdi>{visible(&row.path).into_owned()}</bdi>
            </p>
            <p class="tl-json__value tl-value tl-value--code" data-testid="chosen-value">{shown}</p>
            {row.is_overridden.then(|| view! { <p class="tl-facts__note">"A later member of the same name counts instead."</p> })}
            <div class="tl-json__actions">
                {filters} {reveal} <Button label="Copy value" on_press=copy_value/>
                <Button label="Copy path" on_press=copy_path/>
                {(!is_leaf).then(|| view! { <Button label="Copy subtree" on_press=copy_subtree/> })}
            </div>
            <p class="tl-facts__note">{place}</p>
        })
    };
    view! { <div class="tl-json__chosen" role="group" aria-label="Chosen value">{panel}</div> }
}

/// An empty string would look like nothing at all.
fn shown_value(row: &Row) -> String {
    if row.kind == RowKind::String && row.value.is_empty() {
        "\"\"".to_owned()
    } else {
        visible(&row.value).into_owned()
    }
}

fn value_class(row: &Row) -> &'static str {
    match row.kind {
        _ if row.is_masked => "tl-tree__value tl-value--masked",
        RowKind::String => "tl-tree__value tl-json__text",
        RowKind::Number => "tl-tree__value tl-json__number",
        RowKind::Null | RowKind::Bool => "tl-tree__value tl-json__word",
        RowKind::Array | RowKind::Object => "tl-tree__value tl-json__mark",
    }
}

fn row_id(at: usize) -> String {
    format!("json-row-{at}")
}

fn on_key(this: TreeState, event: &KeyboardEvent) {
    let is_own = event.target() == event.current_target();
    if !is_own || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let at = this.chosen.get_untracked();
    let page = this.list.rows_per_screen() as usize;
    let row = untrack(|| this.row(at));
    let is_open = row.as_ref().is_some_and(|row| row.is_open);
    match event.key().as_str() {
        "ArrowDown" => this.choose(at + 1),
        "ArrowUp" => this.choose(at.saturating_sub(1)),
        "PageDown" => this.choose(at + page),
        "PageUp" => this.choose(at.saturating_sub(page)),
        "Home" => this.choose(0),
        "End" => this.choose(usize::MAX),
        "ArrowRight" if is_open => this.choose(at + 1),
        "ArrowRight" => this.tree.update(|tree| tree.open(at)),
        "ArrowLeft" if is_open => this.tree.update(|tree| tree.fold(at)),
        "ArrowLeft" => {
            if let Some(parent) = this.tree.with_untracked(|tree| tree.parent_row(at)) {
                this.choose(parent);
            }
        }
        "Enter" | " " => this.toggle(at),
        _ => return,
    }
    event.prevent_default();
}
