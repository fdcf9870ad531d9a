//! How much work a query is, estimated from SQLite's plan of it. Nothing else runs in an object while it is queried, and nobody can
//! stop a query that has begun, so one that could keep callers waiting is refused before.

use std::collections::HashMap;

use serde_json::Value;

/// Rows that may be looked at: about a second of an object's time.
const MOST_WORK: u64 = 10_000_000;
/// More rows than a table has: reading so many a few times over is no harm, and once for each of them is.
const MANY: u64 = MOST_WORK / 10;
/// What a list in JSON may come to: rows have no longer ones.
const LIST: u64 = 100;
/// Queries within a query whose rows are made first, by their names.
const MADE_FIRST: [&str; 2] = ["CO-ROUTINE ", "MATERIALIZE "];
/// Queries within a query that are asked once.
const ASKED_ONCE: [&str; 2] = ["LIST SUBQUERY", "SCALAR SUBQUERY"];

/// A plan: what each step says, and the steps within each.
#[derive(Default)]
struct Plan<'a> {
    details: HashMap<i64, &'a str>,
    within: HashMap<i64, Vec<i64>>,
    /// The queries whose rows are made first, and how many rows they look at.
    made: HashMap<&'a str, u64>,
}

/// Whether the plan has a step that can go on for ever.
pub(super) fn is_endless(plan: &[Vec<Value>]) -> bool {
    plan.iter().filter_map(|row| row.get(3)?.as_str()).any(|detail| detail.starts_with("RECURSIVE STEP"))
}

/// Whether the plan reads rows for each of many rows, so that it depends on how many there are.
pub(super) fn is_nested(plan: &[Vec<Value>]) -> bool {
    is_too_much(plan, MANY)
}

/// Whether the plan reads too much, if no table has more than `rows` rows.
pub(super) fn is_too_much(plan: &[Vec<Value>], rows: u64) -> bool {
    steps(plan).work(0, rows.max(1)) > MOST_WORK
}

/// Takes the rows of `EXPLAIN QUERY PLAN` apart: id, parent, a number that means nothing, and a text.
fn steps(rows: &[Vec<Value>]) -> Plan<'_> {
    let mut plan = Plan::default();
    for row in rows {
        let [id, parent, _, detail] = row.as_slice() else { continue };
        let (Some(id), Some(parent), Some(detail)) = (id.as_i64(), parent.as_i64(), detail.as_str()) else { continue };
        plan.details.insert(id, detail);
        plan.within.entry(parent).or_default().push(id);
    }
    plan
}

impl<'a> Plan<'a> {
    /// The rows that the steps within `step` look at. Steps that stand beside each other are loops in one another. The parts of a
    /// compound follow one another, as does what is made or asked once.
    fn work(&mut self, step: i64, rows: u64) -> u64 {
        let is_compound = self.detail(step).starts_with("COMPOUND");
        let (mut loops, mut once) = (1_u64, 0_u64);
        for part in self.within.get(&step).cloned().unwrap_or_default() {
            let detail = self.detail(part);
            let work = self.work(part, rows).saturating_mul(self.rounds(detail, rows));
            let made = MADE_FIRST.iter().find_map(|kind| detail.strip_prefix(kind));
            if let Some(name) = made {
                self.made.insert(name, work);
            }
            if is_compound || made.is_some() || ASKED_ONCE.iter().any(|kind| detail.starts_with(kind)) {
                once = once.saturating_add(work);
            } else {
                loops = loops.saturating_mul(work);
            }
        }
        loops.saturating_add(once)
    }

    /// How often a step goes around.
    fn rounds(&self, detail: &str, rows: u64) -> u64 {
        let Some(scanned) = detail.strip_prefix("SCAN ") else { return 1 };
        if let Some(made) = scanned.split(' ').next().and_then(|name| self.made.get(name)) {
            *made
        } else if scanned.contains("VIRTUAL TABLE") {
            LIST
        } else if scanned.contains("CONSTANT ROW") {
            1
        } else {
            rows
        }
    }

    fn detail(&self, step: i64) -> &'a str {
        self.details.get(&step).copied().unwrap_or_default()
    }
}
