//! Arguments that several tools take.

use super::spec::Argument;

pub(super) const SERVICE: Argument = Argument::text(
    "service",
    "What the caller comes for, by one of these names: $services. Leave it out if they have not said.",
);

pub(super) const PRACTITIONER: Argument = Argument::text(
    "practitioner",
    "Whom the caller wants to see, by one of these names: $practitioners. Leave it out if anybody will do.",
);

pub(super) const START: Argument = Argument::text(
    "start",
    "When it begins: a start exactly as check_availability gave it (YYYY-MM-DDTHH:MM, the clinic's local time, no offset).",
)
.required();

pub(super) const NAME: Argument = Argument::text(
    "name",
    "The patient's first and last name as they said it, without the words around it. What they spelled is joined to words.",
);

/// Which of the caller's appointments is meant, by its time.
pub(super) const WHICH_DATE: Argument = Argument::text(
    "date",
    "The day or start of the appointment that is meant, as the caller or an earlier answer said it. Only to tell several apart.",
);

/// Which of the caller's appointments is meant, by its name.
pub(super) const WHICH_NAME: Argument =
    Argument::text("name", "The name that the appointment is under. Only to tell several apart.");

/// Which of the caller's appointments is meant, by what it is for.
pub(super) const WHICH_SERVICE: Argument =
    Argument::text("service", "What the appointment is for. Only to tell several apart.");

/// Which of the caller's appointments is meant, by whom it is with.
pub(super) const WHICH_PRACTITIONER: Argument =
    Argument::text("practitioner", "Whom the appointment is with. Only to tell several apart.");
