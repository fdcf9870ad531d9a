//! What clinics' objects have counted, as metrics. Nothing of it ever falls.

use std::collections::BTreeMap;

use super::exposition::{Exposition, Kind, Number};
use crate::domain::metrics::{BUCKETS, Counts, LAST_BUCKET};

/// A counter whose labels are the words behind the first one of a count's name.
struct Family {
    name: &'static str,
    help: &'static str,
    first: &'static str,
    labels: &'static [&'static str],
    number: fn(i64) -> Number,
}

const FAMILIES: [Family; 9] = [
    Family {
        name: "frontdesk_tool_requests_total",
        help: "Tools that were run in calls, by what came of them.",
        first: "tool",
        labels: &["tool", "outcome", "platform"],
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_calls_total",
        help: "Calls that began.",
        first: "call",
        labels: &["platform"],
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_calls_finished_total",
        help: "Calls that are over, by what came of them in a word.",
        first: "outcome",
        labels: &["platform", "outcome"],
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_call_cost_usd_total",
        help: "What calls cost as the voice platforms report it, in US dollars.",
        first: "cost_micros",
        labels: &["platform"],
        number: Number::Millionths,
    },
    Family {
        name: "frontdesk_texts_total",
        help: "Texts by how far they came; one that was delivered has also been written and left.",
        first: "text",
        labels: &["stage"],
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_text_segments_total",
        help: "Segments of the texts that left, which is what they cost.",
        first: "segments",
        labels: &[],
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_calendar_errors_total",
        help: "What vendors of calendars refused or did not answer, by what can be done about it.",
        first: "calendar_error",
        labels: &["vendor", "kind"],
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_availability_checks_total",
        help: "Checks of what is free that were answered, by where the busy times came from.",
        first: "check",
        labels: &["source"],
        number: Number::Whole,
    },
    Family {
        name: "frontdesk_calendar_copy_behind_total",
        help: "Times at which the copy of the busy times offered what the provider said is taken.",
        first: "copy_behind",
        labels: &[],
        number: Number::Whole,
    },
];

/// Histograms by the first word of their counts' names, and what tells their series apart.
const HISTOGRAMS: [(&str, &str, &str, &str); 2] = [
    ("tool_ms", "frontdesk_tool_duration_seconds", "tool", "How long tools took in the clinic's object."),
    (
        "platform_ms",
        "frontdesk_tool_platform_duration_seconds",
        "platform",
        "How long tools took as the voice platform saw it, with the way there and back.",
    ),
];

/// Writes all of them.
pub(super) fn write(text: &mut Exposition, counts: &Counts) {
    for family in &FAMILIES {
        text.begin(family.name, Kind::Counter, family.help);
        let mut found = counts.of(family.first).peekable();
        // A counter without labels is there from the beginning.
        if family.labels.is_empty() && found.peek().is_none() {
            text.sample(family.name, &[], (family.number)(0));
        }
        for (words, count) in found {
            let labels: Vec<_> = family.labels.iter().copied().zip(words).collect();
            text.sample(family.name, &labels, (family.number)(count));
        }
    }
    for (first, name, label, help) in HISTOGRAMS {
        text.begin(name, Kind::Histogram, help);
        for (series, buckets) in series(counts, first) {
            histogram(text, name, (label, series), &buckets);
        }
    }
    let name = "frontdesk_calendar_copy_age_seconds";
    text.begin(name, Kind::Summary, "How old the copy of the busy times was when it answered a check.");
    text.sample(&format!("{name}_sum"), &[], Number::Whole(counts.get("copy_age")));
    text.sample(&format!("{name}_count"), &[], Number::Whole(counts.get("check/copy")));
}

/// The buckets of each series of a histogram, by their words.
fn series<'a>(counts: &'a Counts, first: &'a str) -> BTreeMap<&'a str, BTreeMap<&'a str, i64>> {
    let mut series: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
    for (words, count) in counts.of(first) {
        if let [of, bucket] = words[..] {
            series.entry(of).or_default().insert(bucket, count);
        }
    }
    series
}

/// Buckets are counted each by itself, and written with all that are below.
fn histogram(text: &mut Exposition, name: &str, (label, series): (&str, &str), buckets: &BTreeMap<&str, i64>) {
    let count = |bucket: &str| buckets.get(bucket).copied().unwrap_or_default();
    let (of_bucket, mut below) = (format!("{name}_bucket"), 0);
    for (word, millis) in BUCKETS {
        below += count(word);
        let bound = format!("{}", f64::from(millis) / 1_000.0);
        text.sample(&of_bucket, &[(label, series), ("le", &bound)], Number::Whole(below));
    }
    let all = below + count(LAST_BUCKET);
    text.sample(&of_bucket, &[(label, series), ("le", "+Inf")], Number::Whole(all));
    text.sample(&format!("{name}_sum"), &[(label, series)], Number::Thousandths(count("sum")));
    text.sample(&format!("{name}_count"), &[(label, series)], Number::Whole(all));
}
