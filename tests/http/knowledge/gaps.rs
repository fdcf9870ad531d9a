//! Questions that nothing is written down about: counted by day, without what is known of who asked, and listed.

use std::time::Duration;

use serde_json::{Value, json};

use super::{GAPS, documents, informed, told};
use crate::support::{Desk, ORG, OTHER};

/// Each question with how often it was asked.
async fn gaps(desk: &Desk) -> Vec<(String, i64)> {
    let listed = desk.get(GAPS).await.expect(200).json();
    let gap = |gap: &Value| (gap["question"].as_str().unwrap().to_owned(), gap["times"].as_i64().unwrap());
    listed["items"].as_array().unwrap().iter().map(gap).collect()
}

#[tokio::test]
async fn what_the_tool_does_not_know_is_counted_and_nothing_else() {
    let desk = informed().await;
    for question in [
        "Do you have a gift card?",
        "do you have a GIFT card",
        "do you take Aetna",
        "is there parking",
        "how much ibuprofen can I take",
    ] {
        told(&desk, question).await;
    }
    // What a platform sends with every turn of a caller is mostly no question.
    for said in ["yes, Thursday please", "do you sell toothbrushes"] {
        assert_eq!(documents(&desk, said).await, [Value::Null; 0]);
    }
    let counted = [("do you have a gift card".to_owned(), 2), ("do you take aetna".to_owned(), 1)];
    assert_eq!(gaps(&desk).await, counted);
}

#[tokio::test]
async fn a_gap_says_nothing_of_who_asked() {
    let desk = informed().await;
    for (said, kept) in [
        ("My name is Ann Canary. Do you sell gum?", Some("do you sell gum")),
        ("this is Ann Canary, call me at 415-555-0188, do you sell gum", Some("do you sell gum")),
        ("do you sell gum to +1 415 555 0188 or ann@canary.example", Some("do you sell gum to or")),
        ("do you sell gum, four one five five five five zero one eight eight", Some("do you sell gum")),
        ("Ann Canary would like to know if you do botox with HIV", Some("would like to know if you do botox with hiv")),
        ("Is Ann Canary's appointment still on?", Some("is appointment still on")),
        ("This message is from Ann Canary, do you sell gum", Some("do you sell gum")),
        ("On behalf of Ann Canary, do you sell gum", Some("do you sell gum")),
        ("Do you sell gum to Ann-Marie B. Canary", Some("do you sell gum to")),
        ("Do you sell gum to Mrs. Canary", Some("do you sell gum to")),
        ("did my wife ann canary pay her bill born may third", Some("did my wife pay her bill born")),
        ("can ann canary's gum be mailed to oak street", Some("can gum be mailed to")),
        // What the clinic or an insurer is called is what was asked for.
        ("Do you take United Concordia at Downtown Dental", Some("do you take united concordia at downtown dental")),
        ("Is the Whitening in the Main Street building", Some("is the whitening in the main street building")),
        ("I'm Ann Canary", None),
        ("415-555-0188", None),
    ] {
        desk.clinics.execute(ORG, "DELETE FROM knowledge_gaps");
        told(&desk, said).await;
        let expected: Vec<(String, i64)> = kept.map(|kept| (kept.to_owned(), 1)).into_iter().collect();
        assert_eq!(gaps(&desk).await, expected, "{said}");
    }
    desk.clinics.execute(ORG, "DELETE FROM knowledge_gaps");
    told(&desk, "do you sell gum").await;
    let row = desk.clinics.value(ORG, "SELECT json_object('d', day, 'q', question, 't', times) FROM knowledge_gaps");
    assert_eq!(row, json!({"d": "2026-12-01", "q": "do you sell gum", "t": 1}).to_string());
}

