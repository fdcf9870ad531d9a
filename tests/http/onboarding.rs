//! How far a clinic is set up, computed whenever it is asked for.

use frontdesk::calls::{CallEvent, CallStatus};
use serde_json::{Value, json};

use crate::{
    booking::ANN,
    calls::{at, hear, status},
    support::{Desk, ORG, OTHER, google, mapping, schedule, twilio},
};

const ONBOARDING: &str = "/api/onboarding";

/// Each step with its state, and its code if it is broken.
async fn steps(desk: &Desk, org: &str) -> Vec<String> {
    let viewer = desk.token(Some(org), "viewer");
    let shown = desk.send("GET", ONBOARDING, &viewer, None).await.expect(200).json();
    let word = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
    let row = |row: &Value| {
        let code = word(row, "code").map(|code| format!("({code})")).unwrap_or_default();
        format!("{} {}{code}", word(row, "step").unwrap(), word(row, "state").unwrap())
    };
    let steps: Vec<String> = shown["steps"].as_array().unwrap().iter().map(row).collect();
    assert_eq!(shown["is_live"], steps.iter().all(|step| step.ends_with(" done")), "{shown}");
    steps
}

#[tokio::test]
async fn a_clinic_goes_live_step_by_step() {
    let desk = Desk::with_clinic().await;
    let admin = desk.token(Some(OTHER), "admin");
    let names = ["number", "hours", "calendar", "texts", "voice", "test_call"];
    let with = |done: usize| -> Vec<String> {
        let state = |index: usize| if index < done { "done" } else { "todo" };
        names.iter().enumerate().map(|(index, name)| format!("{name} {}", state(index))).collect()
    };
    assert_eq!(steps(&desk, OTHER).await, with(0));
    let assistant = json!({"assistant_id": "a5000000-0000-4000-8000-000000000001"});
    let settings = [
        ("POST", "/api/inbound/phone-mappings", mapping("+15550144")),
        ("PUT", "/api/schedule", schedule()),
        ("PUT", "/api/integrations/google", google()),
        ("PUT", "/api/integrations/twilio", twilio()),
        ("PUT", "/api/assistant", assistant),
    ];
    for (done, (method, path, body)) in settings.iter().enumerate() {
        let answer = desk.send(method, path, &admin, Some(body)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        assert_eq!(steps(&desk, OTHER).await, with(done + 1), "{path}");
    }
}

/// Also where the number has an assistant of its own at the platform, so that none is chosen here.
#[tokio::test]
async fn a_call_in_which_a_tool_ran_turns_the_last_step_green() {
    let desk = Desk::with_clinic().await;
    assert_eq!(steps(&desk, ORG).await[4..], ["voice todo", "test_call todo"]);
    hear(&desk, "c0", at("14:50:00"), status(CallStatus::Ended, "14:50:00")).await;
    assert_eq!(steps(&desk, ORG).await[4..], ["voice todo", "test_call todo"], "nobody knows who answered");
    desk.tool("calendar/check", ("c1", "t1"), ANN, &json!({"date": "2026-12-03"})).await;
    assert_eq!(steps(&desk, ORG).await[4..], ["voice done", "test_call done"]);
    assert_eq!(steps(&desk, OTHER).await[5], "test_call todo");
}

#[tokio::test]
async fn what_was_done_can_break_and_be_mended() {
    let desk = Desk::with_clinic().await;
    desk.tool("calendar/check", ("c1", "t1"), ANN, &json!({"date": "2026-12-03"})).await;
    let sound = steps(&desk, ORG).await;
    assert!(sound.iter().all(|step| step.ends_with(" done")), "{sound:?}");
    for (break_it, index, broken, mend_it) in [
        (
            "UPDATE integration_settings SET status = 'needs_reconnect'",
            2,
            "calendar broken(calendar_needs_reconnect)",
            "UPDATE integration_settings SET status = 'connected' WHERE service_type = 'google'",
        ),
        (
            "UPDATE integration_settings SET status = 'needs_reconnect' WHERE service_type = 'twilio'",
            3,
            "texts broken(texts_need_reconnect)",
            "UPDATE integration_settings SET status = 'connected'",
        ),
        (
            "UPDATE schedules SET document = json_set(document, '$.weekly', json('{}'))",
            1,
            "hours broken(never_open)",
            "UPDATE schedules SET document = json_set(document, '$.weekly', json('{\"monday\": [{\"open\": \"09:00\", \"close\": \"17:00\"}]}'))",
        ),
    ] {
        desk.sqlite.execute(break_it);
        assert_eq!(steps(&desk, ORG).await[index], broken);
        desk.sqlite.execute(mend_it);
    }
    assert_eq!(steps(&desk, ORG).await, sound);
}

fn ended(reason: &str) -> CallEvent {
    CallEvent::Report {
        started_at: None,
        ended_at: None,
        ended_reason: Some(reason.into()),
        cost: None,
        summary: None,
        tool_times: Vec::new(),
    }
}

/// What the platform says when it asked who answers and got nothing.
#[tokio::test]
async fn a_last_call_that_nobody_answered_is_broken_until_the_next_one() {
    let desk = Desk::with_clinic().await;
    hear(&desk, "c1", at("14:50:00"), ended("assistant-request-returned-forwarding-phone-number")).await;
    assert_eq!(steps(&desk, ORG).await[5], "test_call todo");
    hear(&desk, "c2", at("14:51:00"), ended("assistant-request-returned-error")).await;
    assert_eq!(steps(&desk, ORG).await[5], "test_call broken(call_not_answered)");
    let attention = desk.get("/api/attention").await.expect(200).json();
    assert_eq!(
        (&attention["items"][0]["code"], &attention["items"][0]["action"]),
        (&json!("call_not_answered"), &json!("read_calls"))
    );
    desk.clock.advance(std::time::Duration::from_mins(1));
    desk.tool("calendar/check", ("c3", "t1"), ANN, &json!({"date": "2026-12-03"})).await;
    assert_eq!(steps(&desk, ORG).await[5], "test_call done");
}

#[tokio::test]
async fn nobody_else_sees_it() {
    let desk = Desk::with_clinic().await;
    desk.send("GET", ONBOARDING, "", None).await.problem(401, "unauthorized", None);
    desk.send("GET", ONBOARDING, &desk.token(None, "platform"), None).await.problem(403, "forbidden", None);
    let gone = desk.token(Some("0198c0de-0000-7000-8000-0000000000aa"), "viewer");
    desk.send("GET", ONBOARDING, &gone, None).await.problem(404, "not_found", None);
}
