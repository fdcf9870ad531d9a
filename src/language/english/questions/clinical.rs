//! Questions that only somebody with a medical training may answer.

use strsim::osa_distance;

use super::terms::term;

/// Words that make any question clinical: amounts of medicine, medicine itself, findings.
const ALWAYS: &[&str] = &[
    "dose",
    "doses",
    "dosage",
    "dosages",
    "milligram",
    "milligrams",
    "mg",
    "diagnose",
    "diagnosed",
    "diagnosis",
    "symptom",
    "symptoms",
    "medication",
    "medications",
    "medicine",
    "medicines",
    "meds",
    "antibiotic",
    "antibiotics",
    "painkiller",
    "painkillers",
    "ibuprofen",
    "advil",
    "motrin",
    "tylenol",
    "acetaminophen",
    "paracetamol",
    "aspirin",
    "amoxicillin",
    "penicillin",
    "opioid",
    "vicodin",
    "hydrocodone",
    "oxycodone",
    "naproxen",
    "aleve",
    "prednisone",
    "warfarin",
    "insulin",
    "thinner",
    "thinners",
    "interact",
    "interaction",
    "interactions",
    "contraindicated",
    "biopsy",
    "infection",
    "infected",
    "abscess",
    "cancer",
    "tumor",
    "pregnant",
    "pregnancy",
    "prognosis",
    "sepsis",
];
/// The same of words that stand beside each other.
const ALWAYS_TOGETHER: &[[&str; 2]] = &[
    ["test", "result"],
    ["lab", "result"],
    ["scan", "result"],
    ["ray", "result"],
    ["blood", "work"],
    ["blood", "test"],
    ["side", "effect"],
];
/// What hurts or has changed: clinical once somebody asks what it means or what to do about it.
const COMPLAINTS: &[&str] = &[
    "hurt",
    "hurts",
    "hurting",
    "pain",
    "painful",
    "ache",
    "aches",
    "aching",
    "sore",
    "swell",
    "swells",
    "swelling",
    "swollen",
    "bleed",
    "bleeds",
    "bleeding",
    "blood",
    "fever",
    "numb",
    "numbness",
    "pus",
    "rash",
    "nausea",
    "dizzy",
    "throbbing",
    "toothache",
    "headache",
    "sensitive",
    "lump",
    "ulcer",
    "bump",
    "loose",
    "itch",
    "itchy",
    "burning",
];
const ASKS_FOR_ADVICE: &[&str] = &[
    "normal",
    "should",
    "why",
    "mean",
    "means",
    "safe",
    "serious",
    "dangerous",
    "worry",
    "worried",
    "cause",
    "causes",
    "causing",
    "bad",
    "stop",
    "wrong",
    "heal",
    "treat",
    "relieve",
    "good",
    "help",
    "helps",
    "last",
    "better",
    "worse",
];
/// The same of words that stand beside each other: what can I take, what do I do.
const ASKS_TOGETHER: &[[&str; 2]] = &[["i", "take"], ["i", "use"], ["i", "put"], ["i", "do"]];
/// Longer words of medicine are known when they are misheard or said in another language.
const SHORTEST_MISHEARD: usize = 8;

pub(super) fn is_clinical(words: &[String]) -> bool {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let asks_for_advice = || has(ASKS_FOR_ADVICE) || are_together(words, ASKS_TOGETHER);
    words.iter().any(|word| is_always(word)) || is_finding(words) || has(COMPLAINTS) && asks_for_advice()
}

fn is_always(word: &str) -> bool {
    let is_misheard = |known: &&str| known.len() >= SHORTEST_MISHEARD && osa_distance(word, known) <= 1;
    ALWAYS.contains(&word) || word.len() >= SHORTEST_MISHEARD && ALWAYS.iter().any(is_misheard)
}

fn is_finding(words: &[String]) -> bool {
    let terms: Vec<String> = words.iter().map(|word| term(word)).collect();
    are_together(&terms, ALWAYS_TOGETHER)
}

fn are_together(words: &[String], pairs: &[[&str; 2]]) -> bool {
    let beside =
        |pair: &[&str; 2]| words.windows(2).any(|next| next.iter().zip(pair).all(|(word, known)| word == known));
    pairs.iter().any(beside)
}
