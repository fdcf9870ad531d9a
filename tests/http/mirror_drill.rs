//! People edit the calendar while callers ask and book: what is offered was free within the published bound, what has been free for
//! longer is offered, and what is booked is free at that moment. Google tells of some changes at once, of some twice or late, and of some
//! never.

use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{
    booking::{BOOK, comes_to_rest},
    channels::{heard, notify, pass},
    mirror::{rings, with_mirror},
    support::{Channel, Desk},
};

/// The longest time for which callers may hear what is no longer so, in seconds: without channels, and with one that works.
const BOUND: u64 = 180;
const BOUND_IF_WATCHED: u64 = 600;
/// The slots that are asked for, half an hour each: as many as an answer names all of.
const SLOTS: usize = 5;
/// So many stories without channels, and with one, of so many steps, about half of which are questions: ten thousand questions.
const STORIES: u32 = 50;
const STEPS: usize = 200;

#[derive(Clone, Debug)]
enum Step {
    /// A caller asks what is free.
    Ask,
    /// Somebody takes a slot in the calendar, or gives it up.
    Edit(usize, Told),
    /// A caller books a slot, offered or not.
    Book(usize),
    /// Time goes by, in seconds.
    Pass(u64),
    /// A call begins.
    Ring,
}

/// When Google tells of a change, if it has a channel.
#[derive(Clone, Copy, Debug)]
enum Told {
    AtOnce,
    Twice,
    /// After the next time that goes by.
    Late,
    Never,
}

fn any_telling() -> impl Strategy<Value = Told> {
    prop_oneof![3 => Just(Told::AtOnce), 1 => Just(Told::Twice), 1 => Just(Told::Late), 2 => Just(Told::Never)]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => Just(Step::Ask),
        3 => (0..SLOTS, any_telling()).prop_map(|(slot, told)| Step::Edit(slot, told)),
        1 => (0..SLOTS).prop_map(Step::Book),
        4 => (1..100_u64).prop_map(Step::Pass),
        1 => Just(Step::Ring),
    ]
}

/// What is known of the slots.
#[derive(Default)]
struct Morning {
    now: u64,
    bound: u64,
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
        self.changed_at[slot].is_none_or(|at| self.now - at > self.bound)
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

    /// Google has told of all that has changed so far.
    async fn tell(&mut self, desk: &Desk, channel: &Channel) {
        assert_eq!(notify(desk, channel, "exists").await, 204);
        self.changed_at = [None; SLOTS];
    }
}

async fn story(desk: Desk, channel: Option<Channel>, steps: Vec<Step>) {
    let bound = if channel.is_some() { BOUND_IF_WATCHED } else { BOUND };
    let (mut morning, mut is_late) = (Morning { bound, ..Morning::default() }, false);
    for (n, step) in steps.into_iter().enumerate() {
        match step {
            Step::Ask => {
                let asked = json!({"date": "2026-12-03", "part_of_day": "9 AM to 11:30 AM"});
                morning.hears(&desk.check(&asked).await);
            }
            Step::Edit(slot, told) => {
                morning.edit(slot, &desk);
                let times = match told {
                    Told::AtOnce => 1,
                    Told::Twice => 2,
                    Told::Late | Told::Never => 0,
                };
                is_late |= matches!(told, Told::Late);
                for channel in std::iter::repeat_n(&channel, times).flatten() {
                    morning.tell(&desk, channel).await;
                }
            }
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
                pass(&desk, seconds).await;
                if let Some(channel) = channel.as_ref().filter(|_| std::mem::take(&mut is_late)) {
                    morning.tell(&desk, channel).await;
                }
            }
            Step::Ring => rings(&desk).await,
        }
    }
    comes_to_rest(&desk).await;
}

fn run(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(story);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(STORIES))]

    #[test]
    fn callers_hear_what_was_so_within_the_bound(steps in vec(any_step(), STEPS)) {
        run(async { story(with_mirror().await, None, steps).await });
    }

    #[test]
    fn what_google_tells_of_is_known_at_once_and_the_rest_within_the_longer_bound(steps in vec(any_step(), STEPS)) {
        run(async {
            let (desk, channel) = heard().await;
            story(desk, Some(channel), steps).await;
        });
    }
}
