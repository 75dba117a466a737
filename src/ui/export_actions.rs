//! What a component may do about an export.

use leptos::prelude::*;

use super::state::AppState;
use crate::engine::protocol::{Command, ExportChoice, ExportForm, ExportNews, ExportOrder};
use crate::view::export::{ExportModel, Next, media_type};
use crate::web::BrowserError;
use crate::web::download::{FileParts, FinishedFile};

/// The file of the export on screen: being made, or made.
#[derive(Default)]
pub(super) struct ExportFile {
    parts: FileParts,
    finished: Option<FinishedFile>,
}

impl AppState {
    /// Begins to export the events under the filter, in the table's order.
    pub(super) fn begin_export(self, form: ExportForm) {
        self.export_file.set_value(ExportFile::default());
        self.export.set(ExportModel::begun(form));
        let columns = self.column_order();
        let order = self.view_state.with_untracked(|view| ExportOrder {
            query: view.query.clone(),
            sort: view.sort.clone(),
            form,
            columns,
        });
        self.ask(Command::BeginExport(order));
    }

    /// Has the export written as the user chose.
    pub(super) fn write_export(self, choice: ExportChoice) {
        self.export.update(|export| {
            export.write(choice);
        });
        self.ask(Command::WriteExport(choice));
    }

    /// Ends the export, whatever it is at, and lets go of its file.
    pub(super) fn end_export(self) {
        if self.export.with_untracked(ExportModel::is_under_way) {
            self.ask(Command::CancelExport);
        }
        self.export_file.set_value(ExportFile::default());
        self.export.set(ExportModel::default());
    }

    /// Saves the finished file, for the first time or once more.
    pub(super) fn save_export(self) {
        let name = self.export.with_untracked(ExportModel::file_name);
        let saved = self.export_file.with_value(|file| match &file.finished {
            Some(finished) => finished.save(&name),
            None => Ok(()),
        });
        self.say_export_failure(saved);
    }

    /// Takes in what the engine says of the export.
    pub(super) fn take_export(self, news: &ExportNews) {
        let mut export = self.export.get_untracked();
        let next = export.take(news);
        let has_changed = self.export.with_untracked(|known| *known != export);
        if has_changed {
            self.export.set(export);
        }
        match next {
            Next::Wait => {}
            Next::Write(choice) => self.ask(Command::WriteExport(choice)),
            Next::Append(text) => {
                let pushed = self.export_file.try_update_value(|file| file.parts.push(text));
                self.say_export_failure(pushed.unwrap_or(Ok(())));
            }
            Next::Drop(why) => {
                self.export_file.set_value(ExportFile::default());
                self.say_failure(format!("the export has ended: {why}"));
            }
            Next::Offer => {
                let kind = media_type(self.export.with_untracked(|export| export.form));
                let finished = self.export_file.try_update_value(|file| {
                    file.finished = Some(std::mem::take(&mut file.parts).finish(kind)?);
                    Ok(())
                });
                self.say_export_failure(finished.unwrap_or(Ok(())));
                self.save_export();
            }
        }
    }

    fn say_export_failure(self, outcome: Result<(), BrowserError>) {
        if let Err(err) = outcome {
            self.end_export();
            self.say_failure(format!("the export could not be saved: {err}"));
        }
    }
}
