//! How filters are written, by examples that can be tried.

use leptos::prelude::*;

use super::parts::button::Button;
use super::parts::dialog::Dialog;
use super::state::use_app;
use crate::query::examples::{TOPICS, Topic};
use crate::record::field::ALIASES;

#[component]
pub(super) fn FilterHelp() -> impl IntoView {
    let state = use_app();
    let is_open = state.is_filter_help_open;
    view! {
        <Dialog label="How filters are written" class="tl-filter-help" is_open=is_open>
            <h2 class="tl-dialog__title">"How filters are written"</h2>
            <div class="tl-filter-help__topics">
                {TOPICS.iter().map(|topic| view! { <TopicHelp topic=topic /> }).collect_view()}
                <section class="tl-filter-help__topic">
                    <h3>"Short names"</h3>
                    <p class="tl-filter-help__rule">"They may stand for these fields."</p>
                    <dl class="tl-filter-help__examples">
                        {ALIASES
                            .iter()
                            .map(|(alias, field)| {
                                view! {
                                    <dt>
                                        <code>{*alias}</code>
                                    </dt>
                                    <dd>{field.field().name}</dd>
                                }
                            })
                            .collect_view()}
                    </dl>
                </section>
            </div>
            <div class="tl-dialog__foot">
                <Button label="Close" on_press=move || is_open.set(false) />
            </div>
        </Dialog>
    }
}

/// One part of the language. Pressing an example puts it in force.
#[component]
fn TopicHelp(topic: &'static Topic) -> impl IntoView {
    let state = use_app();
    let try_out = move |query: &'static str| {
        state.is_filter_help_open.set(false);
        state.set_query(query.to_owned());
    };
    view! {
        <section class="tl-filter-help__topic">
            <h3>{topic.title}</h3>
            <p class="tl-filter-help__rule">{topic.rule}</p>
            <dl class="tl-filter-help__examples">
                {topic
                    .examples
                    .iter()
                    .map(|example| {
                        view! {
                            <dt>
                                <button
                                    type="button"
                                    class="tl-filter-help__query"
                                    title="Try it"
                                    disabled=!state.has_files_untracked()
                                    on:click=move |_| try_out(example.query)
                                >
                                    {example.query}
                                </button>
                            </dt>
                            <dd>{example.meaning}</dd>
                        }
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}
