//! Texts to patients, over a Twilio that takes, refuses, fails and keeps silent.

mod asking;
mod callbacks;
mod caps;
mod consent;
mod doubt;
mod neighbours;
mod recipients;
mod refusals;
mod reminders;
mod reviving;
mod sending;

use std::time::Duration;

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use frontdesk::{
    domain::{
        phone::PhoneNumber,
        schedule::Interval,
        texts::{Encoding, TextContent, TextKind, TextStatus},
    },
    ports::Clock as _,
    store::clinic::{
        ClinicContext, appointments,
        outbox::{self, WorkKind},
        texts,
    },
};
use hmac::{Hmac, Mac};
use http::Request;
use sha1::Sha1;

use crate::support::{Answer, Desk, ORG};

pub const PUBLIC_URL: &str = "https://frontdesk.example.com";
pub const AUTH_TOKEN: &str = "canary-twilio-auth-token";
pub const PATIENT: &str = "+12025550123";
pub const APPOINTMENT: &str = "0198c0de-0000-7000-8000-0000000000a1";
pub const MESSAGE: &str = "01a2321e-a980-7000-8000-0000000000b1";
/// Two days after the test's clock.
pub const START: i64 = 1_796_310_000;

/// The demo clinic, with a public URL and an appointment that is to be confirmed by text.
pub async fn clinic() -> Desk {
    clinic_with(&[("PUBLIC_URL", PUBLIC_URL)]).await
}

pub async fn clinic_with(changes: &[(&str, &str)]) -> Desk {
    let desk = Desk::with_clinic_and(changes).await;
    appointment(&desk, APPOINTMENT, ORG, START);
    desk.vendors.take();
    desk
}

/// A confirmed appointment, as booking would write it.
pub fn appointment(desk: &Desk, id: &str, org: &str, start: i64) {
    desk.clinics.execute(org, &format!(
        "INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, zone, patient_name,
           phone)
         VALUES ('{id}', 'front@clinic.example', 'confirmed', {start}, {start} + 1800, {start}, {start} + 1800,
           'America/New_York', 'Maria Lopez', '{PATIENT}')"
    ));
}

/// A text about the appointment and the work of sending it, as booking would write them; what it was written as.
pub async fn write(desk: &Desk, id: &str, kind: TextKind, body: &str) -> Option<TextStatus> {
    write_to(desk, id, kind, body, PATIENT, 200).await
}

pub async fn write_to(
    desk: &Desk,
    id: &str,
    kind: TextKind,
    body: &str,
    to: &str,
    daily_cap: u32,
) -> Option<TextStatus> {
    write_of(desk, (ORG, APPOINTMENT), id, kind, body, to, daily_cap).await
}

/// The same of any org about one of its appointments.
pub async fn write_of(
    desk: &Desk,
    (org, appointment): (&str, &str),
    id: &str,
    kind: TextKind,
    body: &str,
    to: &str,
    daily_cap: u32,
) -> Option<TextStatus> {
    let now = desk.clock.now();
    let appointment = desk.clinics.query(org, &appointments::by_id(appointment));
    let appointment = appointments::one(appointment).unwrap().unwrap();
    let text = TextContent { body: body.into(), encoding: Encoding::Gsm7, segments: 1 };
    let message = texts::NewText {
        id,
        kind: kind.into(),
        occasion: &format!("{}:{}:{id}", appointment.id, kind.as_str()),
        starts_at: Some(appointment.starts_at),
        to: &PhoneNumber::parse(to).unwrap(),
        text: &text,
        day: Interval { start: now - TimeDelta::hours(10), end: now + TimeDelta::hours(14) },
        daily_cap: Some(daily_cap),
        number_cap: None,
        month_segments: None,
        prefix_cap: None,
        now,
    };
    let written = desk.clinics.transact(org, |transaction| {
        let written = texts::insert(transaction, &message)?;
        transaction.run(outbox::enqueue(WorkKind::SendText, id, now))?;
        Ok(written)
    });
    written.unwrap().map(|written| written.status)
}

/// The confirmation of the appointment.
pub async fn confirmation(desk: &Desk) {
    let written = write(desk, MESSAGE, TextKind::Confirmation, "Your appointment is confirmed.").await;
    assert_eq!(written, Some(TextStatus::Queued));
}

/// What belongs to a request that arrives in the clinic's object now.
pub fn call(desk: &Desk) -> ClinicContext {
    desk.clinics.context(ORG, desk.clock.now() + TimeDelta::milliseconds(7_500))
}

/// Sweeps a minute apart.
pub async fn minutes(desk: &Desk, count: u32) {
    for _ in 0..count {
        desk.clock.advance(Duration::from_mins(1));
        desk.sweep().await;
    }
}

/// Lets time pass until this moment.
pub fn go_to(desk: &Desk, moment: i64) {
    desk.clock.advance(Duration::from_secs((moment - desk.clock.seconds()).try_into().unwrap()));
}

/// What sending behind an answer does.
pub async fn send_now(desk: &Desk, id: &str) -> Option<TextStatus> {
    let sent = desk.clinics.app().texts.send_now(&call(desk), id).await.unwrap();
    desk.tasks.run().await;
    sent
}

/// One column of the text.
#[track_caller]
pub fn column(desk: &Desk, name: &str) -> String {
    of(desk, MESSAGE, name)
}

#[track_caller]
pub fn of(desk: &Desk, id: &str, name: &str) -> String {
    of_org(desk, ORG, id, name)
}

/// One column of a text of any org.
#[track_caller]
pub fn of_org(desk: &Desk, org: &str, id: &str, name: &str) -> String {
    desk.clinics.value(org, &format!("SELECT {name} FROM messages WHERE id = '{id}'"))
}

/// How many pieces of work are left, of all clinics.
pub fn waiting(desk: &Desk) -> String {
    let of_org = |org: String| desk.clinics.value(&org, "SELECT count(*) FROM outbox").parse::<u32>().unwrap();
    desk.clinics.orgs().into_iter().map(of_org).sum::<u32>().to_string()
}

pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// Where Twilio reports on the text.
pub fn status_path(message: &str) -> String {
    format!("/api/twilio/status?org={ORG}&message={message}")
}

/// Twilio's signature of a form that it posts to this deployment.
pub fn signature(token: &str, path: &str, fields: &[(&str, &str)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let text = sorted.iter().fold(format!("{PUBLIC_URL}{path}"), |text, (name, value)| text + name + value);
    let mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap().chain_update(text);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// A form posted to a path with any signature.
pub async fn post(desk: &Desk, path: &str, signature: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    if let Some(signature) = signature {
        request = request.header("x-twilio-signature", signature);
    }
    desk.raw(request.body(Body::from(serde_urlencoded::to_string(fields).unwrap())).unwrap()).await
}

/// A form as the clinic's Twilio account posts it.
pub async fn signed(desk: &Desk, path: &str, fields: &[(&str, &str)]) -> Answer {
    post(desk, path, Some(&signature(AUTH_TOKEN, path, fields)), fields).await
}

/// A report on the text.
pub async fn reported(desk: &Desk, sid: &str, status: &str, error: Option<&str>) -> Answer {
    let mut fields = vec![("MessageSid", sid), ("MessageStatus", status), ("To", PATIENT), ("AccountSid", "AC0")];
    fields.extend(error.map(|code| ("ErrorCode", code)));
    signed(desk, &status_path(MESSAGE), &fields).await.expect(204)
}
