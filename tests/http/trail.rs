//! Every change by an admin leaves a line: whichever route `openapi.json` names, also one that is added tomorrow.

use frontdesk::{domain::call::CallStatus, routes::openapi_document};
use serde_json::{Value, json};

use crate::{
    calls,
    support::{Desk, NUMBER, ORG, OTHER, Visit, google, mapping, schedule, twilio},
};

const ORIGIN: &str = "https://desk.example";
const ASSISTANT: &str = "a5000000-0000-4000-8000-000000000001";
const CALL: &str = "0c0e0000-0000-4000-8000-000000000001";

/// Operations that leave no line in an org's trail, and why.
const LEAVES_NO_LINE: [(&str, &str); 10] = [
    ("post /api/integrations/google/connect", "it only begins: what comes of it leaves a line"),
    ("post /api/diagnose/{platform}", "a rehearsal"),
    ("post /api/try", "a rehearsal"),
    ("post /api/schedule/preview", "a rehearsal"),
    ("post /api/appointments/search", "it changes nothing; what is looked for stands in no address"),
    (
        "post /api/inbound/phone-mappings/discover",
        "it changes no mapping; what an account proves says itself by what and since when",
    ),
    ("post /api/admin/rewrap", "the operator's: every org's secrets stay what they are, under another key"),
    ("post /api/admin/revocations", "no org's: the entry itself says who and when, and so does a line in the log"),
    ("delete /api/admin/revocations/{id}", "the same"),
    ("delete /api/orgs/{id}", "the org's trail goes with the org; a line in the log stays"),
];

/// A clinic that has one of everything.
pub async fn clinic() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    let vapi = json!({"api_key": "canary-vapi-api-key", "webhook_secrets": ["canary-own-webhook-secret"]});
    desk.admin("PUT", "/api/integrations/vapi", &vapi).await.expect(200);
    let retell = json!({"api_key": "canary-retell-api-key-0001"});
    desk.admin("PUT", "/api/integrations/retell", &retell).await.expect(200);
    desk.vendors.vapi.add(
        "/assistant",
        json!({"id": ASSISTANT, "name": "Front desk", "model": {"provider": "openai", "messages": []}}),
    );
    desk
}

