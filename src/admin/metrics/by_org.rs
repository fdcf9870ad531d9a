//! Counters of each org by itself. They have names of their own, so that nobody adds them to those of all orgs.

use std::collections::BTreeMap;

use super::exposition::{Exposition, Kind, Number};
use crate::store::metrics::OrgCount;

/// A counter of each org.
struct Family {
    name: &'static str,
    help: &'static str,
    /// The first word of the counts that make it up.
    first: &'static str,
    /// A label, and the place of its word behind the first one.
    label: Option<(&'static str, usize)>,
    number: fn(i64) -> Number,
}

const FAMILIES: [Family; 7] = [
    Family {
        name: "frontdesk_org_tool_requests_total",
        help: "Tools that were run in calls of the org, by what came of them.",
        first: "tool",
        label: Some(("outcome", 1)),
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_org_calls_total",
        help: "Calls of the org that began.",
        first: "call",
        label: None,
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_org_calls_finished_total",
        help: "Calls of the org that are over, by what came of them in a word.",
        first: "outcome",
        label: Some(("outcome", 1)),
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_org_call_cost_usd_total",
        help: "What calls of the org cost, in US dollars.",
        first: "cost_micros",
        label: None,
        number: Number::Millionths,
    },
    Family {
        name: "frontdesk_org_texts_total",
        help: "Texts of the org by how far they came.",
        first: "text",
        label: Some(("stage", 0)),
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_org_text_segments_total",
        help: "Segments of the org's texts that left.",
        first: "segments",
        label: None,
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_org_calendar_errors_total",
        help: "What the vendor of the org's calendars refused or did not answer.",
        first: "calendar_error",
        label: Some(("kind", 1)),
        number: Number::Whole,
    },
];

/// The first words of the counts that are needed.
pub(super) fn words() -> Vec<&'static str> {
    FAMILIES.iter().map(|family| family.first).collect()
}

/// Writes all of them.
pub(super) fn write(text: &mut Exposition, counts: &[OrgCount]) {
    for family in &FAMILIES {
        text.begin(family.name, Kind::Counter, family.help);
        for ((org, value), count) in summed(family, counts) {
            let label = family.label.map(|(label, _)| (label, value));
            let labels: Vec<_> = [("org", org.as_str())].into_iter().chain(label).collect();
            text.sample(family.name, &labels, (family.number)(count));
        }
    }
}

/// The counts of a family by org and the value of its label; an empty one if it has no label.
fn summed<'a>(family: &Family, counts: &'a [OrgCount]) -> BTreeMap<(String, &'a str), i64> {
    let mut sums: BTreeMap<(String, &str), i64> = BTreeMap::new();
    for OrgCount { org_id, name, count } in counts {
        let mut words = name.split('/');
        if words.next() == Some(family.first) {
            let value = family.label.and_then(|(_, place)| words.nth(place)).unwrap_or_default();
            *sums.entry((org_id.to_string(), value)).or_default() += count;
        }
    }
    sums
}
