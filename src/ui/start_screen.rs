//! What is there before any file. `index.html` holds the same markup, which is painted before the
//! program has started; a change here is a change there.

use leptos::prelude::*;

use super::file_inputs::FileInputs;
use super::parts::button::Button;
use super::parts::icon::{Glyph, Icon};
use super::privacy::Privacy;
use super::state::use_app;

#[component]
pub(super) fn StartScreen() -> impl IntoView {
    let state = use_app();
    view! {
        <main class="tl-start">
            <div class="tl-start__inner">
                <h1 class="tl-start__name">
                    <Icon glyph=Glyph::Loupe />
                    "Trail Loupe"
                </h1>
                <p class="tl-start__lead">
                    "Read AWS CloudTrail logs: every event in one table, every file accounted for."
                </p>
                <section class="tl-start__drop" aria-label="Open files">
                    <Icon glyph=Glyph::Drop />
                    <p class="tl-start__call">"Drop log files or folders anywhere on this page"</p>
                    <div class="tl-start__actions">
                        <FileInputs />
                        <Button
                            label="Try the sample"
                            glyph=Glyph::Sample
                            on_press=move || state.try_sample()
                        />
                    </div>
                    <p class="tl-start__hint">
                        "Or paste: JSON text and copied files are taken as well."
                    </p>
                </section>
                <div class="tl-start__promise">
                    <Icon glyph=Glyph::Lock />
                    <span>
                        <strong>"Nothing leaves this tab."</strong>
                        " The page carries a policy that forbids it every network connection, and your browser enforces it."
                    </span>
                    <Privacy />
                </div>
                <dl class="tl-start__reads">
                    <dt>"Trail deliveries"</dt>
                    <dd>".json.gz, S3 folders, zip and tar archives"</dd>
                    <dt>"Exports"</dt>
                    <dd>"Event history, lookup-events, Athena and Lake, CloudWatch Logs"</dd>
                    <dt>"Events in flight"</dt>
                    <dd>"EventBridge, SQS and SNS wrappers, JSON lines"</dd>
                    <dt>"Damaged text"</dt>
                    <dd>"recovered record by record, and marked"</dd>
                </dl>
            </div>
        </main>
    }
}
