//! What the user asked to see: the one state that the address holds.

use super::groups::Grouping;
use super::{columns, explore};
use crate::engine::protocol::{Series, Sort};

/// The page's views, in the order of their tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Events,
    Simulator,
    Files,
}

impl Tab {
    pub const ALL: [Self; 3] = [Self::Events, Self::Simulator, Self::Files];

    /// The word in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Simulator => "simulator",
            Self::Files => "files",
        }
    }

    /// The word on the tab.
    pub fn label(self) -> &'static str {
        match self {
            Self::Events => "Events",
            Self::Simulator => "Trail simulator",
            Self::Files => "Files",
        }
    }

    /// The tab of this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.key() == key)
    }

    /// The tab `steps` to the right, around the ends.
    pub fn neighbour(self, steps: isize) -> Self {
        let here = Self::ALL.iter().position(|tab| *tab == self).unwrap_or_default() as isize;
        let there = (here + steps).rem_euclid(Self::ALL.len() as isize) as usize;
        Self::ALL.get(there).copied().unwrap_or_default()
    }
}

/// The parts of the event detail, in the order of their tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DetailTab {
    #[default]
    Summary,
    Json,
    Identity,
    Resources,
    Related,
    Trail,
}

impl DetailTab {
    pub const ALL: [Self; 6] =
        [Self::Summary, Self::Json, Self::Identity, Self::Resources, Self::Related, Self::Trail];

    /// The word on the tab.
    pub fn label(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Json => "JSON",
            Self::Identity => "Identity",
            Self::Resources => "Resources",
            Self::Related => "Related",
            Self::Trail => "Trail",
        }
    }

    /// The tab `steps` to the right, around the ends.
    pub fn neighbour(self, steps: isize) -> Self {
        let here = Self::ALL.iter().position(|tab| *tab == self).unwrap_or_default() as isize;
        let there = (here + steps).rem_euclid(Self::ALL.len() as isize) as usize;
        Self::ALL.get(there).copied().unwrap_or_default()
    }
}

/// What stands where the table of events is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The events, one a row.
    #[default]
    Events,
    /// The events by the values of some fields.
    Groups,
    /// A list of addresses, keys and the like, and which of them occur.
    Indicators,
}

impl Pane {
    pub const ALL: [Self; 3] = [Self::Events, Self::Groups, Self::Indicators];

    /// The word in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Groups => "groups",
            Self::Indicators => "indicators",
        }
    }

    /// The words on the switch.
    pub fn label(self) -> &'static str {
        match self {
            Self::Events => "Events list",
            Self::Groups => "Group by",
            Self::Indicators => "Indicator list",
        }
    }

    /// The pane of this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pane| pane.key() == key)
    }
}

/// Everything about the view that is not in the files. Two pages with equal states and equal files
/// look the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewState {
    /// The filter text, the only state of the filter.
    pub query: String,
    pub sort: Sort,
    /// Whether the copies of one action stand in one row of the table.
    pub folds_copies: bool,
    /// Keys of the table's columns, left to right.
    pub columns: Vec<String>,
    /// The fields of the facets, top to bottom.
    pub facets: Vec<String>,
    /// Those of them that are folded.
    pub folded: Vec<String>,
    /// What the bars of the timeline are split by.
    pub series: Series,
    /// The id of the event whose detail is open: the one value of a log that the address may hold.
    pub event: Option<String>,
    pub tab: Tab,
    pub pane: Pane,
    /// What [`Pane::Groups`] shows.
    pub grouping: Grouping,
}

impl Default for ViewState {
    fn default() -> Self {
        Self {
            query: String::new(),
            sort: default_sort(),
            folds_copies: false,
            columns: columns::DEFAULT.iter().map(|key| (*key).to_owned()).collect(),
            facets: explore::DEFAULT_FACETS.iter().map(|key| (*key).to_owned()).collect(),
            folded: Vec::new(),
            series: Series::default(),
            event: None,
            tab: Tab::Events,
            pane: Pane::Events,
            grouping: Grouping::default(),
        }
    }
}

impl ViewState {
    /// Sorts by a column; by the same column again, the other way round. Time begins with the newest
    /// event, everything else with the smallest value.
    pub fn sort_by(&mut self, field: &str) {
        self.sort = if self.sort.field == field {
            Sort { field: field.to_owned(), descending: !self.sort.descending }
        } else {
            Sort { field: field.to_owned(), descending: field == default_sort().field }
        };
    }

    /// The facets that are unfolded.
    pub fn open_facets(&self) -> Vec<String> {
        self.facets.iter().filter(|field| !self.folded.contains(field)).cloned().collect()
    }

    /// Folds a facet, or unfolds it.
    pub fn fold(&mut self, field: &str, is_folded: bool) {
        self.folded.retain(|known| known != field);
        if is_folded {
            self.folded.push(field.to_owned());
        }
    }

    /// Adds a facet as the first one, unfolded; moves it there if there is one already.
    pub fn add_facet(&mut self, field: &str) {
        self.remove_facet(field);
        self.facets.insert(0, field.to_owned());
    }

    /// Takes a facet away.
    pub fn remove_facet(&mut self, field: &str) {
        self.facets.retain(|known| known != field);
        self.fold(field, false);
    }

    /// Whether going from `self` to `next` only steps from event to event, or folds, which is not a
    /// place in the history of its own.
    pub fn steps_to(&self, next: &Self) -> bool {
        let place = |view: &Self| Self { event: None, folded: Vec::new(), ..view.clone() };
        place(self) == place(next)
    }
}

/// The word for a series in the address.
pub fn series_key(series: Series) -> &'static str {
    match series {
        Series::Outcome => "outcome",
        Series::Category => "category",
        Series::ReadWrite => "access",
    }
}

/// The series of this word.
pub fn series_from_key(key: &str) -> Option<Series> {
    [Series::Outcome, Series::Category, Series::ReadWrite]
        .into_iter()
        .find(|series| series_key(*series) == key)
}

/// Newest first.
pub fn default_sort() -> Sort {
    Sort { field: "eventTime".to_owned(), descending: true }
}
