//! What is kept of a call, and that nothing is kept of what was said in it.

use super::*;

async fn kept(desk: &Desk) -> Value {
    desk.get(&format!("/api/calls/{CONVERSATION}")).await.expect(200).json()
}

fn calls(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT count(*) FROM calls")
}

#[tokio::test]
async fn a_report_says_when_how_long_why_and_for_how_much() {
    let desk = clinics().await;
    let summaries = json!({"call_log": {"keep_summaries": true}});
    desk.admin("PUT", "/api/assistant", &summaries).await.expect(200);
    for name in ["post-call-transcription", "post-call-sip", "post-call-outbound", "post-call-transcription"] {
        let answer = reported(&desk, "events", KEY, &fixture(name)).await.expect(200);
        assert_eq!(answer.json(), json!({}));
    }
    let call = kept(&desk).await;
    assert_eq!((&call["status"], &call["platform"]), (&json!("ended"), &json!("elevenlabs")), "{call}");
    assert_eq!(call["started_at"], "2026-12-01T15:00:00Z", "{call}");
    assert_eq!(call["ended_at"], "2026-12-01T15:01:01Z", "{call}");
    assert_eq!(call["ended_reason"], "end_call tool was called", "{call}");
    assert_eq!(call["cost_usd"], 0.12, "{call}");
    assert_eq!(call["summary"], "CANARY-summary A caller booked a cleaning.", "{call}");
    assert_eq!((&call["caller"], &call["called"]), (&json!("+15550188"), &json!(NUMBER)), "{call}");
    assert_eq!(calls(&desk), "1");
}

#[tokio::test]
async fn nothing_of_what_was_said_is_kept() {
    let desk = clinics().await;
    for name in ["post-call-transcription", "post-call-sip", "post-call-outbound", "unknown-type", "post-call-audio"] {
        reported(&desk, "events", KEY, &fixture(name)).await.expect(200);
    }
    desk.sweep().await;
    let call = kept(&desk).await.to_string();
    for text in [call, desk.dump(), desk.kv.contents(), desk.log.text()] {
        assert!(!text.contains("CANARY") && !text.contains("canary") && !text.contains("Q0FOQVJZ"), "{text}");
    }
    assert!(!desk.log.text().contains("15550188"), "{}", desk.log.text());
}

/// ElevenLabs sends an event once, and switches off a webhook that fails.
#[tokio::test]
async fn what_says_nothing_is_taken_and_leaves_nothing() {
    let desk = clinics().await;
    for name in ["post-call-web", "post-call-audio", "call-initiation-failure", "unknown-type"] {
        assert_eq!(reported(&desk, "events", KEY, &fixture(name)).await.expect(200).json(), json!({}));
    }
    let mut nobodys = fixture("post-call-transcription");
    nobodys["data"]["metadata"]["phone_call"]["agent_number"] = json!("+15550199");
    reported(&desk, "events", KEY, &nobodys).await.expect(200);
    for odd in [json!({}), json!({"type": "post_call_transcription"}), json!({"type": 7, "data": []})] {
        reported(&desk, "events", KEY, &odd).await.expect(200);
    }
    assert_eq!(calls(&desk), "0");
    // A call from a browser is the org's whose address it is.
    reported(&desk, &format!("{ORG}/events"), KEY, &fixture("post-call-web")).await.expect(200);
    assert_eq!(kept(&desk).await["status"], "ended");
    reported(&desk, "events", KEY, &fixture("post-call-transcript-excluded")).await.expect(200);
    assert_eq!(calls(&desk), "1");
    let body = "{";
    let header = signature(&desk, KEY, body, 0);
    post(&desk, "events", &[("elevenlabs-signature", &header)], body).await.problem(400, "malformed", None);
}

#[tokio::test]
async fn the_report_of_a_long_call_is_read() {
    let desk = clinics().await;
    let mut report = fixture("post-call-transcription");
    let said = json!({"role": "user", "message": "CANARY ".repeat(150), "time_in_call_secs": 4});
    report["data"]["transcript"] = json!(vec![said; 3_500]);
    let size = report.to_string().len();
    assert!(size > 3_700_000 && size < 4 * 1024 * 1024, "{size}");
    reported(&desk, "events", KEY, &report).await.expect(200);
    assert_eq!(kept(&desk).await["ended_at"], "2026-12-01T15:01:01Z");
    report["data"]["transcript"] = json!(vec![report["data"]["transcript"][0].clone(); 4_500]);
    // Larger than any call's: it proves nothing before it was read.
    refused(reported(&desk, "events", KEY, &report).await);
}
