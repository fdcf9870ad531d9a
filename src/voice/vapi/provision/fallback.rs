//! Where Vapi sends a call if this deployment does not answer: `fallbackDestination` of a number, a `TransferDestinationNumber`. Without
//! one Vapi ends such a call with an error. It is used where Vapi asks us who answers, that is where the number has no assistant of its own.

use serde_json::Value;

use super::{Setup, belongings::id};
use crate::domain::{phone::DialNumber, route::Route};

/// The member of a number.
pub(in crate::voice::vapi) const FIELD: &str = "fallbackDestination";

/// The staff, else where calls go while the org is not served. Vapi knows no opening hours, so it is one number for day and night.
pub(in crate::voice::vapi) fn destination(route: &Route) -> Option<Value> {
    let transfer = route.assistant.transfer.as_ref().filter(|transfer| !route.is_mapped(transfer.number.number()));
    let staff = transfer.map(|transfer| to(&transfer.number, transfer.extension.as_deref()));
    staff.or_else(|| route.forwarded_to().map(|number| to(number, None)))
}

fn to(number: &DialNumber, extension: Option<&str>) -> Value {
    let dialled = [("type".to_owned(), "number".into()), ("number".to_owned(), number.dialled().into())];
    let extension = extension.map(|extension| ("extension".to_owned(), extension.into()));
    Value::Object(dialled.into_iter().chain(extension).collect())
}

/// What to write to a number. Where somebody has chosen another destination at Vapi it is left, unless it is to be replaced.
pub(super) fn wanted(setup: &Setup<'_>, number: &Value, notes: &mut Vec<String>) -> Option<(String, Value)> {
    let mut left = |note: &str| {
        notes.push(format!("The phone_number {} {note}", id(number)));
        None
    };
    match (number.get(FIELD).filter(|known| !known.is_null()), &setup.fallback) {
        (None, None) => left(NOBODY),
        (Some(_), None) => None,
        (Some(known), Some(wanted)) if is_same(known, wanted) => None,
        (Some(_), Some(_)) if !setup.replace_server => left(OTHER),
        (_, Some(wanted)) => Some((FIELD.to_owned(), wanted.clone())),
    }
}

const NOBODY: &str = "has no fallbackDestination: if this deployment does not answer, Vapi ends its calls with an error. Name who takes over \
                      with PUT /api/assistant (transfer), and run this again.";
const OTHER: &str =
    "has another fallbackDestination than who takes over, which was left. Send replace_server to change that.";

/// Whether a call would ring at the same place. What is said meanwhile is the org's.
fn is_same(known: &Value, wanted: &Value) -> bool {
    ["type", "number", "extension"].iter().all(|member| known.get(member) == wanted.get(member))
}
