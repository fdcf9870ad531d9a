//! Several people at once, in every order that their requests can come in: what they are told is what stands.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use proptest::{collection::vec, prelude::*};

use super::*;

/// Some of these overlap, since an appointment takes 45 minutes and a buffer.
const STARTS: [&str; 5] = ["2026-12-03T09:00", NINE_THIRTY, TEN, "2026-12-03T11:00", "2026-12-03T14:00"];
const PEOPLE: [(&str, &str); 3] = [("Ann Lee", ANN), ("Bob Ray", BOB), ("Cy Day", "+15550166")];

/// What somebody asks for: a start, or what becomes of the first appointment that they have.
#[derive(Clone, Copy, Debug)]
enum Wish {
    Book(usize),
    Hold(usize),
    Move(usize),
    Cancel,
    /// The clinic books for them.
    Clinic(usize),
}

#[derive(Clone, Debug)]
struct Storm {
    /// Who asks for what, one thing after the other.
    wishes: Vec<Vec<Wish>>,
    pauses: Vec<u8>,
    practitioners: bool,
    daily_cap: Option<u16>,
}

fn any_wish() -> impl Strategy<Value = Wish> {
    let start = || 0..STARTS.len();
    prop_oneof![
        3 => start().prop_map(Wish::Book),
        1 => start().prop_map(Wish::Hold),
        4 => start().prop_map(Wish::Move),
        1 => Just(Wish::Cancel),
        1 => start().prop_map(Wish::Clinic),
    ]
}

fn any_storm() -> impl Strategy<Value = Storm> {
    let wishes = vec(((0..STARTS.len()).prop_map(Wish::Book), vec(any_wish(), 1..4)), PEOPLE.len());
    let wishes = wishes.prop_map(|all| all.into_iter().map(|(first, rest)| [vec![first], rest].concat()).collect());
    let chance = (vec(0_u8..5, 80), any::<bool>(), prop::option::weighted(0.3, 1_u16..3));
    (wishes, chance).prop_map(|(wishes, (pauses, practitioners, daily_cap))| Storm {
        wishes,
        pauses,
        practitioners,
        daily_cap,
    })
}

/// One person's appointments, as they must think from what they were told.
#[derive(Default)]
struct Told(Vec<&'static str>);

impl Told {
    fn hears(&mut self, wish: Wish, said: &str) {
        match wish {
            Wish::Book(start) if said.contains("is booked") => self.has(STARTS[start]),
            Wish::Clinic(start) if said == "201" => self.has(STARTS[start]),
            Wish::Move(start) if said.contains("has moved from") => self.0[0] = STARTS[start],
            Wish::Cancel if said.contains("is cancelled") => drop(self.0.remove(0)),
            _ => {}
        }
    }

    fn has(&mut self, start: &'static str) {
        if !self.0.contains(&start) {
            self.0.push(start);
        }
    }
}

async fn ask(desk: &Desk, (name, number): (&str, &str), id: &str, wish: Wish, told: &Told) -> String {
    let (id, first) = ((&number[1..], id), told.0.first());
    match wish {
        Wish::Book(start) => desk.tool(BOOK, id, number, &order(STARTS[start], name)).await,
        Wish::Hold(start) => desk.tool(HOLD, id, number, &json!({"start": STARTS[start]})).await,
        Wish::Move(start) => desk.tool(MOVE, id, number, &json!({"date": first, "new_start": STARTS[start]})).await,
        Wish::Cancel => desk.tool(CANCEL, id, number, &json!({"date": first})).await,
        Wish::Clinic(start) => {
            let order = json!({"start": STARTS[start], "patient_name": name, "phone": number});
            desk.admin("POST", "/api/appointments", &order).await.status.as_u16().to_string()
        }
    }
}

/// The starts that each person has.
fn standing(desk: &Desk) -> BTreeMap<String, Vec<String>> {
    let mut standing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in book(desk) {
        let (start, rest) = line.split_once(' ').unwrap();
        if let Some(name) = rest.strip_prefix("confirmed ") {
            standing.entry(name.into()).or_default().push(start.into());
        }
    }
    standing
}

async fn rages(storm: Storm) -> Result<(), TestCaseError> {
    let desk = Desk::with_clinic().await;
    let mut rules = schedule();
    let more =
        json!({"slot_minutes": 45, "step_minutes": 30, "buffer_after_minutes": 10, "daily_cap": storm.daily_cap});
    rules.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.admin("PUT", "/api/schedule", &rules).await.expect(200);
    if storm.practitioners {
        hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    }
    desk.check(&json!({"date": "2026-12-03"})).await;
    let isolates = [desk.beside(), desk.beside()];
    desk.network.pause(storm.pauses);
    let people = PEOPLE.iter().zip(&storm.wishes).enumerate().map(|(number, (person, wishes))| {
        let isolate = &isolates[number % 2];
        async move {
            let mut told = Told::default();
            for (number, wish) in wishes.iter().enumerate() {
                let said = ask(isolate, *person, &format!("t{number}"), *wish, &told).await;
                told.hears(*wish, &said);
            }
            told.0.sort_unstable();
            (person.0, told.0)
        }
    });
    let told: BTreeMap<String, Vec<String>> = join_all(people)
        .await
        .into_iter()
        .filter(|(_, starts)| !starts.is_empty())
        .map(|(name, starts)| (name.to_owned(), starts.into_iter().map(str::to_owned).collect()))
        .collect();
    prop_assert_eq!(standing(&desk), told);
    let busiest = "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM appointments WHERE status = 'confirmed' GROUP BY calendar_id)";
    prop_assert!(storm.daily_cap.is_none_or(|cap| desk.clinics.value(ORG, busiest).parse::<u16>().unwrap() <= cap));
    comes_to_rest(&desk).await;
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    // bug class 1, bug class 9, bug class 10, bug class 17
    #[test]
    fn what_people_are_told_is_what_stands(storm in any_storm()) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(rages(storm))?;
    }
}
