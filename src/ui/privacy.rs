//! What is forbidden to this page, how anyone can check that, and what the page is made of.
//!
//! A dialog of the browser's own: it takes the focus, keeps it, gives it back, and closes on Escape.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::parts::button::{Button, Weight};
use super::parts::icon::Glyph;
use crate::view::format::{bytes, visible};
use crate::view::privacy::{Artifact, Rule, rules};
use crate::web::artifact;

/// The button and the dialog that it opens.
#[component]
pub(super) fn Privacy() -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let is_open = RwSignal::new(false);
    let open = move || {
        is_open.set(true);
        if let Some(dialog) = dialog.get_untracked() {
            // Already open is as good.
            dialog.show_modal().ok();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <Button label="Privacy" glyph=Glyph::Lock weight=Weight::Quiet on_press=open />
        <dialog class="tl-privacy" aria-label="Privacy" node_ref=dialog on:close=move |_| is_open.set(false)>
            <Show when=move || is_open.get()>
                <Content />
                <Button label="Close" on_press=close />
            </Show>
        </dialog>
    }
}

#[component]
fn Content() -> impl IntoView {
    view! {
        <h2 class="tl-privacy__title">"Nothing leaves this tab"</h2>
        <p>
            "Your files are read by a program inside this page, on this machine. The page carries the rules below, and "
            "your browser enforces them, also against faults in our own code. It works without a network."
        </p>
        <Rules />
        <h3>"Check it yourself"</h3>
        <ul>
            <li>"Open the developer tools, view Network, and use the page: after the page itself there is no request."</li>
            <li>"Pull the plug: save the page, go offline, open the file. Everything works."</li>
            <li>
                "Look at the source: the rules are its first lines, in the element "
                <code>"meta http-equiv=Content-Security-Policy"</code> "."
            </li>
            <li>"Compare the SHA-256 of the file with the one that the build printed, or build it again: same bytes."</li>
        </ul>
        <p class="tl-privacy__limits">
            "What a page cannot rule out: browser extensions that read pages, and other people at this machine. "
            "The address holds your filter; think of that before you share it. Log text stays in memory and is copied only when you copy it; stored is only what you save under a name, and how you set up the page."
        </p>
        <Parts />
        <Licences />
    }
}

/// The policy that is in the page, rule by rule.
#[component]
fn Rules() -> impl IntoView {
    let rules = rules(&artifact::policy());
    let row = |rule: Rule| {
        let (mark, class) = match rule.is_in_force {
            true => ("In force", "tl-privacy__mark"),
            false => ("Not in force", "tl-privacy__mark tl-privacy__mark--missing"),
        };
        view! {
            <li class="tl-privacy__rule" data-rule=rule.directive.clone() data-in-force=rule.is_in_force.to_string()>
                <span class=class>{mark}</span>
                <span>{rule.meaning}</span>
                <code class="tl-privacy__directive">{rule.directive.clone()}</code>
            </li>
        }
    };
    view! { <ul class="tl-privacy__rules">{rules.into_iter().map(row).collect_view()}</ul> }
}

/// Version and hashes.
#[component]
fn Parts() -> impl IntoView {
    let Some(artifact) = Artifact::parse(&artifact::parts()) else {
        return view! { <p>"This page was not bundled; a release page lists its parts here."</p> }.into_any();
    };
    let rows = artifact.parts.into_iter().map(|part| {
        view! {
            <tr>
                <th scope="row">{part.name.clone()}</th>
                <td class="tl-privacy__number">{bytes(part.bytes)}</td>
                <td>
                    <code data-part=part.name.clone()>{part.sha256}</code>
                </td>
            </tr>
        }
    });
    view! {
        <h3>"This page"</h3>
        <p>"Trail Loupe " <span data-testid="version">{artifact.version}</span> ", Apache-2.0."</p>
        <div class="tl-privacy__scroll" tabindex="0" role="region" aria-label="Parts of the page">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Part"</th>
                        <th scope="col">"Size"</th>
                        <th scope="col">"SHA-256"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The licences of what is linked in, unpacked when someone wants to read them.
#[component]
fn Licences() -> impl IntoView {
    let text = RwSignal::new(None::<String>);
    let show = move || text.set(Some(artifact::licences()));
    view! {
        <h3>"Licences of what is inside"</h3>
        <Show
            when=move || text.with(Option::is_some)
            fallback=move || view! { <Button label="Show licences" on_press=show /> }
        >
            <pre class="tl-privacy__licences" tabindex="0" role="region" aria-label="Licences">
                {move || text.with(|text| text.as_deref().map(licence_text))}
            </pre>
        </Show>
    }
}

/// Line by line, so that the line breaks stay.
fn licence_text(text: &str) -> String {
    text.lines().map(|line| visible(line).into_owned()).collect::<Vec<_>>().join("\n")
}
