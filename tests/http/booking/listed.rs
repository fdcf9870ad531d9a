//! What the agent lists is what it can hold, and nothing else is: both asked over HTTP, every five minutes of a day and a little beside, for random clinics, on ordinary days and on those on which the clocks change.

use proptest::{collection::vec, prelude::*};

use super::*;

/// Zones, and a day on which their clocks change or nothing happens. The days lie within half a year of the desk's clock.
const DAYS: [(&str, &str); 6] = [
    ("America/New_York", "2027-03-14"),
    ("America/New_York", "2026-12-03"),
    ("Europe/Berlin", "2027-03-28"),
    ("Australia/Lord_Howe", "2027-04-04"),
    ("Asia/Kathmandu", "2026-12-04"),
    ("America/Santiago", "2027-04-03"),
];
/// Minutes after each quarter of an hour.
const BESIDE: [u32; 4] = [0, 5, 7, 10];

/// A clinic in a zone, what is in its book, and the day that is asked about.
#[derive(Clone, Debug)]
struct Clinic {
    day: (&'static str, &'static str),
    /// When it opens and closes, in quarters of an hour; past midnight from 96 on.
    hours: (u32, u32),
    minutes: u32,
    step: u32,
    buffers: (u32, u32),
    service: bool,
    practitioners: bool,
    /// Starts that are booked before, in quarters of an hour.
    booked: Vec<u32>,
    /// Quarters of an hour from which Google is busy for one.
    busy: Vec<u32>,
}

fn any_clinic() -> impl Strategy<Value = Clinic> {
    let day = prop::sample::select(DAYS.to_vec());
    let hours = (0_u32..60, 4_u32..50).prop_map(|(open, length)| (open, open + length));
    let lengths = (prop::sample::select(vec![15_u32, 30, 45, 50]), prop::sample::select(vec![5_u32, 15, 20, 30]));
    let rest = ((0_u32..20, 0_u32..20), any::<bool>(), any::<bool>(), vec(0_u32..96, 0..3), vec(0_u32..96, 0..3));
    (day, hours, lengths, rest).prop_map(
        |(day, hours, (minutes, step), (buffers, service, practitioners, booked, busy))| Clinic {
            day,
            hours,
            minutes,
            step,
            buffers,
            service,
            practitioners,
            booked,
            busy,
        },
    )
}

fn clock(quarters: u32) -> String {
    format!("{:02}:{:02}", quarters / 4 % 24, quarters % 4 * 15)
}

impl Clinic {
    fn start(&self, quarters: u32, minutes: u32) -> String {
        format!("{}T{:02}:{:02}", self.day.1, quarters / 4, quarters % 4 * 15 + minutes)
    }

    /// What is asked of a tool, with the service if there is one.
    fn wish(&self, mut arguments: Value) -> Value {
        if self.service {
            arguments["service"] = json!("Cleaning");
        }
        arguments
    }

    async fn open(&self) -> Desk {
        let desk = Desk::with_clinic().await;
        desk.sqlite.execute(&format!("UPDATE orgs SET zone = '{}'", self.day.0));
        let day = json!([{"open": clock(self.hours.0), "close": clock(self.hours.1)}]);
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let weekly: serde_json::Map<_, _> = names.iter().map(|name| ((*name).to_owned(), day.clone())).collect();
        let rules = json!({"slot_minutes": self.minutes, "step_minutes": self.step, "min_notice_minutes": 60,
            "horizon_days": 180, "weekly": weekly,
            "buffer_before_minutes": self.buffers.0, "buffer_after_minutes": self.buffers.1});
        desk.admin("PUT", "/api/schedule", &rules).await.expect(200);
        if self.service {
            let service =
                json!({"name": "Cleaning", "minutes": self.minutes + 10, "buffer_after_minutes": self.buffers.0});
            desk.admin("POST", "/api/services", &service).await.expect(201);
        }
        if self.practitioners {
            hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
        }
        for quarters in &self.busy {
            // Google's times are instants; which local times they are is of no concern here.
            let at = format!("{}T{}:00Z", self.day.1, clock(*quarters));
            let until = format!("{}T{}:10Z", self.day.1, clock(*quarters));
            desk.vendors.set_busy(&at, &until);
        }
        for (n, quarters) in self.booked.iter().enumerate() {
            let order = self.wish(order(&self.start(*quarters, 0), "Bob Ray"));
            desk.tool(BOOK, ("bob", &format!("b{n}")), &format!("+1555017{n}"), &order).await;
        }
        desk
    }

    /// The starts that can be held. A caller's hold is in nobody's way but others', so one caller can try them all.
    async fn held(&self, desk: &Desk) -> Vec<String> {
        let mut held = Vec::new();
        for (quarters, minutes) in (0..96).flat_map(|quarters| BESIDE.map(|minutes| (quarters, minutes))) {
            let start = self.start(quarters, minutes);
            let said = desk.tool(HOLD, ("ann", &start), ANN, &self.wish(json!({"start": start}))).await;
            if said.contains("Held for the caller") {
                held.push(start);
            }
        }
        held
    }
}

/// The starts that a check lists, and how many it says there are.
async fn listed(desk: &Desk, arguments: &Value) -> (Vec<String>, usize) {
    let mut body = json!({"toolCall": {"arguments": arguments}});
    body["toolCall"]["arguments"]["inboundPhoneNumber"] = json!(crate::support::NUMBER);
    let answer = desk.webhook(&body).await.expect(200).json();
    let content: Value = serde_json::from_str(answer["toolResult"]["content"].as_str().unwrap()).unwrap();
    let starts = content["availableSlots"].as_array().unwrap().iter();
    let starts = starts.map(|start| start.as_str().unwrap().to_owned()).collect();
    (starts, usize::try_from(content["totalSlots"].as_u64().unwrap()).unwrap())
}

async fn agree(clinic: Clinic) -> Result<(), TestCaseError> {
    let desk = clinic.open().await;
    let date = clinic.day.1;
    let (starts, total) = listed(&desk, &clinic.wish(json!({"date": date}))).await;
    let (_, before) = listed(&desk, &clinic.wish(json!({"date": date, "part_of_day": "before noon"}))).await;
    let held = clinic.held(&desk).await;
    prop_assert_eq!(held.len(), total, "{:?}", held);
    prop_assert!(starts.iter().all(|start| held.contains(start)), "{:?} {:?}", starts, held);
    let noon = format!("{date}T12:00");
    prop_assert_eq!(held.iter().filter(|start| **start < noon).count(), before, "{:?}", held);
    if let Some(start) = starts.first() {
        let said = desk.tool(BOOK, ("ann", "book"), ANN, &clinic.wish(order(start, "Ann Lee"))).await;
        prop_assert!(said.contains("is booked"), "{}", said);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    // bug class 3, bug class 7, bug class 23, bug class 27, bug class 31, bug class 32, bug class 34, bug class 35
    #[test]
    fn what_is_listed_is_what_can_be_held_and_booked(clinic in any_clinic()) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(agree(clinic))?;
    }
}