/// The id of what was created by this request.
async fn created(desk: &Desk, path: &str, body: &Value) -> String {
    desk.admin("POST", path, body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// The id of a message that a caller has left.
fn left_message(desk: &Desk) -> String {
    desk.clinics.execute(
        ORG,
        "INSERT INTO inbox (id, callback_number, name, about, urgency, created_at)
         VALUES (printf('%036d', 1), '+15550188', 'Ann Canary', 'canary', 'routine', 0)",
    );
    format!("{:036}", 1)
}

/// The id of a dispute: the other clinic wants the number.
fn noted_dispute(desk: &Desk) -> String {
    let id = "0198c0de-0000-7000-8000-00000000d15b";
    desk.sqlite.execute(&format!(
        "INSERT INTO claim_disputes (id, org_id, holder_id, kind, value, source, wanted, first_seen_at, last_seen_at)
         VALUES ('{id}', '{OTHER}', '{ORG}', 'number', '{NUMBER}', 'request', '{{}}', 0, 0)"
    ));
    id.to_owned()
}

/// A request that changes an appointment, of today so that its patient can come.
fn of_appointment(desk: &Desk, operation: &str) -> Option<(String, Value)> {
    let (method, path) = operation.split_once(' ').unwrap();
    let body = match method {
        "patch" => json!({"notes": "canary"}),
        "put" => json!({"attendance": "arrived"}),
        "delete" => Value::Null,
        _ => return None,
    };
    Some((path.replace("{id}", &Visit::booked(desk, 1, "2026-12-01T16:00:00Z").id), body))
}

/// A new one of a resource that an org has several of, and what changes of it.
fn new_and_changed(collection: &str) -> Option<[Value; 2]> {
    Some(match collection {
        "/api/services" => [json!({"name": "Cleaning", "minutes": 30}), json!({"name": "Canary"})],
        "/api/practitioners" => {
            [json!({"name": "Dr. Lee", "calendar_id": "lee@clinic.example"}), json!({"name": "Dr. Canary"})]
        }
        "/api/webhooks" => {
            let new =
                json!({"url": "https://canary.example/canary", "events": ["call.ended"], "description": "Canary"});
            [new, json!({"description": "Another canary"})]
        }
        "/api/members" => [json!({"email": "canary@clinic.example", "role": "viewer"}), json!({"role": "admin"})],
        _ => return None,
    })
}

/// A request that creates, changes or deletes one of those.
async fn request_of_several(desk: &Desk, operation: &str) -> Option<(String, Value)> {
    let (method, path) = operation.split_once(' ')?;
    let collection = path.trim_end_matches("/{id}");
    let [new, changed] = new_and_changed(collection)?;
    if method == "post" {
        return Some((path.into(), new));
    }
    let path = format!("{collection}/{}", created(desk, collection, &new).await);
    Some((path, if method == "patch" { changed } else { Value::Null }))
}

/// A request that changes an account at a vendor.
fn of_account(desk: &Desk, operation: &str) -> Option<(String, Value)> {
    let (_, path) = operation.split_once(' ')?;
    let of_service = |service: &str| path.replace("{service}", service);
    Some(match operation {
        "put /api/integrations/{service}" => (of_service("google"), google()),
        "put /api/integrations/{service}/calendar" => (of_service("google"), json!({"calendar_id": "primary"})),
        "delete /api/integrations/{service}/waiting" => {
            desk.sqlite.execute(&format!(
                "INSERT INTO pending_connections (org_id, service_type, id, settings, credentials_sealed, created_at, expires_at)
                 VALUES ('{ORG}', 'google', '0198c0de-0000-7000-8000-0000000000aa', '{{}}', 'v1.k1.AAAA', 0, 9000000000)"
            ));
            (of_service("google"), Value::Null)
        }
        "delete /api/integrations/{service}" => (of_service("google"), Value::Null),
        "post /api/integrations/{service}/test" => (of_service("twilio"), Value::Null),
        "post /api/integrations/{service}/replies" => {
            let url = "https://canary:canary@sms.example/canary?canary";
            desk.vendors.numbers.add("+15005550006", &json!({"sms_url": url}));
            let instead_of = json!({"url": url, "method": "POST", "application": null});
            (of_service("twilio"), json!({"dry_run": false, "instead_of": instead_of}))
        }
        _ => return None,
    })
}

/// A request about a delivery to a webhook, or about all of one.
async fn of_webhook(desk: &Desk, path: &str) -> (String, Value) {
    let new = json!({"url": "https://crm.example.com/canary", "events": ["call.ended"]});
    let id = created(desk, "/api/webhooks", &new).await;
    if path.starts_with("/api/webhooks/") {
        let since = if path.ends_with("/replay") { json!({"since": "2026-12-01T00:00:00Z"}) } else { Value::Null };
        return (path.replace("{id}", &id), since);
    }
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO webhook_deliveries (id, endpoint_id, event_id, type, at, tried_since, data, state)
             VALUES (7, '{id}', 'canary', 'call.ended', 0, 0, '{{}}', 'failed')"
        ),
    );
    (path.replace("{id}", "7"), Value::Null)
}

/// A request about what a clinic claims to have.
fn of_claim(desk: &Desk, operation: &str) -> Option<(String, Value)> {
    let (_, path) = operation.split_once(' ')?;
    let with_id = |id: String| path.replace("{id}", &id);
    Some(match operation {
        "post /api/inbound/phone-mappings/prove" => (path.into(), Value::Null),
        "post /api/admin/phone-mappings/approve" => {
            (path.into(), json!({"org_id": ORG, "inbound_phone_numbers": [NUMBER], "reason": "On the carrier's bill."}))
        }
        "post /api/admin/disputes/{id}/resolve" => {
            (with_id(noted_dispute(desk)), json!({"decision": "keep", "reason": "canary"}))
        }
        _ => return None,
    })
}

