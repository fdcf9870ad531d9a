//! `tests/golden/questions.txt`: questions as callers say them, each with what it is answered by. Each is asked of the tool and of Vapi's
//! custom knowledge base, which have to agree. The test prints the whole file as it would be now when it differs.

use super::{documents, informed, told};
use crate::support::Desk;

const TABLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/questions.txt"));
const NOT_KNOWN: &str = "Nothing is written down about that.";

/// What a question is answered by, in the words of the table.
async fn answered_by(desk: &Desk, said: &str) -> String {
    let (documents, told) = (documents(desk, said).await, told(desk, said).await);
    assert!(told.chars().count() < 500 && !told.contains('\n'), "{told}");
    let ids: Vec<&str> = documents.iter().map(|document| document["uuid"].as_str().unwrap()).collect();
    match ids.as_slice() {
        [] => {
            assert!(told.starts_with(NOT_KNOWN), "{said}: {told}");
            "not known".to_owned()
        }
        [id] if id.starts_with("insurance-") || *id == "refused" => {
            assert_eq!(documents[0]["content"], told, "{said}");
            in_words(id, &told)
        }
        ids => {
            let first = documents[0]["content"].as_str().unwrap().split(" (").next().unwrap();
            assert!(told.starts_with(first), "{said}: {told}");
            ids.join(", ")
        }
    }
}

fn in_words(id: &str, told: &str) -> String {
    let between = |start: &str, end: &str| told.split_once(start).unwrap().1.split_once(end).unwrap().0.to_owned();
    match id {
        "refused" => "refused".to_owned(),
        "insurance-ask-staff" => "ask staff".to_owned(),
        "insurance-plans" => "plans".to_owned(),
        "insurance-which-plan" => {
            format!("which of: {}", between("lists have ", ". Ask which plan").replace(" and ", ", "))
        }
        _ => told.split(". ").filter_map(verdict).collect::<Vec<_>>().join("; "),
    }
}

fn verdict(sentence: &str) -> Option<String> {
    let verdicts = [(" does not accept ", "not accepted"), (" accepts ", "accepted")];
    verdicts.iter().find_map(|(verb, word)| Some(format!("{word}: {}", sentence.split_once(verb)?.1)))
}

#[tokio::test]
async fn questions_are_answered_as_agreed() {
    let desk = informed().await;
    let (mut now, mut questions) = (String::new(), 0);
    for line in TABLE.lines().filter(|line| !line.starts_with("  ")) {
        now.push_str(line);
        now.push('\n');
        if let Some(said) = line.strip_prefix("> ") {
            questions += 1;
            now.extend(["  ", &*answered_by(&desk, said).await, "\n"]);
        }
    }
    assert!(questions >= 60, "there are {questions} questions");
    assert!(now == TABLE, "what is answered has changed; it is now:\n{now}");
}
