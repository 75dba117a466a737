//! Rows field – operator – value, and values completed from the loaded events.

use leptos::prelude::*;

use super::form::{Editor, FIRST_OPERATOR};
use crate::engine::protocol::ValueList;
use crate::ui::shared::SharedSignal;
use crate::view::format::{count, visible};
use crate::view::trail_form::{
    Edit, Field, FieldRow, Operator, SelectorKind, ValueRow, completion_field, empty_row, offers,
    operator_label,
};

/// The ids of the lists of values that the box in use offers, of the first form and of the second.
const OFFERS_IDS: [&str; 2] = ["trail-form-offers", "second-trail-form-offers"];

/// What the box in use was asked about: its field, whether of network activity, and what was typed.
type Asked = Option<(Field, bool, String)>;

/// Values of the loaded events, for whichever box is in use.
#[derive(Clone, Copy)]
pub(super) struct Offers {
    id: &'static str,
    asked: RwSignal<Asked>,
    values: SharedSignal<Option<ValueList>>,
    on_ask: Callback<(String, String)>,
}

impl Offers {
    pub(super) fn new(
        is_second: bool,
        values: SharedSignal<Option<ValueList>>,
        on_ask: Callback<(String, String)>,
    ) -> Self {
        Self { id: OFFERS_IDS[usize::from(is_second)], asked: RwSignal::new(None), values, on_ask }
    }

    fn ask(self, field: Option<Field>, is_network: bool, typed: &str) {
        self.asked.set(field.map(|field| (field, is_network, typed.to_owned())));
        if let Some(column) = field.and_then(completion_field) {
            self.on_ask.run((column.to_owned(), typed.to_owned()));
        }
    }

    /// The list that the boxes name.
    pub(super) fn list(self) -> impl IntoView {
        let found = Memo::new(move |_| {
            let Some((field, is_network, typed)) = self.asked.get() else { return Vec::new() };
            let loaded = self.values.with(|values| {
                let of_field =
                    values.as_ref().filter(|list| Some(list.field.as_str()) == completion_field(field));
                of_field.map(|list| list.values.clone()).unwrap_or_default()
            });
            offers(field, is_network, &typed, &loaded)
        });
        view! {
            <datalist id=self.id>
                {move || {
                    found
                        .get()
                        .into_iter()
                        .map(|(value, events)| {
                            let label = events.map(|events| format!("{} events", count(events)));
                            view! { <option value=value>{label}</option> }
                        })
                        .collect_view()
                }}
            </datalist>
        }
    }
}

/// A box for a value. What is typed counts at once; an emptied one when it is left.
#[component]
pub(super) fn ValueInput(
    editor: Editor,
    label: Signal<String>,
    field: Signal<Option<Field>>,
    is_network: Signal<bool>,
    #[prop(optional, into)] is_fixed: Signal<bool>,
    value: Signal<String>,
    on_value: Callback<String>,
    #[prop(optional, into)] on_enter: Option<Callback<()>>,
) -> impl IntoView {
    let ask = move |typed: &str| {
        editor.offers.ask(field.get_untracked(), is_network.get_untracked(), typed);
    };
    view! {
        <input
            class="tl-input tl-form__value"
            type="text"
            aria-label=label
            list=editor.offers.id
            spellcheck="false"
            autocomplete="off"
            title=move || is_fixed.get().then_some("Computed elsewhere: kept as it is")
            readonly=is_fixed
            prop:value=value
            on:focus:target=move |event| ask(&event.target().value())
            on:input:target=move |event| {
                let typed = event.target().value();
                ask(&typed);
                if !typed.is_empty() {
                    on_value.run(typed);
                }
            }
            on:change:target=move |event| {
                let typed = event.target().value();
                if typed.is_empty() && !value.get_untracked().is_empty() {
                    on_value.run(typed);
                }
            }
            on:keydown=move |event| {
                if event.key() == "Enter"
                    && let Some(on_enter) = on_enter
                {
                    event.prevent_default();
                    on_enter.run(());
                }
            }
        />
    }
}

/// A choice among operators.
#[component]
fn OperatorSelect(
    operators: Signal<Vec<Operator>>,
    chosen: Signal<Operator>,
    on_choice: Callback<Operator>,
) -> impl IntoView {
    view! {
        <select
            class="tl-select"
            aria-label="Operator"
            on:change:target=move |event| {
                let wanted = event.target().value();
                let found = Operator::ALL.into_iter().find(|operator| operator.wire() == wanted);
                if let Some(operator) = found {
                    on_choice.run(operator);
                }
            }
        >
            {move || {
                operators
                    .get()
                    .into_iter()
                    .map(|operator| {
                        view! {
                            <option value=operator.wire() selected=move || chosen.get() == operator>
                                {operator_label(operator)}
                            </option>
                        }
                    })
                    .collect_view()
            }}
        </select>
    }
}

