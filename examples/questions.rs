//! What a caller's turn costs: CPU time of questions at a clinic whose document is full. See `bench/README.md`.

use std::{hint::black_box, time::Instant};

use frontdesk::{
    domain::knowledge::{Fact, Insurance, Knowledge, KnowledgeBase, Topic},
    language::Language,
};

const ROUNDS: u32 = 20;
/// Two words a plan, and 200 plans.
const CARRIERS: [&str; 10] =
    ["Delta", "Cigna", "Humana", "Aetna", "Guardian", "Anthem", "Kaiser", "Ameritas", "Molina", "Regence"];
const KINDS: [&str; 20] = [
    "PPO", "HMO", "EPO", "DHMO", "DPPO", "Gold", "Silver", "Bronze", "Select", "Premier", "Basic", "Choice", "Plus",
    "Complete", "Value", "Direct", "Elite", "Access", "Standard", "Family",
];
const FACTS: usize = 150;

fn main() {
    let plans: Vec<String> =
        CARRIERS.iter().flat_map(|carrier| KINDS.iter().map(move |kind| format!("{carrier} {kind}"))).collect();
    let mid = plans.len() / 2;
    let (accepted, not_accepted) =
        (plans.iter().take(mid).cloned().collect(), plans.iter().skip(mid).cloned().collect());
    let insurance = Insurance { accepted, not_accepted, ..Insurance::default() };
    let facts = (0..FACTS).map(fact).collect();
    let base =
        KnowledgeBase::new(Knowledge { facts, insurance, ..Knowledge::default() }, Language::English.question_words());
    println!("{} plans, {FACTS} facts; median of {ROUNDS}", plans.len());
    for count in [1, 20, 35, 80] {
        let named: Vec<&str> = plans.iter().step_by(plans.len() / count).take(count).map(String::as_str).collect();
        report(&base, &format!("{count} plans"), &format!("do you take {}", named.join(" ")));
    }
    let unknown: Vec<String> = (100..).map(|n| format!("{}{}", word(n), word(n * 7))).take(90).collect();
    report(&base, "words that nobody knows", &unknown.join(" "));
    let near = ["delta", "dalta", "detla", "deltas"].repeat(45);
    report(&base, "a plan's first word, and words near it", &near.join(" "));
    report(&base, "sentences", &"Do you take Delta? ".repeat(52));
}

/// A word of letters that no other number has.
fn word(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap_or_default());
    [number, number / 26, number / 3, number / 5].map(letter).into_iter().collect()
}

fn fact(number: usize) -> Fact {
    let say = (0..5).map(|n| word(number * 5 + n)).collect::<Vec<_>>().join(" ");
    Fact { id: format!("fact-{number}"), topic: Topic::Other, ask: vec![format!("do you have {}", word(number))], say }
}

fn report(base: &KnowledgeBase, name: &str, question: &str) {
    let mut millis: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            black_box(base.answer(black_box(question), "Oak Dental"));
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    millis.sort_by(f64::total_cmp);
    let median = millis.get(millis.len() / 2).copied().unwrap_or_default();
    println!("{name}, {} characters: {median:.2} ms", question.chars().count());
}
