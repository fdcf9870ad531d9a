//! What is counted: numbers under flat names, made of words with slashes between them, such as `tool/check_availability/done/vapi`.
//!
//! Every count of a day only grows. So counts of the same day are joined by taking the greater of each: whatever is told twice, late or
//! out of order, the same comes out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The upper bounds of the histograms' buckets in milliseconds, but for the last one, which has none. The words are what
/// [`Counts`] have of them.
pub const BUCKETS: [(&str, u32); 7] =
    [("50", 50), ("100", 100), ("250", 250), ("500", 500), ("1000", 1000), ("2000", 2000), ("4000", 4000)];
/// The word of the last bucket.
pub const LAST_BUCKET: &str = "inf";

/// How many days are kept one by one; of what is older only the sum is.
pub const DAYS_KEPT: i64 = 35;

/// Numbers by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(BTreeMap<String, i64>);

impl Counts {
    /// Adds to what is there under a name. Nothing is kept of zero.
    pub fn add(&mut self, name: &[&str], count: i64) {
        if count != 0 {
            *self.0.entry(name.join("/")).or_default() += count;
        }
    }

    /// The words behind a first word, and their counts, in order.
    pub fn of<'a>(&'a self, first: &'a str) -> impl Iterator<Item = (Vec<&'a str>, i64)> + 'a {
        self.0.iter().filter_map(move |(name, count)| {
            let mut words = name.split('/');
            (words.next() == Some(first)).then(|| (words.collect(), *count))
        })
    }

    /// What is there under a name.
    pub fn get(&self, name: &str) -> i64 {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_first_word() {
        let mut counts = Counts::default();
        counts.add(&["tool", "find", "done"], 2);
        counts.add(&["tool", "find", "done"], 1);
        counts.add(&["tool_ms", "find", "50"], 1);
        counts.add(&["tool", "find", "failed"], 0);
        assert_eq!(counts.of("tool").collect::<Vec<_>>(), [(vec!["find", "done"], 3)]);
        assert_eq!((counts.get("tool_ms/find/50"), counts.get("tool/find/failed")), (1, 0));
        assert_eq!(serde_json::to_string(&counts).unwrap(), r#"{"tool/find/done":3,"tool_ms/find/50":1}"#);
    }
}
