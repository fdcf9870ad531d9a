//! `tests/golden/arguments.txt`: arguments to the letter as models send them, each with what the agent hears. Clinics are headed
//! `== zone country`; `> tool arguments` is a call, and below it stands the answer without its last sentence, which is today's date.
//! Of what is free the list is left out. The test prints the whole file as it would be now when it differs, to be read before it is
//! taken over.

use serde_json::{Value, json};

use crate::{
    booking::{ANN, BOOK, CANCEL, FIND, HOLD, MOVE},
    support::{Desk, ORG},
};

const TABLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/arguments.txt"));
const TODAY: &str = " Today is Tuesday, December 1, 2026 (";

/// A clinic with names that resemble each other.
async fn clinic(place: &str) -> Desk {
    let desk = Desk::with_clinic().await;
    let (zone, country) = place.split_once(' ').unwrap();
    let country = (country != "nowhere").then_some(country);
    desk.operator("PATCH", "/api/org", &json!({"zone": zone, "country": country})).await.expect(200);
    for (name, aliases, minutes) in [
        ("Dental cleaning", vec!["hygiene", "scale and polish"], 30),
        ("Deep cleaning", vec![], 60),
        ("Check-up", vec!["exam"], 30),
        ("Root canal", vec![], 90),
    ] {
        let service = json!({"name": name, "aliases": aliases, "minutes": minutes});
        desk.admin("POST", "/api/services", &service).await.expect(201);
    }
    for (name, calendar) in [("Dr. Sarah Lee", "lee"), ("Mr. Tom Lee", "tom"), ("Dr. José Núñez", "jose")] {
        let practitioner = json!({"name": name, "calendar_id": format!("{calendar}@clinic.example")});
        desk.admin("POST", "/api/practitioners", &practitioner).await.expect(201);
    }
    desk
}

fn path(tool: &str) -> &'static str {
    match tool {
        "check" => "calendar/check",
        "hold" => HOLD,
        "book" => BOOK,
        "move" => MOVE,
        "cancel" => CANCEL,
        "find" => FIND,
        "text" => "sms/send",
        other => panic!("{other} is no tool"),
    }
}

/// A clinic where nothing is booked and one where Ann has two appointments, each until a call changes it.
struct Clinics<'a> {
    place: &'a str,
    empty: Option<Desk>,
    booked: Option<Desk>,
}

impl<'a> Clinics<'a> {
    fn at(place: &'a str) -> Self {
        Self { place, empty: None, booked: None }
    }

    /// What is heard of a call by Ann.
    async fn heard(&mut self, tool: &str, raw: &str) -> String {
        let needs_booked = !matches!(tool, "check" | "hold" | "book");
        let kept = if needs_booked { &mut self.booked } else { &mut self.empty };
        let desk = match kept.take() {
            Some(desk) => desk,
            None if needs_booked => with_two_appointments(self.place).await,
            None => clinic(self.place).await,
        };
        let before = changes(&desk);
        let said = both_ways(&desk, tool, raw).await;
        *kept = Some(desk).filter(|desk| changes(desk) == before);
        said
    }
}

fn changes(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT (SELECT count(*) FROM receipts) || ' ' || (SELECT count(*) FROM messages)")
}

async fn with_two_appointments(place: &str) -> Desk {
    let desk = clinic(place).await;
    for (id, start, name) in [("b1", "2026-12-03T09:30", "Ann Lee"), ("b2", "2026-12-04T14:00", "Bob Ray")] {
        let order = json!({"start": start, "name": name, "practitioner": "Sarah"});
        let said = desk.tool(BOOK, ("before", id), ANN, &order).await;
        assert!(said.contains("is booked"), "{said}");
    }
    desk
}

/// Arguments come as text. Where they are an object they come as that too, with the same answer.
async fn both_ways(desk: &Desk, tool: &str, raw: &str) -> String {
    let said = desk.tool(path(tool), ("ann", "t1"), ANN, &json!(raw)).await;
    if let Ok(object @ Value::Object(_)) = serde_json::from_str(raw) {
        let again = desk.tool(path(tool), ("ann", "t1"), ANN, &object).await;
        assert!(again == said || tool == "text", "{raw}: {said} and then {again}");
    }
    short(&said, tool)
}

fn short(said: &str, tool: &str) -> String {
    let said = said.split_once(TODAY).map_or(said, |(said, _)| said);
    let list = [", for example ", ", the first of them ", ": "].iter().filter_map(|mark| said.find(mark)).min();
    let is_list = tool == "check" && said.contains("(start ") && !said.contains("The next opening");
    list.filter(|_| is_list).map_or(said, |at| &said[..at]).to_owned()
}

#[tokio::test]
async fn arguments_are_read_as_models_send_them() {
    let mut now = String::new();
    let mut clinics = Clinics::at("America/New_York US");
    let mut cases = 0;
    for line in TABLE.lines().filter(|line| !line.starts_with(' ')) {
        now.push_str(line);
        now.push('\n');
        if let Some(other) = line.strip_prefix("== ") {
            clinics = Clinics::at(other);
        }
        if let Some((tool, raw)) = line.strip_prefix("> ").and_then(|call| call.split_once(' ')) {
            cases += 1;
            let said = clinics.heard(tool, raw).await;
            now.extend(["  ", said.as_str(), "\n"]);
        }
    }
    assert!(cases >= 150, "there are {cases} cases");
    assert!(now == TABLE, "what is said has changed; it is now:\n{now}");
}
