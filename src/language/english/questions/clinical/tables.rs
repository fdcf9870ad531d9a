//! What people suffer from, and how they ask about it.

/// What hurts or has changed: clinical once somebody asks what it means or what to do about it.
pub(super) const COMPLAINTS: &[&str] = &[
    "hurt hurts hurting pain pains painful ache aches aching sore soreness throbbing cramp cramps cramping",
    "toothache toothaches headache headaches stomachache earache",
    "swell swells swelling swollen bleed bleeds bleeding blood bruise bruised bruising pus oozing discharge",
    "clot socket",
    "lump mole wound wounds incision stitches scab ulcer bump blister blisters rash hives itch itchy itching",
    "burning",
    "tingling numb numbness stiff sensitive loose allergic allergy reaction cholesterol glucose breastfeeding",
    "concussion",
    "fever feverish chills vomit vomits vomited vomiting nausea nauseous nauseated diarrhea constipated",
    "constipation",
    "cough coughing wheezing dizzy dizziness lightheaded faint fainted fainting seizure palpitations tired",
    "fatigue",
];
pub(super) const COMPLAINT_PHRASES: &[&str] = &[
    "throw up",
    "throws up",
    "throwing up",
    "threw up",
    "passed out",
    "short of breath",
    "birth control",
    "blood pressure",
    "blood sugar",
    "heart rate",
];
/// Clinical as well once somebody asks whether it is one.
pub(super) const ILLNESSES: &[&str] = &[
    "flu pregnant pregnancy hiv std sti herpes hepatitis strep pneumonia bronchitis shingles chickenpox measles",
    "diabetes",
    "diabetic asthma hypertension migraine migraines arthritis anemia eczema psoriasis cavity cavities",
    "gingivitis uti",
    "periodontitis thrush tonsillitis melanoma epilepsy adhd depression osteoporosis disease diseases",
];
/// Clinical if something of the body has them, and advice is asked for.
pub(super) const INJURIES: &[&str] = &[
    "broken broke chipped cracked knocked fell sprained burn burned burnt cut injured injury swallowed bitten",
    "stung bit",
    "fractured dislocated",
];
pub(super) const BODY: &[&str] = &[
    "tooth teeth gum gums jaw mouth tongue lip lips cheek throat stomach belly head neck chest heart lung lungs",
    "shoulder",
    "arm elbow wrist finger hip knee leg ankle foot toe eye eyes ear ears nose skin",
];
pub(super) const WHOSE: &[&str] = &["my his her our their sons daughters childs"];
/// What is arranged at the desk, whatever part of the body it is for.
pub(super) const VISITS: &[&str] = &[
    "appointment appointments visit cleaning whitening exam booking bill insurance form forms payment cost",
    "costs",
    "expensive price prices much charge covered included",
];

/// What is asked about them.
pub(super) const ASKS: &[&str] = &[
    "normal should why mean means safe serious dangerous worry worried cause causes caused causing stop wrong",
    "heal",
    "heals healing treat relieve relieves good help helps last lasts better contagious curable cure avoid",
    "prevent risk",
    "risky",
];
pub(super) const ASKING_PHRASES: &[&str] = &[
    "i take",
    "i use",
    "i put",
    "i do",
    "i give",
    "i eat",
    "i drink",
    "i smoke",
    "i chew",
    "i rinse",
    "i brush",
    "i exercise",
    "i fly",
    "i pull",
    "what to do",
    "thing to do",
    "be done",
    "could my",
    "it wait",
    "go away",
    "goes away",
    "go down",
    "rid of",
    "home remedy",
    "home remedies",
    "best for me",
    "is it bad",
    "is that bad",
    "how bad",
    "bad sign",
    "bad for",
    "bad if",
    "bad that",
    "it ok",
    "it okay",
    "it fine",
    "that ok",
    "that okay",
    "it worse",
    "get worse",
    "gets worse",
    "too much",
    "too high",
    "too low",
    "too long",
    "know if i",
    "tell if i",
];
/// What a clinic is asked about itself, behind `you`: `do you treat migraines`.
pub(super) const SERVICES: &[&str] = &["treat help good stop prevent cure take"];
/// What visitors do, behind `should I`.
pub(super) const ERRANDS: &[&str] = &["bring wear arrive pay park expect sign fill"];
pub(super) const HAVE_I: &[&str] = &[
    "do i have",
    "could i have",
    "might i have",
    "may i have",
    "did i catch",
    "am i having",
    "does he have",
    "does she have",
    "could it be",
    "could this be",
    "could that be",
    "might it be",
    "is it",
    "is this",
];
pub(super) const WHAT_TO_DO: &[&str] = &[
    "should i do",
    "do i do",
    "can i do",
    "you do for",
    "you do about",
    "to do about",
    "to do for",
    "to do if",
    "to do when",
    "to do with",
    "wrong with",
    "matter with",
    "what is this",
    "whats this",
    "what are these",
];

/// What only whoever has looked can say that somebody needs.
pub(super) const TREATMENTS: &[&str] = &[
    "root crown crowns filling fillings extraction extractions wisdom surgery operation implant implants",
    "veneers braces",
    "stitches shot shots vaccine booster mri blood deep treatment hospital er",
];
pub(super) const NEEDING: &[&str] = &["need needs get have require"];
/// `have breakfast before the extraction` needs no extraction.
pub(super) const TIMES: &[&str] = &["before after for until during"];