/// A field of a selector with all its values.
#[component]
pub(super) fn FieldEditor(editor: Editor, at: usize, row: usize) -> impl IntoView {
    let shown = Memo::new(move |_| editor.of_selector(at, |one| one.fields.get(row).cloned()));
    let of = move |part: fn(&FieldRow) -> usize| shown.with(|row| row.as_ref().map_or(0, part));
    let num_values = Memo::new(move |_| of(|row| row.values.len()));
    let name = move || shown.with(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default());
    let is_known = move || shown.with(|row| row.as_ref().is_some_and(|row| row.field.is_some()));
    let is_adding = RwSignal::new(false);
    view! {
        <div class="tl-form__field" role="group" aria-label=name data-field=name>
            <span class="tl-form__what">{move || visible(&name()).into_owned()}</span>
            <div class="tl-form__values">
                <For each=move || 0..num_values.get() key=|value| *value let(value)>
                    <ValueEditor editor at field_row=shown value/>
                </For>
                <Show when=move || !is_known()>
                    <p class="tl-form__note">"A field that this page does not know; it is kept."</p>
                </Show>
                <Show
                    when=move || is_adding.get()
                    fallback=move || {
                        view! {
                            <button type="button" class="tl-link" on:click=move |_| is_adding.set(true)>
                                "+ Condition"
                            </button>
                        }
                    }
                >
                    <NewValue editor at field_row=shown on_done=Callback::new(move |()| is_adding.set(false))/>
                </Show>
            </div>
        </div>
    }
}

/// One value with its operator.
#[component]
fn ValueEditor(editor: Editor, at: usize, field_row: Memo<Option<FieldRow>>, value: usize) -> impl IntoView {
    let shown = Memo::new(move |_| field_row.with(|row| row.as_ref()?.values.get(value).cloned()));
    let field = Signal::derive(move || field_row.with(|row| row.as_ref().and_then(|row| row.field)));
    let text = move || shown.get().map(|row: ValueRow| row.value.text).unwrap_or_default();
    let place = move || shown.get_untracked().map(|row| row.at);
    let set = Callback::new(move |value: String| {
        if let Some(at) = place() {
            editor.edit.run(Edit::SetValue { at, value });
        }
    });
    view! {
        <div class="tl-form__row">
            <span class="tl-form__joined">{move || shown.get().map(|row| row.joined_by)}</span>
            <OperatorSelect
                operators=Signal::derive(move || operators(field_row))
                chosen=Signal::derive(move || shown.get().map_or(FIRST_OPERATOR, |row| row.operator))
                on_choice=Callback::new(move |operator| {
                    if let Some(at) = place() {
                        editor.edit.run(Edit::SetOperator { at, operator });
                    }
                })
            />
            <AnyValue
                editor
                at
                field
                field_row
                is_fixed=Signal::derive(move || shown.get().is_some_and(|row| row.value.is_fixed))
                value=Signal::derive(text)
                on_value=set
            />
            <button
                type="button"
                class="tl-icon-button"
                aria-label=move || format!("Remove the value {}", visible(&text()))
                on:click=move |_| {
                    if let Some(at) = place() {
                        editor.edit.run(Edit::RemoveValue(at));
                    }
                }
            >
                "×"
            </button>
        </div>
    }
}

fn operators(field_row: Memo<Option<FieldRow>>) -> Vec<Operator> {
    field_row.with(|row| row.as_ref().map(|row| row.operators.clone()).unwrap_or_default())
}