/// A request of this operation that changes something, with what it needs to be there.
pub async fn request(desk: &Desk, operation: &str) -> Option<(String, Value)> {
    if let Some(request) = request_of_several(desk, operation).await.or_else(|| of_claim(desk, operation)) {
        return Some(request);
    }
    let patient = json!({"start": "2026-12-03T09:00", "patient_name": "Ann Canary", "phone": "+15550188"});
    let (_, path) = operation.split_once(' ').unwrap();
    let with_id = |id: String| path.replace("{id}", &id);
    Some(match operation {
        "post /api/orgs/{id}/copy" => (with_id(ORG.into()), json!({"name": "Oak Canary"})),
        "post /api/orgs" => (path.into(), json!({"name": "Oak Dental", "zone": "UTC"})),
        "post /api/admin/query" => {
            (path.into(), json!({"sql": "SELECT * FROM calls WHERE caller_number = '+15550188'"}))
        }
        "patch /api/org" => (path.into(), json!({"name": "Oak canary"})),
        "post /api/inbound/phone-mappings" => (path.into(), mapping("+15550101")),
        "post /api/inbound/phone-mappings/import" | "post /api/admin/phone-mappings/import" => {
            let whose = if path.contains("admin") { format!("&org_id={ORG}") } else { String::new() };
            let file = "inbound_phone_number,clinic_name\n+15550101,Canary\n+15550102,Canary\n";
            (format!("{path}?dry_run=false{whose}"), file.into())
        }
        "delete /api/inbound/phone-mappings/{id}" => {
            let listed = desk.get("/api/inbound/phone-mappings").await.json();
            (with_id(listed["items"][0]["id"].as_str().unwrap().into()), Value::Null)
        }
        "put /api/schedule" => (path.into(), json!({"slot_minutes": 20, "weekly": schedule()["weekly"]})),
        "put /api/messaging" => (path.into(), json!({"daily_cap": 17})),
        "put /api/retention" => (path.into(), json!({"texts_days": 90})),
        "put /api/budget" => (path.into(), json!({"text_segments": 90})),
        "put /api/knowledge" => {
            let fact = json!({"topic": "other", "ask": ["is there a canary"], "say": "There is a canary."});
            (path.into(), json!({"facts": [fact], "insurance": {"accepted": ["Canary PPO"]}}))
        }
        "put /api/assistant" => (path.into(), json!({"assistant_id": ASSISTANT})),
        _ if path.starts_with("/api/integrations/") => of_account(desk, operation)?,
        "post /api/appointments" => (path.into(), patient),
        _ if path.starts_with("/api/appointments/{id}") => of_appointment(desk, operation)?,
        "delete /api/calls/{id}" => {
            calls::hear(desk, CALL, calls::at("15:00:00"), calls::status(CallStatus::InProgress, "15:00:00")).await;
            (with_id(CALL.into()), Value::Null)
        }
        "patch /api/inbox/{id}" => (with_id(left_message(desk)), json!({"status": "done"})),
        "post /api/patients/export" => (path.into(), json!({"phone": "+15550188"})),
        "post /api/patients/erase" => {
            (path.into(), json!({"phone": "+15550188", "reason": "Request no. 17", "dry_run": false}))
        }
        "post /api/outbox/{id}/retry" => {
            desk.clinics.execute(
                ORG,
                "INSERT INTO outbox (id, kind, subject, attempts, due_at, dead_at) VALUES (99, 'event.sync', 'x', 12, 0, 1)",
            );
            (with_id("99".into()), Value::Null)
        }
        _ if path.starts_with("/api/webhook") => return Some(of_webhook(desk, path).await),
        "post /api/vapi/provision" => (path.into(), json!({"dry_run": false, "assistant_id": ASSISTANT})),
        "post /api/retell/provision" => (path.into(), json!({"dry_run": false, "agent_id": "agent_1"})),
        _ => return None,
    })
}

/// A token that may do it.
pub fn token(desk: &Desk, path: &str) -> String {
    match path {
        path if path.starts_with("/api/orgs") => desk.token(None, "platform"),
        path if path.starts_with("/api/admin/") => desk.token(Some(ORG), "platform"),
        _ => desk.token(Some(ORG), "admin"),
    }
}

/// The operations that change something for the bearer of a token.
pub fn operations() -> Vec<String> {
    let document = serde_json::to_value(openapi_document()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let is_of_bearer = |scheme: &Value| scheme.get("token").is_some() || scheme.get("session").is_some();
            let of_token = path.starts_with("/api/")
                && operation["security"].as_array().is_some_and(|schemes| schemes.iter().any(is_of_bearer));
            let name = format!("{method} {path}");
            if method != "get" && of_token && LEAVES_NO_LINE.iter().all(|(known, _)| *known != name) {
                operations.push(name);
            }
        }
    }
    operations
}

/// How many lines there are, in D1 and in the clinic's object.
fn lines(desk: &Desk, of: &str) -> u32 {
    let select = format!("SELECT count(*) FROM audit {of}");
    [desk.sqlite.value(&select), desk.clinics.value(ORG, &select)]
        .iter()
        .map(|count| count.parse::<u32>().unwrap())
        .sum()
}

