//! What callers leave for the staff: taken once, told to the staff, read and done.

mod bad_input;
mod reading;
mod repeating;
mod taking;
mod telling;
mod withheld;

use http::Request;
use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG};

const TAKE: &str = "messages/take";
const INBOX: &str = "/api/inbox";
const MESSAGING: &str = "/api/messaging";
const CALLER: &str = "+12025550188";
const STAFF: &str = "+12025550199";

/// What the agent hears of a message that `caller` leaves in a call.
async fn take(desk: &Desk, ids: (&str, &str), caller: &str, arguments: &Value) -> String {
    desk.tool(TAKE, ids, caller, arguments).await
}

/// The same by a body that names no call.
async fn flat(desk: &Desk, mut arguments: Value) -> String {
    arguments["called_number"] = json!(NUMBER);
    let request = Request::post(format!("/api/vapi/tools/{TAKE}")).header("content-type", "application/json");
    desk.raw(request.body(arguments.to_string().into()).unwrap()).await.text
}

/// The messages of the clinic, latest first.
async fn items(desk: &Desk, query: &str) -> Vec<Value> {
    let page = desk.get(&format!("{INBOX}{query}")).await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

fn count(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT count(*) FROM inbox")
}

/// Whom the clinic has texted.
fn texted(desk: &Desk) -> Vec<(String, String)> {
    let taken = desk.vendors.texts.taken();
    taken.iter().map(|text| (text.field("To").to_owned(), text.field("Body").to_owned())).collect()
}

/// A clinic with this staff.
async fn with_staff(staff: Value) -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", "https://frontdesk.example.com")]).await;
    desk.admin("PUT", MESSAGING, &json!({"staff": staff})).await.expect(200);
    desk
}
