//! The walls of the house: which room of `src/` may know which. `docs/architecture.md` has the same table in words.
//!
//! A room is a folder or file of `src/`; a vendor's folder and `voice/tools` are rooms of their own. The sources are parsed, so that every
//! path counts, in `use` and in code; what only tests use does not.

#![cfg(test)]

mod arrows;

use std::collections::{BTreeMap, BTreeSet};

use arrows::Arrow;

/// Words and tools that any room but `domain` may know. They know `domain` and one another.
const FOUNDATION: [&str; 11] = [
    "domain",
    "ports",
    "log",
    "cache",
    "allowance",
    "rate_limits",
    "crypto",
    "vault",
    "outbound",
    "context",
    "variables",
];

/// Whom each other room may know besides the foundation. The composition (`app`, `routes`, `frontdesk`, `adapters`, `lib`) may know all.
const MAY_KNOW: [(&str, &[&str]); 30] = [
    ("language", &[]),
    ("store", &[]),
    ("directory", &["store"]),
    ("identity", &["store", "config"]),
    ("http", &["store", "clinic", "directory", "identity"]),
    ("sign_in", &["store", "identity", "http", "config", "app", "calendars/google"]),
    ("integrations", &["store", "directory", "http"]),
    ("outbox", &["store"]),
    ("clinic", &["store"]),
    ("webhooks", &["store", "outbox"]),
    ("calls", &["store", "clinic", "integrations", "outbox", "language"]),
    ("calendars", &["store", "directory", "integrations", "outbox", "language"]),
    ("texts", &["store", "clinic", "directory", "integrations", "outbox", "language"]),
    ("booking", &["store", "directory", "calendars", "texts", "outbox"]),
    ("inbox", &["store", "directory", "texts", "outbox"]),
    ("jobs", &["store", "directory", "clinic", "calendars", "texts", "outbox", "calls"]),
    // How Vapi proves itself is configured with the deployment, so the configuration knows that much of it.
    ("voice/vapi/proof", &[]),
    ("config", &["voice/vapi/proof"]),
    ("calendars/google", &["calendars", "store", "clinic", "identity", "integrations", "http", "config"]),
    ("texts/twilio", &["texts", "store", "clinic", "integrations", "language", "http", "config"]),
    ("voice/tools", &["voice", "store", "booking", "inbox", "calendars", "texts", "directory", "language", "app"]),
    (
        "voice",
        &[
            "voice/tools",
            "store",
            "clinic",
            "booking",
            "calendars",
            "calls",
            "directory",
            "integrations",
            "language",
            "http",
            "config",
            "app",
        ],
    ),
    (
        "voice/vapi",
        &[
            "voice",
            "voice/tools",
            "calls",
            "voice/vapi/proof",
            "directory",
            "integrations",
            "store",
            "language",
            "http",
            "config",
            "app",
        ],
    ),
    ("voice/mcp", &["voice", "voice/tools", "language", "http", "config", "app"]),
    (
        "voice/retell",
        &["voice", "voice/tools", "calls", "directory", "integrations", "store", "language", "http", "config", "app"],
    ),
    ("voice/dograh", &["voice"]),
    ("voice/synthflow", &["voice"]),
    ("voice/elevenlabs", &["voice", "voice/tools", "calls", "http", "app"]),
    ("voice/telnyx", &["voice", "voice/tools", "http", "app"]),
    (
        "admin",
        &[
            "store",
            "directory",
            "clinic",
            "integrations",
            "booking",
            "calendars",
            "texts",
            "calls",
            "webhooks",
            "jobs",
            "http",
            "app",
        ],
    ),
];

const COMPOSITION: [&str; 5] = ["app", "routes", "frontdesk", "adapters", "lib"];
/// The only files outside `voice` that name a platform: they gather the platforms.
const GATHERS_PLATFORMS: [(&str, &str); 7] = [
    ("voice", "voice/vapi"),
    ("voice", "voice/retell"),
    ("voice", "voice/dograh"),
    ("voice", "voice/synthflow"),
    ("voice", "voice/mcp"),
    ("voice", "voice/elevenlabs"),
    ("voice", "voice/telnyx"),
];

fn is_allowed(Arrow { from, to, .. }: &Arrow) -> bool {
    if COMPOSITION.contains(&from.as_str()) || GATHERS_PLATFORMS.contains(&(from, to)) {
        return true;
    }
    let known = MAY_KNOW.iter().find(|(room, _)| room == from).map_or(&[][..], |(_, known)| *known);
    known.contains(&to.as_str()) || (FOUNDATION.contains(&to.as_str()) && from != "domain")
}

#[test]
fn no_arrow_goes_through_a_wall() {
    let mut forbidden: Vec<String> =
        arrows::all().iter().filter(|arrow| !is_allowed(arrow)).map(ToString::to_string).collect();
    forbidden.sort();
    forbidden.dedup();
    assert!(forbidden.is_empty(), "{} arrows:\n{}", forbidden.len(), forbidden.join("\n"));
}

/// The whole room of a folder within it; what proves Vapi stays apart.
fn whole(room: &str) -> String {
    if room == "voice/vapi/proof" { room.to_owned() } else { room.split('/').next().unwrap_or(room).to_owned() }
}

/// The rooms that stand in a circle or know one that does.
fn in_circles(arrows: &[Arrow]) -> BTreeMap<String, BTreeSet<String>> {
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in arrows.iter().map(|arrow| (whole(&arrow.from), whole(&arrow.to))).filter(|(from, to)| from != to)
    {
        known.entry(from).or_default().insert(to);
    }
    // Whoever knows only rooms that are gone goes too; who is left knows somebody who is left, without an end.
    loop {
        let left: BTreeSet<String> = known.keys().cloned().collect();
        for others in known.values_mut() {
            others.retain(|other| left.contains(other));
        }
        known.retain(|_, others| !others.is_empty());
        if known.len() == left.len() {
            return known;
        }
    }
}

#[test]
fn no_rooms_know_each_other_in_a_circle() {
    let circles = in_circles(&arrows::all());
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn a_circle_is_found_over_any_number_of_rooms() {
    let arrow = |(from, to): (&str, &str)| Arrow { from: from.into(), to: to.into(), place: String::new() };
    let arrows = [("a", "b"), ("b", "c"), ("c", "d")].map(arrow);
    assert!(in_circles(&arrows).is_empty());
    let round = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")].map(arrow);
    assert_eq!(in_circles(&round).len(), 3);
}

/// The reader itself: what it must see, and what it must not.
#[test]
fn arrows_are_read_from_every_form_of_a_path() {
    let source = "
        use super::plan; use crate::{store::{self, Batch}, texts::twilio as t};
        fn f() -> crate::booking::Outcome { super::super::jobs::run() }
        // crate::admin::x
        const TEXT: &str = \"crate::admin::y\";
        #[cfg(test)] mod tests { use crate::admin::z; }
    ";
    let seen = arrows::of(&["calendars".into(), "events".into()], source).into_iter().map(|arrow| arrow.to);
    let expected = ["store", "texts/twilio", "booking", "jobs"].map(str::to_owned);
    assert_eq!(seen.collect::<BTreeSet<_>>(), BTreeSet::from(expected));
}
