//! The views beyond the table, the detail, the simulator and the files, as a list that walks go along.

use thirtyfour::{Key, TypingData};

use crate::Checked;
use crate::page::Page;

const GRID: &str = "[role=grid][aria-label='Events']";
const COMPARE: &str = "[role=region][aria-label='Compare events']";
const FORM: &str = "[data-testid=simulator-form]";

/// A view, from the table of events with loaded events back to it.
pub(super) struct View {
    pub(super) name: &'static str,
    open: &'static [Step],
    /// What is there when the view is.
    shown: &'static str,
    leave: &'static [Step],
}

/// What a person does.
enum Step {
    Button(&'static str),
    Tab(&'static str),
    Click(&'static str),
    Type(&'static str, &'static str),
    Press(&'static str, Key),
    /// With the control key held.
    Shortcut(&'static str),
    See(&'static str),
}

use Step::{Button, Click, Press, See, Shortcut, Tab, Type};

/// All of them; each shows values of the log or takes some in.
pub(super) const FURTHER_VIEWS: &[View] = &[
    View {
        name: "compare",
        open: &[Press(GRID, Key::Home), Type(GRID, "mjmc")],
        shown: "[role=region][aria-label='Compare events'] tbody tr",
        leave: &[Press(COMPARE, Key::Escape), Button("Clear marks")],
    },
    View {
        name: "surroundings",
        open: &[Click("[role=grid] [aria-rowindex='3'][data-event-id]"), Button("Around")],
        shown: "[role=group][aria-label='Surroundings of the event']",
        leave: &[Click("#surroundings-first"), See(GRID)],
    },
    View {
        name: "groups",
        open: &[Button("Group by")],
        shown: "[role=grid][aria-label='Groups'] [data-events]",
        leave: &[Button("Events list")],
    },
    View {
        name: "indicators",
        open: &[Button("Indicator list"), Type("textarea[aria-label='Indicators, one a line']", "0.0.0.0/0")],
        shown: "[data-testid=indicator-count][data-listed='1']",
        leave: &[Button("Events list")],
    },
    View {
        name: "command palette",
        open: &[Shortcut("k"), Type("[role=dialog][aria-label='Command palette'] input", "column")],
        shown: "[role=dialog][aria-label='Command palette'] [role=option]",
        leave: &[Press("[role=dialog][aria-label='Command palette'] input", Key::Escape)],
    },
    View {
        name: "export",
        open: &[Click(".tl-export summary")],
        shown: "[data-testid=export] button[aria-label='Export as JSON']",
        leave: &[Click(".tl-export summary")],
    },
    View {
        name: "trail form",
        open: &[Tab("Trail simulator"), Button("+ Management events"), Button("+ Data events")],
        shown: "[data-testid=simulator-summary][data-recorded]",
        leave: &[See(FORM), Tab("Events")],
    },
];

impl View {
    /// Goes there, and waits until it is there.
    pub(super) async fn open(&self, page: &Page) -> Checked {
        walk(page, self.open).await?;
        page.wait_for(self.shown).await.map_err(|error| format!("{}: {error}", self.name))?;
        Ok(())
    }

    /// Goes back to the table of events.
    pub(super) async fn leave(&self, page: &Page) -> Checked {
        walk(page, self.leave).await?;
        page.wait_for(GRID).await.map_err(|error| format!("after {}: {error}", self.name))?;
        Ok(())
    }
}

async fn walk(page: &Page, steps: &[Step]) -> Checked {
    for step in steps {
        match step {
            Button(name) => page.click_button(name).await?,
            Tab(name) => page.click_tab(name).await?,
            Click(css) => page.click(css).await?,
            Type(css, text) => page.wait_for(css).await?.send_keys(*text).await?,
            Press(css, key) => page.wait_for(css).await?.send_keys(TypingData::from(key.clone())).await?,
            Shortcut(key) => page.wait_for("body").await?.send_keys(Key::Control + *key).await?,
            See(css) => {
                page.wait_for(css).await?;
            }
        }
    }
    Ok(())
}
