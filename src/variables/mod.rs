//! Variables and secrets of a deployment, read by name, with everything that is wrong about them noted for its operator.

mod secrets;
mod strength;

use std::ops::RangeInclusive;

use secrets::Seen;
pub use secrets::is_own_secret;

/// The variables while they are read.
pub struct Variables<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    /// Whether this is for patients, so that what is weak is refused.
    pub production: bool,
    problems: Vec<String>,
    seen: Vec<Seen>,
}

impl<'a> Variables<'a> {
    /// Those that `lookup` knows, read as strictly as production is until something else is known.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, production: true, problems: Vec::new(), seen: Vec::new() }
    }

    /// Everything that was wrong, one sentence each.
    pub fn problems(self) -> Vec<String> {
        self.problems
    }

    /// Whether nothing was wrong so far.
    pub fn are_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// A variable without the space around it; `None` if it is absent or empty.
    pub fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Notes what is wrong, without any value.
    pub fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// `on` or `off`.
    pub fn switch(&mut self, name: &str, default: bool) -> bool {
        match self.text(name).as_deref() {
            None => default,
            Some("on") => true,
            Some("off") => false,
            Some(_) => {
                self.problem(format!("{name} must be on or off"));
                default
            }
        }
    }

    /// A whole number within `range`.
    pub fn number(&mut self, name: &str, default: u64, range: RangeInclusive<u64>) -> u64 {
        let Some(text) = self.text(name) else { return default };
        text.parse().ok().filter(|number| range.contains(number)).unwrap_or_else(|| {
            self.problem(format!("{name} must be a whole number from {} to {}", range.start(), range.end()));
            default
        })
    }
}