/// A name in small letters, as a transcript may have it, is known from what the call has booked or left.
#[tokio::test]
async fn a_gap_leaves_out_the_names_that_the_call_has_given() {
    let desk = informed().await;
    told(&desk, "does ann canary get gum").await;
    let as_said = [("does ann canary get gum".to_owned(), 1)];
    assert_eq!(gaps(&desk).await, as_said, "nobody knows that name");
    desk.clinics.execute(ORG, "DELETE FROM knowledge_gaps");
    let arguments = json!({"start": "2026-12-03T09:00", "name": "Ann Canary"});
    let booked = desk.tool("calendar/book", ("call-1", "t2"), super::CALLER, &arguments).await;
    assert!(booked.contains("is booked"), "{booked}");
    let arguments = json!({"about": "Is my gum ready?", "name": "Will Finch"});
    let left = desk.tool("messages/take", ("call-1", "t3"), super::CALLER, &arguments).await;
    told(&desk, "does ann canary get gum").await;
    told(&desk, "will finch's gum be ready").await;
    let counted = [("will gum be ready".to_owned(), 1), ("does get gum".to_owned(), 1)];
    assert_eq!(gaps(&desk).await, counted, "{left}");
}

#[tokio::test]
async fn the_latest_day_comes_first_and_of_a_day_what_was_asked_most() {
    let desk = informed().await;
    for day in 0..3 {
        for (question, times) in [("gum", 1), ("toothbrushes", 3), ("mints", 2)] {
            for _ in 0..times {
                told(&desk, &format!("do you sell {question} in week {day}")).await;
            }
        }
        desk.clock.advance(Duration::from_hours(24));
    }
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = desk.get(&format!("{GAPS}?limit=2{cursor}")).await.expect(200).json();
        all.extend(page["items"].as_array().unwrap().iter().map(|gap| {
            format!(
                "{} {} {}",
                gap["day"].as_str().unwrap(),
                gap["question"].as_str().unwrap().split(' ').nth(3).unwrap(),
                gap["times"]
            )
        }));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let of = |day: &str| ["toothbrushes 3", "mints 2", "gum 1"].map(|rest| format!("{day} {rest}"));
    assert_eq!(all, [of("2026-12-03"), of("2026-12-02"), of("2026-12-01")].concat());
    for bad in ["limit=0", "cursor=x", "day=1"] {
        let field = bad.split('=').next();
        desk.get(&format!("{GAPS}?{bad}")).await.problem(422, "invalid", field);
    }
}

#[tokio::test]
async fn a_day_keeps_a_hundred_questions_and_counts_those_on() {
    let desk = informed().await;
    let letters = |n: u8| format!("{}{}", char::from(b'a' + n / 26), char::from(b'a' + n % 26));
    for n in 0..105 {
        told(&desk, &format!("do you sell zz{}", letters(n))).await;
    }
    let kept = || desk.clinics.value(ORG, "SELECT count(*) || ' ' || sum(times) FROM knowledge_gaps");
    assert_eq!(kept(), "100 100");
    told(&desk, "do you sell zzaa").await;
    assert_eq!(kept(), "100 101");
}

#[tokio::test]
async fn a_gap_is_kept_for_ninety_days() {
    let desk = informed().await;
    told(&desk, "do you sell gum").await;
    desk.clock.advance(Duration::from_hours(24 * 90 - 1));
    desk.clinics.ring_due().await;
    assert_eq!(gaps(&desk).await.len(), 1);
    desk.clock.advance(Duration::from_hours(3));
    desk.clinics.ring_due().await;
    assert_eq!(gaps(&desk).await, []);
}

#[tokio::test]
async fn a_clinic_sees_its_own() {
    let desk = informed().await;
    told(&desk, "do you sell gum").await;
    let theirs = desk.send("GET", GAPS, &desk.token(Some(OTHER), "viewer"), None).await.expect(200).json();
    assert_eq!(theirs["items"], json!([]));
    desk.send("GET", GAPS, &desk.token(Some(ORG), "viewer"), None).await.expect(200);
    desk.send("GET", GAPS, "", None).await.problem(401, "unauthorized", None);
}

/// Whoever looks into what went wrong has asked nothing.
#[tokio::test]
async fn a_diagnosis_counts_nothing() {
    let desk = informed().await;
    let body = json!({"message": {"type": "tool-calls", "phoneNumber": {"number": crate::support::NUMBER}, "toolCallList": [{"id": "t1",
        "function": {"name": "answer_question", "arguments": {"question": "do you sell gum"}}}]}});
    let report = desk.admin("POST", "/api/diagnose/vapi", &body).await.expect(200).json();
    assert!(report["answer"].to_string().contains("Nothing is written down"), "{report}");
    assert_eq!(gaps(&desk).await, []);
}
