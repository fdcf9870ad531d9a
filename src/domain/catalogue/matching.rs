//! Which service or practitioner was meant by what was said.
//!
//! What is said comes from a caller through a transcript and a model: in another case, without accents, with a title or a word too
//! many, cut down to the part that tells it from others, misspelt. It is held against the names in steps, strict ones first. The
//! first step that any entry passes decides; if more than one passes it, the agent has to ask.

use super::{
    Catalogue, Practitioner, Service, no_preference,
    step::{Label, Step},
};
use crate::domain::patient_name::{NameMatch, ShortForms};

/// Longer texts are no names. A name has at most 80 characters.
const LONGEST_SAID: usize = 200;

/// Why what was said names no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmatched<'a> {
    /// Nothing is called so.
    Unknown {
        /// What was said.
        said: String,
        /// The names of all entries.
        known: Vec<&'a str>,
    },
    /// More than one entry may be meant.
    Ambiguous {
        /// What was said.
        said: String,
        /// Their names.
        candidates: Vec<&'a str>,
    },
}

/// What has a name.
trait Named {
    const IS_PERSON: bool;
    fn names(&self) -> (&str, &[String]);
}

impl Named for Service {
    const IS_PERSON: bool = false;

    fn names(&self) -> (&str, &[String]) {
        (&self.name, &self.aliases)
    }
}

impl Named for Practitioner {
    const IS_PERSON: bool = true;

    fn names(&self) -> (&str, &[String]) {
        (&self.name, &self.aliases)
    }
}

impl Catalogue {
    /// The service that was meant; `None` when any would do, or none was named.
    pub fn service(&self, said: &str) -> Result<Option<&Service>, Unmatched<'_>> {
        Names::of(&self.services).meant(said, &[Step::SameCore, Step::PartOfName, Step::NameWithin, Step::Misspelt])
    }

    /// The practitioner who was meant; `None` when anybody would do. A form of somebody's first name names them as well.
    pub fn practitioner(
        &self,
        said: &str,
        short_forms: &dyn ShortForms,
    ) -> Result<Option<&Practitioner>, Unmatched<'_>> {
        let names = Names::of(&self.practitioners);
        // A name within more words is nobody's: Sarah Smith is not the Sarah who works here.
        match names.meant(said, &[Step::SameCore, Step::PartOfName, Step::Misspelt]) {
            Err(Unmatched::Unknown { .. }) => names.only(names.of_one_person(said, short_forms), said).map(Some),
            meant => meant,
        }
    }
}

/// Entries with everything that they are called.
struct Names<'a, T> {
    entries: &'a [T],
    labels: Vec<Label<'a>>,
}

impl<'a, T: Named> Names<'a, T> {
    fn of(entries: &'a [T]) -> Self {
        let labels = entries.iter().enumerate().flat_map(|(entry, named)| {
            let (name, aliases) = named.names();
            let alias = move |alias: &'a String| Label::new(entry, alias, false, T::IS_PERSON);
            core::iter::once(Label::new(entry, name, true, T::IS_PERSON)).chain(aliases.iter().map(alias))
        });
        Self { entries, labels: labels.collect() }
    }

    /// The one entry that was meant; `None` for what names none. `steps` are those that are tried after the strict ones.
    fn meant(&self, said: &str, steps: &[Step]) -> Result<Option<&'a T>, Unmatched<'a>> {
        let mut found = self.first_passed(said, &[Step::SameName, Step::SameWords]);
        if found.is_empty() {
            if no_preference::is_meant(said, T::IS_PERSON) {
                return self.anyone(said);
            }
            found = self.first_passed(said, steps);
        }
        self.only(found, said).map(Some)
    }

    /// Whoever would do; with a title, whoever has it. If that is not everybody, somebody has to be named. Where nobody has a title, none
    /// tells anything.
    fn anyone(&self, said: &str) -> Result<Option<&'a T>, Unmatched<'a>> {
        let label = Label::new(0, said, true, T::IS_PERSON);
        if !label.has_title() || !self.labels.iter().any(Label::has_title) {
            return Ok(None);
        }
        let mut titled: Vec<usize> =
            self.labels.iter().filter(|other| other.shares_title(&label)).map(|other| other.entry).collect();
        titled.dedup();
        if titled.len() == self.entries.len() {
            return Ok(None);
        }
        let titled = titled.into_iter().filter_map(|entry| self.entries.get(entry)).collect();
        self.only(titled, said).map(Some)
    }

    /// The entries that pass the first step that any passes, in their order.
    fn first_passed(&self, said: &str, steps: &[Step]) -> Vec<&'a T> {
        if said.chars().nth(LONGEST_SAID).is_some() {
            return Vec::new();
        }
        let said = Label::new(0, said, true, T::IS_PERSON);
        let passed = steps.iter().map(|step| step.passed(&said, &self.labels)).find(|passed| !passed.is_empty());
        let mut entries: Vec<usize> = passed.unwrap_or_default().into_iter().map(|label| label.entry).collect();
        entries.dedup();
        entries.into_iter().filter_map(|entry| self.entries.get(entry)).collect()
    }

    /// The people who can have the name that was said, by a form of their first name.
    fn of_one_person(&self, said: &str, short_forms: &dyn ShortForms) -> Vec<&'a T> {
        let name = |text: &str| Label::new(0, text, true, true).plain_name();
        let said = name(said);
        let fits = |entry: &&T| NameMatch::of(&said, &name(entry.names().0), short_forms) == NameMatch::Compatible;
        self.entries.iter().filter(fits).collect()
    }

    /// The one entry that was found.
    fn only(&self, found: Vec<&'a T>, said: &str) -> Result<&'a T, Unmatched<'a>> {
        let name = |named: &'a T| named.names().0;
        let text = said.trim().to_owned();
        match found.as_slice() {
            [] => Err(Unmatched::Unknown { said: text, known: self.entries.iter().map(name).collect() }),
            [one] => Ok(one),
            _ => Err(Unmatched::Ambiguous { said: text, candidates: found.into_iter().map(name).collect() }),
        }
    }
}
