//! Random statements against the table and against a set in memory, which says of each whether it is refused.

use std::{collections::BTreeMap, time::Duration};

use proptest::prelude::*;

use super::{ADA, BEN, COLLISIONS, ELSEWHERE, NINE, NOW, upsert};
use crate::support::{CALENDAR, Desk, ORG, Row, id};

const CASES: u32 = 100;
const STATEMENTS: usize = 100;
/// Few ids and few times, so that most statements meet something.
const IDS: u32 = 8;
const GRID: i64 = 900;

/// How a conflict of ids is resolved.
#[derive(Clone, Copy, Debug)]
enum Resolution {
    Fail,
    Replace,
    Ignore,
}

impl Resolution {
    fn word(self) -> &'static str {
        match self {
            Self::Fail => "",
            Self::Replace => " OR REPLACE",
            Self::Ignore => " OR IGNORE",
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Insert(Resolution, Row),
    /// Inserts the row as it is, or, where there is one of its id, makes that the second.
    Upsert(Row, Row),
    /// Makes the row of an id another, of the same id or not.
    Update(Resolution, u32, Row),
    Delete(u32),
    /// Seconds go by.
    Wait(u64),
}

/// What the table should hold, by id.
#[derive(Default)]
struct Model {
    rows: BTreeMap<String, Row>,
    now: i64,
}

impl Model {
    fn active(&self, row: &Row) -> bool {
        row.status == "confirmed" || (row.status == "held" && row.hold_expires_at > Some(self.now))
    }

    /// Whether a row takes time that another has, the rows of some ids left out.
    fn collides(&self, new: &Row, without: &[&str]) -> bool {
        let meets = |row: &Row| {
            let shared = row.calendar == new.calendar || row.practitioner == new.practitioner;
            let ((from, until), (new_from, new_until)) = (row.blocked(), new.blocked());
            shared && from < new_until && new_from < until && self.active(row)
        };
        self.active(new) && self.rows.values().any(|row| !without.contains(&row.id.as_str()) && meets(row))
    }

    /// Does what a statement should do; `false` if it is to be refused.
    fn step(&mut self, step: &Step) -> bool {
        match step {
            Step::Insert(_, row) if self.collides(row, &[&row.id]) => false,
            Step::Insert(resolution, row) => self.put(*resolution, None, row),
            Step::Upsert(row, _) if self.collides(row, &[&row.id]) => false,
            Step::Upsert(row, _) if !self.rows.contains_key(&row.id) => self.put(Resolution::Fail, None, row),
            Step::Upsert(_, row) if self.collides(row, &[&row.id]) => false,
            Step::Upsert(_, row) => self.put(Resolution::Replace, None, row),
            Step::Update(resolution, old, row) => match self.rows.get(&id(*old)) {
                None => true,
                Some(_) if self.collides(row, &[&id(*old), &row.id]) => false,
                Some(_) => self.put(*resolution, Some(id(*old)), row),
            },
            Step::Delete(number) => {
                self.rows.remove(&id(*number));
                true
            }
            Step::Wait(seconds) => {
                self.now += i64::try_from(*seconds).unwrap();
                true
            }
        }
    }

    /// Puts a row in the place of `old`, or as a new one; ids are unique.
    fn put(&mut self, resolution: Resolution, old: Option<String>, row: &Row) -> bool {
        if old.as_ref() != Some(&row.id) && self.rows.contains_key(&row.id) {
            match resolution {
                Resolution::Fail => return false,
                Resolution::Ignore => return true,
                Resolution::Replace => {}
            }
        }
        old.and_then(|old| self.rows.remove(&old));
        self.rows.insert(row.id.clone(), row.clone());
        true
    }

    /// What the table should be, in the words of [`TABLE`].
    fn table(&self) -> String {
        let line = |row: &Row| {
            let (from, until) = row.blocked();
            let practitioner = row.practitioner.as_deref().unwrap_or("-");
            format!("{} {} {practitioner} {} {from} {until}", row.id, row.calendar, row.status)
        };
        self.rows.values().map(line).collect::<Vec<_>>().join("\n")
    }
}

const TABLE: &str = "
    SELECT coalesce(group_concat(line, char(10)), '') FROM (
      SELECT id || ' ' || calendar_id || ' ' || coalesce(practitioner_id, '-') || ' ' || status || ' '
        || blocked_from || ' ' || blocked_until AS line
      FROM appointments ORDER BY id)";

/// Does the statement itself; `false` if it was refused.
fn perform(desk: &Desk, step: &Step) -> bool {
    let sql = match step {
        Step::Insert(resolution, row) => row.sql(&format!("INSERT{}", resolution.word())),
        Step::Upsert(inserted, updated) => upsert(inserted, updated),
        Step::Update(resolution, old, row) => {
            format!("UPDATE{} appointments SET {} WHERE id = '{}'", resolution.word(), row.assignments(), id(*old))
        }
        Step::Delete(number) => format!("DELETE FROM appointments WHERE id = '{}'", id(*number)),
        Step::Wait(seconds) => {
            desk.clock.advance(Duration::from_secs(*seconds));
            return true;
        }
    };
    desk.clinics.try_execute(ORG, &sql).is_ok()
}

fn row() -> impl Strategy<Value = Row> {
    let place =
        (prop_oneof![Just(CALENDAR), Just(ELSEWHERE)], prop_oneof![Just(None), Just(Some(ADA)), Just(Some(BEN))]);
    let time = (0..12i64, 1..=4i64, 0..=1i64, 0..=1i64);
    let status = prop_oneof![
        4 => Just(("confirmed", None)),
        3 => (-2..=6i64).prop_map(|minutes| ("held", Some(NOW + minutes * 60))),
        1 => Just(("cancelled", None)),
    ];
    (0..IDS, place, time, status).prop_map(|(number, (calendar, practitioner), time, (status, hold_expires_at))| {
        let (start, length, before, after) = time;
        let start = NINE + start * GRID;
        Row {
            calendar: calendar.into(),
            practitioner: practitioner.map(str::to_owned),
            status,
            span: (start, start + length * GRID),
            buffers: (before * GRID, after * GRID),
            hold_expires_at,
            ..Row::new(number, 0)
        }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let resolution =
        || prop_oneof![2 => Just(Resolution::Fail), 2 => Just(Resolution::Replace), 1 => Just(Resolution::Ignore)];
    prop_oneof![
        4 => (resolution(), row()).prop_map(|(resolution, row)| Step::Insert(resolution, row)),
        2 => (row(), row()).prop_map(|(inserted, row)| Step::Upsert(inserted.clone(), Row { id: inserted.id, ..row })),
        4 => (resolution(), 0..IDS, any::<bool>(), row()).prop_map(|(resolution, old, keeps, row)| {
            let new = if keeps { id(old) } else { row.id.clone() };
            Step::Update(resolution, old, Row { id: new, ..row })
        }),
        1 => (0..IDS).prop_map(Step::Delete),
        1 => (1..60u64).prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    /// Ten thousand statements: each is refused when the set says so and only then, and the table is what the set is.
    #[test]
    fn the_table_refuses_exactly_what_overlaps(steps in prop::collection::vec(step(), STATEMENTS)) {
        let desk = Desk::new();
        let mut model = Model { now: NOW, ..Model::default() };
        for step in &steps {
            let (expected, done) = (model.step(step), perform(&desk, step));
            prop_assert_eq!(done, expected, "{:?}", step);
            prop_assert_eq!(desk.clinics.value(ORG, TABLE), model.table(), "{:?}", step);
        }
        prop_assert_eq!(desk.clinics.value(ORG, COLLISIONS), "0");
    }
}
