//! Filters kept under names, and the file that they travel in.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

use super::parts::bar_panel::{BarPanel, BarPanelItem, BarPanelName};
use super::parts::button::Button;
use super::state::{AppState, use_app};
use crate::view::format::{counted, visible};
use crate::view::saved::{FILE_NAME, Saved, SavedSearch, UNREAD_FILE_NAME};
use crate::web::BrowserError;
use crate::web::download::{FileParts, FinishedFile};
use crate::web::files::{PickedFile, files_of_list};

#[component]
pub(super) fn SavedSearches() -> impl IntoView {
    let state = use_app();
    let searches = Memo::new(move |_| state.kept.saved.with(|saved| saved.searches.clone()));
    let query = Memo::new(move |_| state.view_state.with(|view| view.query.clone()));
    let keep =
        move |name: String| state.change_saved(|saved| saved.keep_search(&name, &query.get_untracked()));
    view! {
        <BarPanel label="Saved" name="Saved searches" class="tl-saved">
                <ul class="tl-bar-panel__list">
                    <For
                        each=move || searches.get()
                        key=|search| (search.name.clone(), search.query.clone())
                        let(search)
                    >
                        <SearchItem search=search />
                    </For>
                </ul>
                <Show when=move || searches.with(Vec::is_empty)>
                    <p class="tl-bar-panel__note">"No filter is saved yet."</p>
                </Show>
                <div class="tl-bar-panel__form">
                    <BarPanelName label="Name for the present filter" placeholder="Save this filter as…" on_keep=keep />
                </div>
                <Travel />
                <Show when=move || state.kept.unread.with(Option::is_some)>
                    <Unread />
                </Show>
                <p class="tl-bar-panel__note" role="status">
                    {move || state.kept.problem.get()}
                </p>
        </BarPanel>
    }
}

/// A saved filter: pressing it puts it in force.
#[component]
fn SearchItem(search: SavedSearch) -> impl IntoView {
    let state = use_app();
    let SavedSearch { name, query } = search;
    let title = visible(&query).into_owned();
    let gone = name.clone();
    let delete_label = format!("Delete the saved search {name}");
    let on_use = move |()| state.set_query(query.clone());
    let on_delete = move |()| {
        state.change_saved(|saved| {
            saved.searches.retain(|known| known.name != gone);
            Ok(())
        });
    };
    view! { <BarPanelItem name title delete_label on_use on_delete /> }
}

/// Out as a file, and in again.
#[component]
fn Travel() -> impl IntoView {
    let state = use_app();
    let said = RwSignal::new(String::new());
    // The file must be there until the browser has saved it.
    let file = StoredValue::new_local(None::<FinishedFile>);
    let export = move || {
        file.set_value(save_text(state, &state.kept.saved.get_untracked().to_json(), FILE_NAME));
    };
    let import = move |event: leptos::ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let given = input.files().map(|list| files_of_list(&list)).unwrap_or_default();
        input.set_value("");
        if let Some(file) = given.into_iter().next() {
            spawn_local(async move {
                said.set(take_in(state, file).await);
            });
        }
    };
    view! {
        <div class="tl-saved__travel">
            <Button label="Export saved" on_press=export />
            <label class="tl-button">
                <input class="tl-visually-hidden" type="file" accept=".json,application/json" on:change=import />
                <span>"Import saved"</span>
            </label>
        </div>
        <p class="tl-bar-panel__note" role="status">
            {said}
        </p>
    }
}

/// A text that was stored and cannot be read whole: out as a file, or away.
#[component]
fn Unread() -> impl IntoView {
    let state = use_app();
    let file = StoredValue::new_local(None::<FinishedFile>);
    let export = move || {
        let text = state.kept.unread.get_untracked().unwrap_or_default();
        file.set_value(save_text(state, &text, UNREAD_FILE_NAME));
    };
    view! {
        <p class="tl-bar-panel__note">
            "Something that was saved earlier cannot be read by this page. It is set aside as it was: save it as a file, mend it and import it, or discard it."
        </p>
        <div class="tl-saved__travel">
            <Button label="Save what cannot be read" on_press=export />
            <Button label="Discard what cannot be read" on_press=move || state.discard_unread() />
        </div>
    }
}

/// Has the browser save a text; the file must be there until it has.
fn save_text(state: AppState, text: &str, name: &str) -> Option<FinishedFile> {
    let made = || {
        let mut parts = FileParts::default();
        parts.push(text)?;
        let file = parts.finish("application/json")?;
        file.save(name)?;
        Ok::<_, BrowserError>(file)
    };
    made().map_err(|err| state.say_failure(format!("the saved searches could not be written: {err}"))).ok()
}

/// Takes a file in; gives what came of it.
async fn take_in(state: AppState, file: PickedFile) -> String {
    let bytes = match file.read().await {
        Ok(bytes) => js_sys::Uint8Array::new(&bytes).to_vec(),
        Err(err) => return format!("The file could not be read: {err}"),
    };
    let read = String::from_utf8(bytes).map_err(|_| "the file is no text".to_owned());
    match read.and_then(|text| Saved::from_json(&text)) {
        Ok(other) => {
            let mut added = 0;
            let is_done = state.change_saved(|saved| {
                added = saved.merge(other)?;
                Ok(())
            });
            if !is_done {
                return "Nothing was added.".to_owned();
            }
            format!("{} added.", counted(added as u64, "item", "items"))
        }
        Err(why) => format!("Nothing was added: {}", visible(&why)),
    }
}
