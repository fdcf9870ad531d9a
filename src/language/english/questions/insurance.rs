//! Words of insurance in the United States.

use super::stop_words::STOP_WORDS;
use crate::domain::knowledge::InsuranceWord;

const SUBJECT: [&str; 12] = [
    "insurance",
    "insurances",
    "insured",
    "insurer",
    "insurers",
    "coverage",
    "network",
    "networks",
    "benefit",
    "benefits",
    "deductible",
    "copay",
];
const ACCEPTANCE: [&str; 16] = [
    "take",
    "takes",
    "taking",
    "accept",
    "accepts",
    "accepting",
    "accepted",
    "cover",
    "covers",
    "covered",
    "participate",
    "participating",
    "network",
    "work",
    "works",
    "bill",
];
/// Whom callers speak to and who they are.
pub(super) const FRONT_DESK: [&str; 9] =
    ["clinic", "office", "practice", "dentist", "dentists", "doctor", "doctors", "patient", "patients"];
const AROUND: [&str; 14] = [
    "currently",
    "still",
    "plan",
    "plans",
    "policy",
    "policies",
    "carrier",
    "carriers",
    "company",
    "companies",
    "provider",
    "providers",
    "kinds",
    "types",
];
const FIELD: [&str; 4] = ["dental", "health", "medical", "vision"];
/// Kinds of plans, programmes of the state, and carriers that callers name most often.
const OF_PLAN: [&str; 30] = [
    "ppo",
    "dppo",
    "hmo",
    "dhmo",
    "epo",
    "hsa",
    "fsa",
    "medicaid",
    "medicare",
    "tricare",
    "obamacare",
    "marketplace",
    "aetna",
    "cigna",
    "humana",
    "metlife",
    "guardian",
    "anthem",
    "kaiser",
    "unitedhealthcare",
    "unitedhealth",
    "uhc",
    "ameritas",
    "bcbs",
    "geha",
    "careington",
    "dentaquest",
    "dentemax",
    "aflac",
    "deltacare",
];

/// Other words in the names of insurers. No person is called so.
const OF_INSURER: [&str; 30] = [
    "delta",
    "blue",
    "cross",
    "shield",
    "bluecross",
    "blueshield",
    "united",
    "healthcare",
    "concordia",
    "principal",
    "molina",
    "ambetter",
    "wellcare",
    "centene",
    "optum",
    "optima",
    "medica",
    "medico",
    "mutual",
    "highmark",
    "regence",
    "premera",
    "carefirst",
    "medical",
    "advantage",
    "renaissance",
    "solstice",
    "vsp",
    "eyemed",
    "chip",
];

/// Words for products. Some people are called so.
const PRODUCT: [&str; 24] = [
    "platinum",
    "gold",
    "silver",
    "bronze",
    "diamond",
    "premier",
    "premium",
    "preferred",
    "plus",
    "select",
    "choice",
    "basic",
    "standard",
    "enhanced",
    "essential",
    "complete",
    "classic",
    "elite",
    "value",
    "saver",
    "access",
    "direct",
    "prime",
    "military",
];

/// Whether a word belongs to the names of insurers or their plans, and to no person's.
pub(super) fn is_insurers(word: &str) -> bool {
    kind(word).is_some() || OF_INSURER.contains(&word)
}

/// Whether `out` stands before `network`, with a word or two between them.
pub(super) fn is_out_of_network(words: &[String]) -> bool {
    let is_network = |word: &String| word == "network" || word == "networks";
    let mut places = words.iter().enumerate().filter(|(_, word)| *word == "out");
    places.any(|(place, _)| words.iter().skip(place + 1).take(3).any(is_network))
}

/// Whether the word at a place is the `a` of `plan A`, behind which the plan's name ends.
pub(super) fn is_plans_letter(words: &[String], place: usize) -> bool {
    let word = |place: Option<usize>| place.and_then(|place| words.get(place)).map(String::as_str);
    let ends = word(Some(place + 1)).is_none_or(|next| STOP_WORDS.contains(&next));
    word(Some(place)) == Some("a") && word(place.checked_sub(1)) == Some("plan") && ends
}

/// Whether a word tells one product of an insurer from another.
pub(super) fn is_product(word: &str) -> bool {
    PRODUCT.contains(&word)
}

pub(super) fn kind(word: &str) -> Option<InsuranceWord> {
    let kinds: [(&[&str], InsuranceWord); 6] = [
        (&SUBJECT, InsuranceWord::Subject),
        (&ACCEPTANCE, InsuranceWord::Acceptance),
        (&FRONT_DESK, InsuranceWord::Around),
        (&AROUND, InsuranceWord::Around),
        (&FIELD, InsuranceWord::Field),
        (&OF_PLAN, InsuranceWord::OfPlan),
    ];
    kinds.into_iter().find(|(words, _)| words.contains(&word)).map(|(_, kind)| kind)
}