const OF_BEARER: &str = "WHERE actor = 'admin' AND actor_id = 'test'";

#[tokio::test]
async fn every_route_that_changes_something_leaves_a_line_with_the_bearers_sub() {
    let mut silent = Vec::new();
    for operation in operations() {
        let desk = clinic().await;
        let Some((path, body)) = request(&desk, &operation).await else {
            silent.push(format!("{operation}: add a request to this test"));
            continue;
        };
        let before = lines(&desk, OF_BEARER);
        let method = operation.split_once(' ').unwrap().0.to_uppercase();
        let token = token(&desk, &path);
        let answer = match &body {
            // A file is no JSON.
            Value::String(file) => desk.file(&[("content-type", "text/csv")], &path, &token, file.clone()).await,
            body => desk.send(&method, &path, &token, (!body.is_null()).then_some(body)).await,
        };
        assert!(answer.status.is_success(), "{operation}: {} {}", answer.status, answer.text);
        // What is decided between two clinics stands in both trails.
        let expected = if operation.contains("/disputes/") { 2 } else { 1 };
        if lines(&desk, OF_BEARER) != before + expected {
            silent.push(format!("{operation}: {} lines", lines(&desk, OF_BEARER) - before));
        }
        let details = "SELECT group_concat(detail) FROM audit";
        let details = (desk.sqlite.value(details) + &desk.clinics.value(ORG, details)).to_lowercase();
        assert!(!details.contains("canary") && !details.contains("+15550188"), "{operation}: {details}");
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[tokio::test]
async fn a_line_says_who_did_what_to_which_fields() {
    let desk = Desk::with_clinic().await;
    let id = created(&desk, "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await;
    desk.admin("PATCH", &format!("/api/services/{id}"), &json!({"minutes": 45, "name": "Polish"})).await.expect(200);
    let mut changed = schedule();
    changed["slot_minutes"] = json!(20);
    desk.admin("PUT", "/api/schedule", &changed).await.expect(200);
    desk.admin("PUT", "/api/integrations/twilio", &twilio()).await.expect(200);
    let page = desk.get("/api/audit?limit=4").await.expect(200).json();
    let told: Vec<Value> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!([line["actor"], line["actor_id"], line["action"], line["detail"]]))
        .collect();
    let line = |action: &str, detail: Value| json!(["admin", "test", action, detail]);
    let credentials = json!({"service": "twilio", "fields": ["account_sid", "auth_token", "from_number"]});
    let expected = [
        line("credentials.stored", credentials),
        line("schedule.replaced", json!({"fields": ["slot_minutes"]})),
        line("service.changed", json!({"id": id, "fields": ["minutes", "name"]})),
        line("service.created", json!({"id": id})),
    ];
    assert_eq!(told, expected);
}

/// The line is written by the batch of the change, if that changed anything.
#[tokio::test]
async fn what_changed_nothing_leaves_no_line() {
    let desk = Desk::with_clinic().await;
    let cleaning = json!({"name": "Cleaning", "minutes": 30});
    created(&desk, "/api/services", &cleaning).await;
    let missing = crate::support::id(7);
    let before = lines(&desk, "");
    desk.admin("POST", "/api/services", &cleaning).await.problem(409, "name_taken", Some("name"));
    desk.admin("PATCH", &format!("/api/services/{missing}"), &json!({"minutes": 45})).await.expect(404);
    for path in ["services", "practitioners", "inbound/phone-mappings", "calls"] {
        desk.admin("DELETE", &format!("/api/{path}/{missing}"), &json!({})).await.expect(404);
    }
    desk.admin("DELETE", "/api/integrations/vapi", &json!({})).await.expect(404);
    desk.admin("POST", "/api/inbound/phone-mappings", &json!({"clinic_name": "Oak"})).await.expect(422);
    let operator = desk.token(None, "platform");
    let same = json!({"id": ORG, "name": "Oak", "zone": "UTC"});
    desk.send("POST", "/api/orgs", &operator, Some(&same)).await.problem(409, "org_exists", Some("id"));
    assert_eq!(lines(&desk, ""), before);
    // A mapping that is there already is updated by the first of two statements, and leaves one line.
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.expect(200);
    assert_eq!(lines(&desk, ""), before + 1);
}
