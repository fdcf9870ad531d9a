//! `check_availability`: what is free.

use chrono::{NaiveDate, NaiveDateTime};

use super::{
    ArgumentReading, Fault, ToolContext, arguments,
    outcome::Attempt,
    reading,
    shared::{PRACTITIONER, SERVICE},
    spec::{Argument, Effect, ToolSpec},
};
use crate::{
    calendars::Openings,
    domain::{
        appointment::Operation,
        dates::{Days, Today, iso_start},
    },
    language::{
        MAX_SLOTS_SPOKEN, Sentences,
        sentences::{OpeningCount, Question, SpeechContext},
        spread,
    },
    store::clinic::ClinicContext,
    voice::{clinic::explain, reply::ToolReply},
};

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "check_availability",
    other_names: &["checkAvailability"],
    path: "calendar/check",
    summary: "what is free",
    description: "Says when the clinic is free. Use it before offering or booking any time, and never offer one that it has not named. \
                  Send a day, a range or earliest. Times are the clinic's ($zone). Every answer says today's date. Send a day as \
                  YYYY-MM-DD when you know it; when you do not, pass on the caller's words and do not work it out yourself.",
    says: "Let me look at the calendar.",
    effect: Effect::Tells,
    arguments: &[
        Argument::text(
            "date",
            "The day: YYYY-MM-DD when you know it, else the caller's words. Examples: 2030-06-14; next Tuesday.",
        ),
        Argument::text(
            "from",
            "First day of a range of at most 14 days, instead of date. Examples: 2030-06-10; next Monday.",
        ),
        Argument::text("to", "Last day of that range. Examples: 2030-06-14; Friday."),
        Argument::text(
            "part_of_day",
            "The part of the day that suits the caller, in their words. Examples: morning; after 3 PM.",
        ),
        Argument::yes_or_no("earliest", "True for the first free time there is."),
        SERVICE,
        PRACTITIONER,
    ],
    out_of_time: |sentences| sentences.calendar_unreadable(),
    reading,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

fn reading(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    let wish = arguments::wish(context.arguments, context.language(), context.today())?;
    Ok(ArgumentReading::default()
        .with("days", Some(reading::days(wish.days)))
        .with_part(wish.part)
        .with_selection(context, &wish.selection))
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let today = context.today();
    let wish = match arguments::wish(context.arguments, context.language(), today) {
        Ok(wish) => wish,
        Err(fault) => return context.fault(&fault),
    };
    let openings = context.app.calendars.find_openings(clinic, context.routed, &wish, context.caller).await;
    let desk = SpeechContext { clinic: &context.routed.route.clinic_name, today };
    match openings {
        Ok(openings) => {
            let attempt = Attempt::to_get(&context, Operation::Find, &wish.selection);
            let (service, practitioner) = (attempt.service.as_deref(), attempt.practitioner.as_deref());
            say(
                &openings,
                &Question { days: wish.days, part: wish.part, service, practitioner },
                &desk,
                context.sentences(),
            )
        }
        Err(error) => explain(context.app, context.routed, &error),
    }
}

fn say(openings: &Openings, question: &Question<'_>, desk: &SpeechContext<'_>, sentences: &dyn Sentences) -> ToolReply {
    match openings {
        Openings::Free { starts, may_be_more } => {
            let total = OpeningCount { known: starts.len(), may_be_more: *may_be_more };
            let text = sentences.openings(question, starts, total, desk);
            let named = named(question.days, starts).into_iter().map(iso_start).collect();
            ToolReply { slots: named, total: starts.len(), ..ToolReply::done(text) }
        }
        Openings::TooMuch => ToolReply::done(sentences.too_many_to_look_through(question, desk)),
        Openings::Nothing(nearby) => ToolReply::done(sentences.nothing_free(question, nearby, desk)),
        Openings::Closed { label, nearby } => {
            ToolReply::done(sentences.closed(question, label.as_deref(), nearby, desk))
        }
        Openings::NeverThen { hours, nearby } => ToolReply::done(sentences.never_then(question, *hours, nearby, desk)),
        Openings::TooFar(last) => ToolReply::done(sentences.too_far(first_day(question.days, desk.today), *last, desk)),
    }
}

/// The starts that the sentence names: of the earliest the first, else spread over all.
fn named(days: Days, slots: &[NaiveDateTime]) -> Vec<NaiveDateTime> {
    match days {
        Days::Earliest => slots.iter().take(MAX_SLOTS_SPOKEN).copied().collect(),
        Days::One(_) | Days::Range(..) => spread(slots, MAX_SLOTS_SPOKEN),
    }
}

fn first_day(days: Days, today: Today) -> NaiveDate {
    match days {
        Days::One(date) | Days::Range(date, _) => date,
        Days::Earliest => today.date,
    }
}
