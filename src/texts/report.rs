//! What is heard of texts: how far they have come, and who wants no more of them.

use crate::{
    app::App,
    domain::{consent::Consent, id::OrgId, phone::PhoneNumber, texts::MessageStatus},
    log::{self, Level},
    ports::Statement,
    store::{
        self, StoreError,
        audit::{Action, Actor, Entry},
        opt_outs::Source,
        sending::Report,
        texts::Message,
    },
    texts::twilio::{Taken, delivery_error, is_opt_out},
};

/// Where Twilio is asked to report what becomes of a text. Both ids are ours; neither is a secret, and neither is believed before the
/// report's signature is.
pub(super) fn callback_url(app: &App, message: &Message) -> Option<String> {
    let origin = app.config.public_url.as_ref()?;
    Some(format!("{origin}/api/twilio/status?org={}&message={}", message.org_id, message.id))
}

/// Takes over what Twilio says of a text that it has, in answer to a question of ours. Says whether that led any further.
pub(super) async fn adopt(app: &App, message: &Message, taken: &Taken) -> Result<bool, StoreError> {
    report(app, message.org_id, &message.id, taken, Some(&message.to_number)).await
}

/// Takes over what Twilio says of a text of the org. Says whether that led any further.
pub async fn report(
    app: &App,
    org_id: OrgId,
    message_id: &str,
    taken: &Taken,
    to: Option<&PhoneNumber>,
) -> Result<bool, StoreError> {
    let Taken { sid, status, error_code } = taken;
    let failed = matches!(status, MessageStatus::Undelivered | MessageStatus::Failed);
    let detail = failed.then(|| delivery_error(error_code.unwrap_or_default()));
    let report = Report { sid, status: *status, error_code: *error_code, detail };
    let mut statements = vec![
        store::sending::advance(org_id, message_id, &report, app.ports.clock.now()),
        store::texts::by_id(org_id, message_id),
    ];
    // A messaging service hears of it only after it has taken the text.
    if let Some(number) = to.filter(|_| error_code.is_some_and(is_opt_out)) {
        statements.extend(opt_out(app, org_id, number));
    }
    let mut results = store::run(app.ports.database.as_ref(), statements).await?.into_iter();
    let advanced = store::sending::happened(results.next().unwrap_or_default())?;
    let message = store::texts::found(results.next().unwrap_or_default())?;
    if let Some(other) = message.filter(|message| message.sid.as_ref().is_some_and(|known| known != sid)) {
        let (org_id, number) = (org_id.to_string(), other.to_number.masked());
        let fields = [("org_id", org_id.as_str()), ("number", &number), ("message", &other.id)];
        log::write(app.ports.log.as_ref(), Level::Error, "text.sent_twice", &fields);
    }
    Ok(advanced)
}

/// Twilio refuses to text a number that asked it not to: neither shall we.
pub(super) fn opt_out(app: &App, org_id: OrgId, number: &PhoneNumber) -> Vec<Statement> {
    let now = app.ports.clock.now();
    let mut statements = audit(app, org_id, number, Consent::Stop);
    statements.push(store::opt_outs::add(org_id, number, Source::Twilio, now));
    statements
}

/// Does what somebody asked who texted the org, once for each text: a STOP that is delivered again after a START is of the past.
pub async fn heed(
    app: &App,
    org_id: OrgId,
    number: &PhoneNumber,
    consent: Consent,
    sid: Option<&str>,
) -> Result<(), StoreError> {
    let (database, now) = (app.ports.database.as_ref(), app.ports.clock.now());
    if let Some(sid) = sid
        && !store::run_one(database, store::opt_outs::heeded(org_id, sid)).await?.rows.is_empty()
    {
        return Ok(());
    }
    let mut statements = audit(app, org_id, number, consent);
    statements.push(match consent {
        Consent::Stop => store::opt_outs::add(org_id, number, Source::Inbound, now),
        Consent::Start => store::opt_outs::remove(org_id, number),
    });
    statements.extend(sid.map(|sid| store::opt_outs::heed(org_id, sid, now)));
    store::run(database, statements).await.map(|_| ())
}

/// A line for the org, if this changes anything. Without randomness for its id the wish is still heeded.
fn audit(app: &App, org_id: OrgId, number: &PhoneNumber, consent: Consent) -> Vec<Statement> {
    let Ok(id) = app.ports.new_id() else { return Vec::new() };
    let action = match consent {
        Consent::Stop => Action::OPTED_OUT,
        Consent::Start => Action::OPTED_IN,
    };
    let entry = Entry {
        id: &id.to_string(),
        org_id,
        at: app.ports.clock.now(),
        actor: Actor::Recipient,
        actor_id: None,
        action,
        detail: serde_json::json!({"number": number.masked()}),
    };
    vec![store::audit::record_consent(&entry, number, consent == Consent::Start)]
}
