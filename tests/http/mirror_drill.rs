//! People edit the calendar while callers ask and book: what is offered was free within the published bound, what has been free for
//! longer is offered, and what is booked is free at that moment.

use std::time::Duration;

use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{
    booking::{BOOK, comes_to_rest},
    support::Desk,
};

/// The longest time for which callers may hear what is no longer so, in seconds.
const BOUND: u64 = 180;
/// The slots that are asked for, half an hour each: as many as an answer names all of.
const SLOTS: usize = 5;
/// So many stories of so many steps, about half of which are questions: ten thousand questions.
const STORIES: u32 = 100;
const STEPS: usize = 200;

#[derive(Clone, Debug)]
enum Step {
    /// A caller asks what is free.
    Ask,
    /// Somebody takes a slot in the calendar, or gives it up.
    Edit(usize),
    /// A caller books a slot, offered or not.
    Book(usize),
    /// Time goes by, in seconds.
    Pass(u64),
    /// A call begins.
    Ring,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => Just(Step::Ask),
        3 => (0..SLOTS).prop_map(Step::Edit),
        1 => (0..SLOTS).prop_map(Step::Book),
        4 => (1..100_u64).prop_map(Step::Pass),
        1 => Just(Step::Ring),
    ]
}

/// What is known of the slots.
#[derive(Default)]
struct Morning {
    now: u64,
    taken: [bool; SLOTS],
    changed_at: [Option<u64>; SLOTS],
    booked: [bool; SLOTS],
}

impl Morning {
    fn start(slot: usize) -> String {
        format!("2026-12-03T{:02}:{:02}", 9 + slot / 2, slot % 2 * 30)
    }

    /// Somebody's whole slot, as the calendar has it.
    fn interval(slot: usize) -> (String, String) {
        let at = |slot: usize| format!("{}:00-05:00", Self::start(slot));
        (at(slot), at(slot + 1))
    }

    fn edit(&mut self, slot: usize, desk: &Desk) {
        self.taken[slot] = !self.taken[slot];
        self.changed_at[slot] = Some(self.now);
        let mut busy = desk.vendors.busy.lock().unwrap();
        let interval = Self::interval(slot);
        if self.taken[slot] {
            busy.push(interval);
        } else {
            busy.retain(|other| *other != interval);
        }
    }

    /// Whether the calendar has been so for longer than callers may hear something else.
    fn is_settled(&self, slot: usize) -> bool {
        self.changed_at[slot].is_none_or(|at| self.now - at > BOUND)
    }

    fn hears(&self, said: &str) {
        for slot in 0..SLOTS {
            let is_offered = said.contains(&format!("start {}", Self::start(slot)));
            assert!(!(is_offered && self.booked[slot]), "a slot that we have booked: {slot} of {said}");
            if self.is_settled(slot) && !self.booked[slot] {
                assert_eq!(is_offered, !self.taken[slot], "slot {slot} at {} of {said}", self.now);
            }
        }
    }
}

async fn story(steps: Vec<Step>) {
    let desk = Desk::with_clinic_and(&[("CALENDAR_MIRROR", "on")]).await;
    let mut morning = Morning::default();
    for (n, step) in steps.into_iter().enumerate() {
        match step {
            Step::Ask => {
                let asked = json!({"date": "2026-12-03", "part_of_day": "9 AM to 11:30 AM"});
                morning.hears(&desk.check(&asked).await);
            }
            Step::Edit(slot) => morning.edit(slot, &desk),
            Step::Book(slot) => {
                // Each is another person, of another number.
                let order = json!({"start": Morning::start(slot), "name": "Ann Lee"});
                let (call, caller) = (format!("call-{n}"), format!("+1212555{n:04}"));
                let said = desk.tool(BOOK, (&call, "t1"), &caller, &order).await;
                let is_free = !morning.taken[slot] && !morning.booked[slot];
                assert_eq!(said.contains("is booked"), is_free, "{slot}: {said}");
                morning.booked[slot] |= is_free;
            }
            Step::Pass(seconds) => {
                morning.now += seconds;
                desk.clock.advance(Duration::from_secs(seconds));
            }
            Step::Ring => super::mirror::rings(&desk).await,
        }
    }
    comes_to_rest(&desk).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(STORIES))]

    #[test]
    fn callers_hear_what_was_so_within_the_bound(steps in vec(any_step(), STEPS)) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(story(steps));
    }
}
