//! What went wrong, and the moment in which closed files can be had back.

use leptos::prelude::*;

use super::parts::button::{Button, IconButton};
use super::parts::icon::{Glyph, Icon};
use super::state::use_app;
use crate::view::format::{counted, visible};
use crate::view::view_state::Tab;

#[component]
pub(super) fn Notices() -> impl IntoView {
    let state = use_app();
    let num_files = move || state.load.with(|load| load.files);
    view! {
        <div class="tl-notices">
            <div role="alert">
                <For each=move || state.failures.get() key=String::clone let(failure)>
                    <div class="tl-notice tl-notice--failure">
                        <Icon glyph=Glyph::Alert />
                        <p class="tl-notice__text">{visible(&failure).into_owned()}</p>
                        <IconButton
                            label="Dismiss"
                            glyph=Glyph::Close
                            on_press=move || state.dismiss_failure(&failure)
                        />
                    </div>
                </For>
            </div>
            <div role="status">
                <Show when=move || state.configured.with(|all| !all.is_empty())>
                    <div class="tl-notice" data-testid="configuration-taken">
                        <div class="tl-notice__text">
                            {move || state.configured.get().into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
                        </div>
                        <Button
                            label="Show the simulator"
                            on_press=move || {
                                state.dismiss_configured();
                                state.show_tab(Tab::Simulator);
                            }
                        />
                        <IconButton label="Dismiss" glyph=Glyph::Close on_press=move || state.dismiss_configured() />
                    </div>
                </Show>
                <Show when=move || state.is_closing.get()>
                    <div class="tl-notice">
                        <p class="tl-notice__text">
                            {move || format!("Closed {}.", counted(num_files(), "file", "files"))}
                        </p>
                        <Button label="Undo" on_press=move || state.undo_close() />
                    </div>
                </Show>
            </div>
        </div>
    }
}
