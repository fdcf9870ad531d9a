//! Medicines, by their names, by what their names end with, and by what they are for.

use super::phrases::{any_of, has_phrase, is_like_one_of, is_one_of};

/// The most common ones of each kind, as callers name them.
const NAMES: &[&str] = &[
    // For pain and fever.
    "ibuprofen advil motrin tylenol acetaminophen paracetamol aspirin naproxen aleve excedrin celebrex mobic",
    "meloxicam toradol ketorolac voltaren diclofenac flexeril baclofen robaxin painkiller painkillers nsaid",
    "nsaids anesthetic orajel anbesol novocain",
    // Opioids, and what is given against them.
    "percocet lortab vicodin hydrocodone oxy oxycontin oxycodone roxicodone codeine tramadol ultram fentanyl",
    "morphine dilaudid methadone suboxone naloxone narcan demerol heroin opioid opioids opiate opiates narcotic",
    "narcotics",
    // Thinners of the blood, and for the heart.
    "warfarin coumadin xarelto zarelto eliquis elequis elaquis plavix pradaxa brilinta lovenox heparin",
    "enoxaparin clopidogrel thinner",
    "thinners anticoagulant anticoagulants digoxin amiodarone nitroglycerin lasix norvasc lipitor crestor zocor",
    "diovan statin statins",
    // Against infections.
    "antibiotic antibiotics antiviral antivirals penicillin amoxicillin augmentin amoxil keflex cephalexin",
    "zithromax zpak zpack cipro bactrim flagyl macrobid diflucan valtrex tamiflu paxlovid ivermectin plaquenil",
    "clinda peridex",
    // For the mind, for sleep and attention.
    "xanax valium ativan klonopin halcion ambien lunesta trazodone zoloft lexapro prozac paxil celexa cymbalta",
    "effexor wellbutrin buspar seroquel abilify lithium adderall ritalin vyvanse hydroxyzine antidepressant",
    "antidepressants sedative sedatives benzos",
    // Of hormones and sugar.
    "insulin metformin ozempic wegovy mounjaro trulicity januvia jardiance farxiga lantus humalog novolog",
    "glipizide synthroid levothyroxine prednisone medrol cortisone steroid steroids premarin",
    // For bones, joints and immunity.
    "fosamax boniva prolia reclast actonel humira enbrel methotrexate chemo chemotherapy accutane",
    // For the nose, the lungs and the stomach.
    "benadryl claritin zyrtec sudafed mucinex nyquil dayquil robitussin singulair albuterol ventolin inhaler",
    "epipen flonase antihistamine antihistamines decongestant pepto imodium miralax prilosec nexium pepcid zofran",
    "laxative antacid antacids",
    "gabapentin melatonin nicotine cannabis marijuana thc cbd viagra cialis",
];
/// What generic names end with, as the World Health Organization gives them out.
const ENDINGS: &[&str] = &[
    "cillin mycin micin cycline floxacin oxacin nidazole conazole cyclovir ciclovir navir buvir statin sartan",
    "olol prazole tidine dipine caine codone morphone azepam azolam barbital triptan gliptin gliflozin glutide",
    "gliptide xaban gatran profen coxib oxicam solone asone setron oxetine ipramine triptyline buterol meterol",
    "moterol thiazide semide dronate dronic lukast mumab ximab zumab tinib tadine fenac tropin",
];
/// Lisinopril, enalapril: a shorter word is a month.
const SHORTEST_PRIL: usize = 7;
const SHORTEST_WITH_ENDING: usize = 6;

/// Words for any medicine.
const GENERAL: &[&str] = &["medication medications medicine medicines meds med drug drugs pill pills capsule capsules"];
/// Where one of these stands behind, it is about something else: `drug store`.
const OTHER_BEHIND: &[&str] = &[
    "store stores test tests testing screen screening free plan plans coverage card cards benefit benefits",
    "discount box boxes organizer cutter cabinet spa school student students management therapy refill refills",
];
/// Fields of medicine.
const FIELDS: &[&str] =
    &["sports family internal sleep oral functional regenerative aesthetic emergency veterinary practice"];
const NAMES_TOGETHER: &[&str] = &["z pack", "z pak"];
/// What is a medicine for whoever takes it, and may be something else: `tablet`, the city of Norco, calls by Doxy.
const MAYBE: &[&str] = &["norco doxy tablet tablets drops spray ointment vitamin vitamins syrup"];
const TAKING: &[&str] =
    &["take taking took taken swallow swallowed swallowing many missed miss crush chew sleeping safe give half"];

pub(super) fn are_named(words: &[String]) -> bool {
    let is_medicine = |word: &String| is_like_one_of(word, NAMES) || has_ending(word);
    words.iter().any(is_medicine)
        || has_phrase(words, NAMES_TOGETHER)
        || is_general(words)
        || any_of(words, MAYBE) && any_of(words, TAKING)
}

fn has_ending(word: &str) -> bool {
    let mut endings = ENDINGS.iter().flat_map(|endings| endings.split(' '));
    word.len() >= SHORTEST_WITH_ENDING && endings.any(|ending| word.ends_with(ending))
        || word.len() >= SHORTEST_PRIL && word.ends_with("pril")
}

/// Whether medicine is spoken of without its name. What somebody brings along is no question about it.
fn is_general(words: &[String]) -> bool {
    let is_brought = any_of(words, &["bring"]) && !any_of(words, TAKING);
    let is_other = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|word| is_one_of(word, FIELDS))
            || words.get(at + 1).is_some_and(|word| is_one_of(word, OTHER_BEHIND))
    };
    !is_brought && words.iter().enumerate().any(|(at, word)| is_like_one_of(word, GENERAL) && !is_other(at))
}
