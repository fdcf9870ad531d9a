//! Of each argument the words are told that count, and those that change nothing.

use serde_json::{Value, json};

use super::{diagnose, says, sound};

async fn told(tool: &str, arguments: &Value) -> String {
    let desk = super::clinic().await;
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await.expect(201);
    says(&diagnose(&desk, "", &sound(tool, arguments).to_string()).await, "arguments")
}

#[tokio::test]
async fn each_argument_says_which_of_its_words_were_used() {
    for (tool, arguments, told_of_words) in [
        (
            "check_availability",
            json!({"date": "Thursday please"}),
            r#" Of date count: "Thursday". These change nothing: "please"."#,
        ),
        (
            "check_availability",
            json!({"date": "Thursday", "foo": "bar baz"}),
            r#" Nothing of foo is used: "bar", "baz"."#,
        ),
        (
            "check_availability",
            json!({"date": "Friday after 3 pm"}),
            r#" Of date count: "Friday", "after", "3". These change nothing: "pm"."#,
        ),
        (
            "check_availability",
            json!({"date": "Friday", "service": "a cleaning please"}),
            r#" Of service count: "cleaning". These change nothing: "a", "please"."#,
        ),
        (
            "book_appointment",
            json!({"start": "2026-12-03T09:30", "name": "hi it's Ann Lee"}),
            r#" Of name count: "Ann", "Lee". These change nothing: "hi", "it's"."#,
        ),
        (
            "cancel_appointment",
            json!({"date": "the next one", "reason": "ill"}),
            r#" Nothing of reason is used: "ill"."#,
        ),
        ("check_availability", json!({"date": "not available Thursday"}), r#" Of date these are in the way: "not"."#),
        ("cancel_appointment", json!({"date": "Friday", "foo": "bar"}), r#" Of foo these are in the way: "bar"."#),
    ] {
        let read = told(tool, &arguments).await;
        assert!(read.contains(told_of_words), "{arguments}: {read}");
    }
}

#[tokio::test]
async fn numbers_of_people_are_masked_wherever_they_stand() {
    let arguments = json!({"start": "2026-12-03T09:30", "name": "Ann Lee 2125550188", "phone": "212 555 0199"});
    let read = told("book_appointment", &arguments).await;
    assert!(read.contains("\"********88\"") && read.contains("start 2026-12-03T09:30"), "{read}");
    assert!(!read.contains("0188") && !read.contains("555"), "{read}");
}
