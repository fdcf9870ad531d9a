//! `tests/golden/arguments.txt`: arguments to the letter as models send them, each with what the agent hears. Clinics are headed
//! `== zone country`, with `dental` and a moment in UTC behind it for another clinic and another time; `> tool arguments` is a call, and
//! below it stands the answer without its last sentence, which is today's date. Of what is free the list is left out. The test prints the
//! whole file as it would be now when it differs, to be read before it is taken over.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value, json};

use crate::{
    booking::{ANN, BOOK, CANCEL, FIND, HOLD, MOVE},
    mcp,
    support::{Desk, NUMBER, ORG},
};

const TABLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/arguments.txt"));

/// A clinic as a heading of the table has it.
#[derive(Clone, Copy)]
struct Place<'a> {
    zone: &'a str,
    country: Option<&'a str>,
    /// Whether it has breaks, Saturdays and four practitioners of unlike names.
    is_dental: bool,
    /// When the calls are made.
    now: Option<DateTime<Utc>>,
}

impl<'a> Place<'a> {
    fn headed(heading: &'a str) -> Self {
        let mut words = heading.split(' ');
        let (zone, country) = (words.next().unwrap(), words.next().unwrap());
        let is_dental = words.next().is_some_and(|kind| kind == "dental");
        let moment = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap().and_utc();
        Self { zone, country: Some(country).filter(|it| *it != "nowhere"), is_dental, now: words.next().map(moment) }
    }

    async fn clinic(self) -> Desk {
        let desk = Desk::with_clinic_and(&[("RETELL_AUTH", "off"), ("MCP_AUTH", "off")]).await;
        desk.operator("PATCH", "/api/org", &json!({"zone": self.zone, "country": self.country})).await.expect(200);
        if self.is_dental {
            dental(&desk).await;
        } else {
            alike(&desk).await;
        }
        if let Some(now) = self.now {
            desk.clock.set(now);
        }
        desk
    }

    async fn with_appointments(self) -> Desk {
        let desk = self.clinic().await;
        let alike: &[_] = &[("2026-12-03T09:30", "Ann Lee", "", "Sarah"), ("2026-12-04T14:00", "Bob Ray", "", "Sarah")];
        let dental: &[_] = &[
            ("2026-12-03T09:30", "Ann Lee", "Cleaning", "Dr. Smith"),
            ("2026-12-04T14:00", "Bob Lee", "Root canal", "Dr. Smith"),
            ("2026-12-15T10:00", "Ann Lee", "Teeth whitening", "Priya Patel"),
        ];
        for (id, (start, name, service, who)) in (0..).zip(if self.is_dental { dental } else { alike }) {
            let order = json!({"start": start, "name": name, "service": service, "practitioner": who});
            let said = desk.tool(BOOK, ("before", &format!("b{id}")), ANN, &order).await;
            assert!(said.contains("is booked"), "{said}");
        }
        desk
    }
}

/// Services and practitioners with names that resemble each other, open from nine to five.
async fn alike(desk: &Desk) {
    for (name, aliases, minutes) in [
        ("Dental cleaning", vec!["hygiene", "scale and polish"], 30),
        ("Deep cleaning", vec![], 60),
        ("Check-up", vec!["exam"], 30),
        ("Root canal", vec![], 90),
    ] {
        let service = json!({"name": name, "aliases": aliases, "minutes": minutes});
        desk.admin("POST", "/api/services", &service).await.expect(201);
    }
    hire(desk, &[("Dr. Sarah Lee", "lee"), ("Mr. Tom Lee", "tom"), ("Dr. José Núñez", "jose")]).await;
}

async fn hire(desk: &Desk, people: &[(&str, &str)]) {
    for (name, calendar) in people {
        let practitioner = json!({"name": name, "calendar_id": format!("{calendar}@clinic.example")});
        desk.admin("POST", "/api/practitioners", &practitioner).await.expect(201);
    }
}

