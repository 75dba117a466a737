//! The configuration in the forms that the tools take.

use leptos::prelude::*;

use crate::ui::shared::SharedSignal;
use crate::view::simulator::{ExportForm, export};

/// Shows one form, to be copied or saved.
#[component]
pub(super) fn Export(
    text: SharedSignal<String>,
    /// Whether the text is the one to compare with.
    is_second: bool,
    on_copy: Callback<String>,
    on_save: Callback<(&'static str, &'static str, String)>,
) -> impl IntoView {
    let form = RwSignal::new(ExportForm::Json);
    let written = Memo::new(move |_| export(&text.read(), form.get()));
    let is_empty = move || written.with(String::is_empty);
    let save = move |_| {
        let (name, kind) = form.get_untracked().file();
        on_save.run((name, kind, written.get_untracked()));
    };
    view! {
        <details class="tl-simulator__export">
            <summary>{if is_second { "Write the second in another form" } else { "Write it in another form" }}</summary>
            <div class="tl-simulator__forms" role="group" aria-label="Form">
                {ExportForm::ALL
                    .map(|choice| {
                        view! {
                            <button
                                type="button"
                                class="tl-chip tl-chip--toggle"
                                aria-pressed=move || if form.get() == choice { "true" } else { "false" }
                                on:click=move |_| form.set(choice)
                            >
                                {choice.label()}
                            </button>
                        }
                    })
                    .collect_view()}
                <button
                    type="button"
                    class="tl-button"
                    disabled=is_empty
                    on:click=move |_| on_copy.run(written.get_untracked())
                >
                    "Copy"
                </button>
                <button type="button" class="tl-button" disabled=is_empty on:click=save>
                    "Save as a file"
                </button>
            </div>
            <pre class="tl-simulator__exported" data-testid=if is_second { "second-simulator-export" } else { "simulator-export" }>{written}</pre>
        </details>
    }
}
