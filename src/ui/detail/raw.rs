//! A record's text as delivered.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::protocol::RecordText;
use crate::ui::parts::button::{Button, Weight};
use crate::ui::parts::icon::Glyph;
use crate::ui::state::use_app;
use crate::view::detail::raw::RawText;
use crate::view::format::counted;

#[component]
pub(super) fn RawView(record: Arc<RecordText>) -> impl IntoView {
    let state = use_app();
    let raw = StoredValue::new(RawText::new(&record.json));
    let num_secrets = raw.with_value(|raw| raw.num_secrets);
    let (is_revealed, is_whole) = (RwSignal::new(false), RwSignal::new(false));
    // A copy that would hold a token is asked about first.
    let is_asking = RwSignal::new(false);
    let copy = move |with_secrets: bool| {
        let said = match (num_secrets, with_secrets) {
            (0, _) => "Copied byte for byte".to_owned(),
            (_, false) => "Copied; session tokens are masked, every other byte is as delivered".to_owned(),
            (_, true) => "Copied byte for byte, with the session token".to_owned(),
        };
        is_asking.set(false);
        state.copy(raw.with_value(|raw| raw.copy(with_secrets).to_owned()), said);
    };
    let shown = move || raw.with_value(|raw| raw.shown(is_revealed.get(), is_whole.get()));
    let left_out = Memo::new(move |_| shown().1);
    view! {
        <div class="tl-json__actions">
            <Button
                label="Copy as delivered"
                glyph=Glyph::Copy
                on_press=move || if num_secrets == 0 { copy(true) } else { is_asking.set(true) }
            />
            <Show when=move || num_secrets != 0>
                <button
                    type="button"
                    class="tl-link"
                    aria-pressed=move || is_revealed.get().to_string()
                    on:click=move |_| is_revealed.update(|shown| *shown = !*shown)
                >
                    {move || if is_revealed.get() { "Mask tokens" } else { "Reveal tokens" }}
                </button>
            </Show>
        </div>
        <Show when=move || is_asking.get()>
            <div class="tl-detail__mark" role="alert">
                <p>{format!("The copy would hold {}.", counted(num_secrets as u64, "session token or secret", "session tokens or secrets"))}</p>
                <Button label="Copy masked" on_press=move || copy(false)/>
                <Button label="Copy with tokens" weight=Weight::Quiet on_press=move || copy(true)/>
            </div>
        </Show>
        <pre class="tl-json__text-block" tabindex="0" aria-label="Record as delivered">{move || shown().0}</pre>
        <Show when=move || left_out.get() != 0>
            <Button label="Show the rest" on_press=move || is_whole.set(true)/>
            <span class="tl-facts__note">
                {move || format!("{} are left out here, not in copies", counted(left_out.get() as u64, "character", "characters"))}
            </span>
        </Show>
    }
}
