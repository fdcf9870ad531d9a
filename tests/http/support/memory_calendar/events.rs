//! The events of all calendars in memory, and a person at them.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use chrono::{DateTime, Utc};
use frontdesk::domain::schedule::Interval;

/// One event.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) calendar: String,
    /// What it was called before it had a number.
    pub(super) name: String,
    pub(super) appointment_id: Option<String>,
    pub(super) revision: i64,
    pub(super) title: String,
    pub(super) time: Interval,
    pub(super) deleted: bool,
    /// The number that it had in the calendar from which it was moved here.
    pub(super) moved_from: Option<usize>,
}

/// The calendars. An event's id is `no. ` and its place in the list.
#[derive(Default)]
pub struct MemoryCalendars {
    pub(super) events: Mutex<Vec<Event>>,
    /// The place in the list of every event that changed, in order.
    pub(super) changes: Mutex<Vec<usize>>,
    /// Whether the answer to the next write is lost.
    pub loses_answer: AtomicBool,
    /// Calendars that are not shown to the account.
    pub hidden: Mutex<Vec<String>>,
}

impl MemoryCalendars {
    /// The ids of the events of a calendar that are not deleted, with their titles.
    pub fn live(&self, calendar: &str) -> Vec<(String, String)> {
        let events = self.events.lock().unwrap();
        let live = events.iter().enumerate().filter(|(_, event)| event.calendar == calendar && !event.deleted);
        live.map(|(number, event)| (id(number), event.title.clone())).collect()
    }

    /// A person makes an event of their own.
    pub fn add(&self, calendar: &str, start: &str, end: &str) {
        let event = Event {
            calendar: calendar.into(),
            name: String::new(),
            appointment_id: None,
            revision: 0,
            title: "Lunch".into(),
            time: Interval { start: moment(start), end: moment(end) },
            deleted: false,
            moved_from: None,
        };
        self.push(event);
    }

    /// A person drags an event to another time.
    pub fn move_to(&self, id: &str, start: &str, end: &str) {
        self.change(number(id).unwrap(), |event| event.time = Interval { start: moment(start), end: moment(end) });
    }

    /// A person moves an event to another calendar, where it gets a number of its own.
    pub fn move_into(&self, id: &str, calendar: &str) {
        let number = number(id).unwrap();
        let event = self.events.lock().unwrap()[number].clone();
        self.change(number, |event| event.deleted = true);
        self.push(Event { calendar: calendar.into(), moved_from: Some(number), ..event });
    }

    /// A person deletes an event.
    pub fn delete(&self, id: &str) {
        self.change(number(id).unwrap(), |event| event.deleted = true);
    }

    pub(super) fn push(&self, event: Event) -> usize {
        let mut events = self.events.lock().unwrap();
        events.push(event);
        self.changes.lock().unwrap().push(events.len() - 1);
        events.len() - 1
    }

    pub(super) fn change(&self, number: usize, change: impl FnOnce(&mut Event)) {
        change(&mut self.events.lock().unwrap()[number]);
        self.changes.lock().unwrap().push(number);
    }

    /// Where an event is in the list, by its id or by what it was called before it had one.
    pub(super) fn number_of(&self, calendar: &str, event: &str) -> Option<usize> {
        let events = self.events.lock().unwrap();
        let named = || events.iter().position(|one| one.calendar == calendar && one.name == event);
        number(event).filter(|number| events[*number].calendar == calendar).or_else(named)
    }

    pub(super) fn is_hidden(&self, calendar: &str) -> bool {
        self.hidden.lock().unwrap().iter().any(|hidden| hidden == calendar)
    }

    /// Whether an answer is lost now.
    pub(super) fn is_lost(&self) -> bool {
        self.loses_answer.swap(false, SeqCst)
    }
}

pub(super) fn id(number: usize) -> String {
    format!("no. {number}")
}

pub(super) fn number(id: &str) -> Option<usize> {
    id.strip_prefix("no. ")?.parse().ok()
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