async fn dental(desk: &Desk) {
    let morning = json!({"open": "09:00", "close": "12:00"});
    let day = json!([morning, {"open": "13:00", "close": "17:00"}]);
    let weekly =
        json!({"monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day, "saturday": [morning]});
    let schedule = json!({"slot_minutes": 30, "min_notice_minutes": 0, "horizon_days": 150, "weekly": weekly});
    desk.admin("PUT", "/api/schedule", &schedule).await.expect(200);
    for name in ["Cleaning", "New patient exam", "Root canal", "Teeth whitening", "Emergency visit"] {
        desk.admin("POST", "/api/services", &json!({"name": name, "minutes": 30})).await.expect(201);
    }
    let people = [
        ("Dr. Alan Smith", "smith"),
        ("Dr. María García", "maria"),
        ("Priya Patel", "priya"),
        ("Dr. Tom Nguyen", "tom"),
    ];
    hire(desk, &people).await;
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
        "take" => "messages/take",
        other => panic!("{other} is no tool"),
    }
}

/// A clinic where nothing is booked and one where Ann has appointments, each until a call changes it.
struct Clinics<'a> {
    place: Place<'a>,
    empty: Option<Desk>,
    booked: Option<Desk>,
}

impl<'a> Clinics<'a> {
    fn at(heading: &'a str) -> Self {
        Self { place: Place::headed(heading), empty: None, booked: None }
    }

    /// What is heard of a call by Ann.
    async fn heard(&mut self, tool: &str, raw: &str) -> String {
        let needs_booked = !matches!(tool, "check" | "hold" | "book" | "take");
        let kept = if needs_booked { &mut self.booked } else { &mut self.empty };
        let desk = match kept.take() {
            Some(desk) => desk,
            None if needs_booked => self.place.with_appointments().await,
            None => self.place.clinic().await,
        };
        let before = changes(&desk);
        let said = both_ways(&desk, tool, raw).await;
        *kept = Some(desk).filter(|desk| changes(desk) == before);
        said
    }
}

fn changes(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT (SELECT count(*) FROM receipts) || ' ' || (SELECT count(*) FROM messages) || ' ' || (SELECT count(*) FROM inbox)")
}

/// Arguments come as text. Where they are an object they come as that too, with the same answer.
async fn both_ways(desk: &Desk, tool: &str, raw: &str) -> String {
    let said = desk.tool(path(tool), ("ann", "t1"), ANN, &json!(raw)).await;
    if let Ok(object @ Value::Object(_)) = serde_json::from_str(raw) {
        let again = desk.tool(path(tool), ("ann", "t1"), ANN, &object).await;
        assert!(again == said || tool == "text", "{raw}: {said} and then {again}");
        for heard in by_others(desk, tool, &object).await {
            assert!(heard == said || tool == "text", "{raw}: {said} and elsewhere {heard}");
        }
    }
    short(&said, tool)
}

/// The same by Retell, in the same call and under the same id; and by an MCP client, which has no ids, where nothing is changed.
async fn by_others(desk: &Desk, tool: &str, arguments: &Value) -> Vec<String> {
    let name = name(tool);
    let invocation =
        json!({"role": "tool_call_invocation", "name": name, "tool_call_id": "t1", "arguments": arguments.to_string()});
    let call = json!({"call_id": "ann", "call_type": "phone_call", "direction": "inbound", "from_number": ANN,
        "to_number": NUMBER, "transcript_with_tool_calls": [invocation]});
    let body = json!({"name": name, "args": arguments, "call": call});
    let mut heard = vec![desk.send("POST", "/api/retell/tools", "", Some(&body)).await.expect(200).spoken()];
    if matches!(tool, "check" | "find") {
        let headers = [("x-called-number", NUMBER), ("x-caller-number", ANN), ("x-call-id", "ann")];
        heard.push(mcp::said(mcp::post(desk, mcp::MCP, &headers, &mcp::calls(name, arguments.clone())).await));
    }
    heard
}

fn name(tool: &str) -> &'static str {
    match tool {
        "check" => "check_availability",
        "hold" => "reserve_slot",
        "book" => "book_appointment",
        "move" => "reschedule_appointment",
        "cancel" => "cancel_appointment",
        "find" => "find_appointments",
        "text" => "send_sms",
        "take" => "take_message",
        other => panic!("{other} is no tool"),
    }
}

fn short(said: &str, tool: &str) -> String {
    let said = said.rsplit_once(" Today is ").map_or(said, |(said, _)| said);
    if said.contains("The next opening") || said.contains("The nearest opening") {
        return said.to_owned();
    }
    let list = [", for example ", ", the first of them ", ": "].iter().filter_map(|mark| said.find(mark)).min();
    let is_list = tool == "check" && said.contains("(start ");
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
    assert!(now == TABLE, "what is said has changed; it is now:\n{now}");
    assert!(cases >= 600, "there are {cases} cases");
}