/// A box, or a choice where only some values are taken.
#[component]
fn AnyValue(
    editor: Editor,
    at: usize,
    field: Signal<Option<Field>>,
    field_row: Memo<Option<FieldRow>>,
    #[prop(optional, into)] is_fixed: Signal<bool>,
    value: Signal<String>,
    on_value: Callback<String>,
    #[prop(optional, into)] on_enter: Option<Callback<()>>,
) -> impl IntoView {
    let choices = move || field_row.with(|row| row.as_ref().map_or(&[][..], |row| row.choices));
    let is_network = move || editor.of_selector(at, |one| one.kind == SelectorKind::NetworkActivity);
    let has_choices = Memo::new(move |_| !choices().is_empty() && !is_fixed.get());
    let label = move || {
        let name = field_row.with(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default());
        format!("Value of {}", visible(&name))
    };
    move || {
        if has_choices.get() {
            let mut all: Vec<String> = choices().iter().map(|choice| (*choice).to_owned()).collect();
            let own = value.get_untracked();
            // What stands there is shown, also where it is not taken.
            if !all.contains(&own) {
                all.insert(0, own);
            }
            view! {
                <select
                    class="tl-select tl-form__value"
                    aria-label=label
                    on:change:target=move |event| on_value.run(event.target().value())
                >
                    {all
                        .into_iter()
                        .map(|choice| {
                            let own = choice.clone();
                            view! {
                                <option value=choice.clone() selected=move || value.get() == own>
                                    {visible(&choice).into_owned()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            }
            .into_any()
        } else {
            view! {
                <ValueInput
                    editor
                    label=Signal::derive(label)
                    field
                    is_network=Signal::derive(is_network)
                    is_fixed
                    value
                    on_value
                    on_enter=on_enter.unwrap_or_else(|| Callback::new(|()| {}))
                />
            }
            .into_any()
        }
    }
}

/// One more value of a field, until it is added.
#[component]
fn NewValue(
    editor: Editor,
    at: usize,
    field_row: Memo<Option<FieldRow>>,
    on_done: Callback<()>,
) -> impl IntoView {
    let first = operators(field_row).first().copied().unwrap_or(FIRST_OPERATOR);
    let (operator, value) = (RwSignal::new(first), RwSignal::new(String::new()));
    let add = move || {
        let field_selector = field_row.with_untracked(|row| row.as_ref().map(|row| row.field_selector));
        let typed = value.get_untracked();
        if let Some(field_selector) = field_selector.filter(|_| !typed.is_empty()) {
            let operator = operator.get_untracked();
            editor.edit.run(Edit::AddValue { selector: at, field_selector, operator, value: typed });
            on_done.run(());
        }
    };
    view! {
        <div class="tl-form__row">
            <span class="tl-form__joined">"+"</span>
            <OperatorSelect
                operators=Signal::derive(move || operators(field_row))
                chosen=operator.into()
                on_choice=Callback::new(move |chosen| operator.set(chosen))
            />
            <AnyValue
                editor
                at
                field=Signal::derive(move || field_row.with(|row| row.as_ref().and_then(|row| row.field)))
                field_row
                value=value.into()
                on_value=Callback::new(move |typed| value.set(typed))
                on_enter=Callback::new(move |()| add())
            />
            <button type="button" class="tl-button" on:click=move |_| add()>"Add"</button>
            <button type="button" class="tl-icon-button" aria-label="Add no condition" on:click=move |_| on_done.run(())>
                "×"
            </button>
        </div>
    }
}

/// `+ Field`: a field that the selector does not ask about yet.
#[component]
pub(super) fn AddCondition(editor: Editor, at: usize, fields: Vec<Field>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let first = fields.first().copied();
    let chosen = RwSignal::new(first);
    let operator = RwSignal::new(FIRST_OPERATOR);
    let value = RwSignal::new(String::new());
    // What the chosen field takes, as a row without values.
    let row = Memo::new(move |_| {
        let field = chosen.get()?;
        editor.form.with(|form| {
            let form = form.as_ref()?;
            Some(empty_row(form.selectors.get(at)?.kind, form.kind, field))
        })
    });
    let in_force = Signal::derive(move || {
        let (allowed, own) = (operators(row), operator.get());
        if allowed.contains(&own) { own } else { allowed.first().copied().unwrap_or(own) }
    });
    let add = move || {
        let typed = value.get_untracked();
        if let Some(field) = chosen.get_untracked().filter(|_| !typed.is_empty()) {
            let operator = in_force.get_untracked();
            editor.edit.run(Edit::AddField { selector: at, field, operator, value: typed });
            value.set(String::new());
            is_open.set(false);
        }
    };
    let fields = StoredValue::new(fields);
    let draft = move || {
        let options = fields
            .get_value()
            .into_iter()
            .map(|field| view! { <option value=field.wire()>{field.wire()}</option> })
            .collect_view();
        view! {
            <div class="tl-form__row">
                <select
                    class="tl-select"
                    aria-label="Field"
                    on:change:target=move |event| {
                        chosen.set(Field::from_wire(&event.target().value()));
                        value.set(String::new());
                    }
                >
                    {options}
                </select>
                <OperatorSelect
                    operators=Signal::derive(move || operators(row))
                    chosen=in_force
                    on_choice=Callback::new(move |chosen| operator.set(chosen))
                />
                <AnyValue
                    editor
                    at
                    field=chosen.into()
                    field_row=row
                    value=value.into()
                    on_value=Callback::new(move |typed| value.set(typed))
                    on_enter=Callback::new(move |()| add())
                />
                <button type="button" class="tl-button" on:click=move |_| add()>"Add"</button>
                <button
                    type="button"
                    class="tl-icon-button"
                    aria-label="Add no field"
                    on:click=move |_| is_open.set(false)
                >
                    "×"
                </button>
            </div>
        }
    };
    view! {
        <Show
            when=move || is_open.get()
            fallback=move || {
                view! {
                    <button type="button" class="tl-link" on:click=move |_| is_open.set(true)>
                        "+ Field"
                    </button>
                }
            }
        >
            {draft()}
        </Show>
    }
}
