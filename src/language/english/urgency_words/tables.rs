//! What is an emergency, in words of one clause without apostrophes.
//!
//! In a phrase `a|b` is either word, `..` is up to three words that deny nothing, and `<year>` is a year. The phrases are what callers say
//! of the signs that these lists name: the signs of a stroke, a heart attack and a cardiac arrest of the American Heart Association, the
//! emergencies of the American Dental Association (bleeding that cannot be controlled, swelling that may close the airway, broken bones of
//! the face), and the warning signs of the 988 Lifeline.

use super::phrases::{Group, Kind};

#[rustfmt::skip]
pub(super) static GROUPS: [Group; 17] = [
    Group { kind: Kind::Sign, phrases: &BREATHING, unless: &[] },
    Group { kind: Kind::Sign, phrases: &SWELLING, unless: &[] },
    Group { kind: Kind::Sign, phrases: &BLEEDING, unless: &[] },
    Group { kind: Kind::Sign, phrases: &HEART_AND_STROKE, unless: &[] },
    Group { kind: Kind::Sign, phrases: &HARM, unless: &[] },
    Group { kind: Kind::Despair, phrases: &DESPAIR, unless: &["hair"] },
    Group { kind: Kind::Event, phrases: &EVENTS, unless: &[
        "disorder", "medication", "medications", "medicine", "medicines", "meds", "luck", "swimming",
    ] },
    Group { kind: Kind::Help, phrases: &HELP, unless: &[] },
    // `I can't swallow pills` is no closing throat.
    Group { kind: Kind::Sign, phrases: &["cant|cannot|couldnt|unable .. swallow", "can not .. swallow"], unless: &[
        "pill", "pills", "tablets", "capsules",
    ] },
    Group { kind: Kind::Sign, phrases: &["turning|turned|turns|going|gone|went blue"], unless: &[
        "tooth", "teeth", "gum", "gums", "crown", "nail", "nails", "water", "hair",
    ] },
    // Another language, or not the moment.
    Group { kind: Kind::Sign, phrases: &["cant|cannot|couldnt .. speak", "can not .. speak"], unless: &[
        "english", "spanish", "french", "language", "now", "to", "with",
    ] },
    // `Dying for a coffee`, and what is no person.
    Group { kind: Kind::Sign, phrases: &["am|im|is|hes|shes|are dying"], unless: &[
        "to", "for", "phone", "battery", "tooth", "teeth", "nerve",
    ] },
    // Gums that bleed under a brush have time; what bleeds after a tooth was pulled has none.
    Group { kind: Kind::Sign, phrases: &["still|keeps|kept bleeding"], unless: &[
        "brush", "brushing", "floss", "flossing", "gums",
    ] },
    // A mouth is numb for hours after a filling.
    Group { kind: Kind::Sign, phrases: &NUMBNESS, unless: &[
        "shot", "injection", "anesthetic", "anesthesia", "anaesthetic", "novocaine", "lidocaine", "numbing", "filling", "extraction",
        "procedure", "tooth", "teeth", "lip", "tongue", "mouth", "gum", "gums", "jaw", "chin",
    ] },
    // A doctor does not respond to mail.
    Group { kind: Kind::Sign, phrases: &UNRESPONSIVE, unless: &[
        "email", "emails", "text", "texts", "message", "messages", "call", "calls", "letter", "treatment", "antibiotic", "antibiotics",
        "medication", "insurance", "website", "app", "phone", "office", "portal",
    ] },
    // Who books does not wake up early.
    Group { kind: Kind::Sign, phrases: &["cant|cannot|doesnt .. wake|waking", "can not .. wake"], unless: &[
        "before", "until", "early", "earlier", "alarm",
    ] },
    // The last: what is more than a complaint is found first.
    Group { kind: Kind::Complaint, phrases: &COMPLAINTS, unless: &[] },
];

#[rustfmt::skip]
const BREATHING: [&str; 26] = [
    "cant|cannot|couldnt|unable .. breathe|breath", "can not .. breathe|breath",
    "barely|hardly|scarcely .. breathe|breath|breathing|swallow", "hard|harder|tough .. breathe|breathing|swallow|swallowing",
    "breathing hard",
    "trouble|difficulty|difficulties|problem|problems|struggling|struggles|labored .. breathing|breathe|swallowing|swallow|speaking",
    "breathing .. difficult|difficulty|difficulties|problem|problems|trouble|labored", "short|shortness of breath",
    "cant|cannot|couldnt|unable .. catch|get .. breath|air", "can not .. catch|get .. breath|air", "gasping",
    "fighting for air|breath", "suffocating", "breathless", "have|has|got no breath", "not|isnt|wasnt|arent|aint|stopped|quit breathing",
    "not|isnt|wasnt|arent|aint able to breathe|swallow", "not|isnt|wasnt|arent|aint able to catch|get .. breath|air",
    "breathing .. harder|worse|shallow",
    "no longer breathing|breathe|breathes", "doesnt|dont|didnt|wont|not breathe", "choking", "asthma attack", "lips .. blue",
    "no breathing at all", "trouble|difficulty .. catching|catch .. breath",
];

/// A swollen gum, cheek or lip is a visit; a swelling near the airway is more.
#[rustfmt::skip]
const SWELLING: [&str; 12] = [
    "throat|airway .. closing|closed|tight|tightening", "throat|tongue|face|lips|neck .. swelling|swollen|swelled|swells",
    "swelling|swollen|swelled .. throat|tongue|face|lips|neck", "swelling|swollen .. side of .. face|neck", "facial swelling",
    "swelling .. under .. tongue|jaw|chin", "anaphylaxis|anaphylactic", "allergic shock", "having .. allergic reaction",
    "need|needs|used|using .. epipen", "swelling .. spreading", "swollen shut",
];

#[rustfmt::skip]
const BLEEDING: [&str; 19] = [
    "bleeding .. heavily|badly|profusely|severely|uncontrollably|excessively|nonstop|everywhere|lot", "bleeding .. non stop",
    "bleeding out", "heavy|severe|uncontrolled|uncontrollable|excessive|profuse|massive|nonstop bleeding",
    "wont|cant|cannot|not|doesnt|didnt|hasnt|isnt|never .. stop|stops|stopped|stopping|quit .. bleeding",
    "bleeding .. .. wont|cant|cannot|not|doesnt|didnt|hasnt|isnt|never|without .. stop|stops|stopped|stopping|quit",
    "bleeding .. no sign|signs of stopping|slowing", "cant|cannot .. bleeding .. stop", "hemorrhage|hemorrhaging", "lost|losing|lose .. much|lot|lots .. blood",
    "blood .. everywhere|gushing|pouring|spurting|squirting", "gushing|pouring|spurting|squirting .. blood",
    "vomiting|coughing|puking .. blood", "throwing up .. blood", "blood .. wont|doesnt|hasnt|isnt|not .. stop|stopped|stopping",
    "soaking|soaked|bleeding through .. gauze", "bleeding for .. hour|hours|days", "this much|bad blood|bleeding",
    "bleeding|bled|bleeds this much|bad|badly",
];

#[rustfmt::skip]
const HEART_AND_STROKE: [&str; 25] = [
    "chest .. pain|pains|hurts|hurting|pressure|tight|tightness|ache|aches|aching|heavy|heaviness|discomfort",
    "chest .. .. crushed|crushing|squeezed|squeezing",
    "pain|pains|pressure|tightness|ache|heaviness|squeezing|discomfort .. chest", "cardiac arrest", "heart stopped|stops", "no pulse|heartbeat",
    "no longer .. pulse|heartbeat", "not|doesnt|dont|didnt|cant|cannot|lost|without .. pulse|heartbeat",
    "signs|symptoms of .. stroke", "face|mouth|smile|eyelid|side .. drooping|droopy|droops|drooped", "drooping face|mouth",
    "slurred|slurring|slurs", "worst headache", "sudden .. headache", "thunderclap headache",
    "sudden|suddenly .. numb|numbness|weak|weakness|confused|confusion|blind", "suddenly cant|cannot .. see|speak|talk|walk|move",
    "sudden .. trouble|difficulty seeing|walking|talking", "cant|cannot|couldnt .. move|feel|lift|raise .. arm|arms|leg|legs",
    "lost|losing|loss .. vision|sight|eyesight", "vision loss", "went|gone|going blind", "convulsing|seizing",
    "arm|arms|leg|legs .. numb|numbness|weak|weakness|paralyzed", "numb|numbness|weakness .. arm|arms|leg|legs",
];

#[rustfmt::skip]
const NUMBNESS: [&str; 4] = [
    "numb|numbness|weak|weakness|paralyzed|tingling .. one|left|right side",
    "one|left|right side .. numb|numbness|weak|weakness|paralyzed", "side of my|his|her face .. numb|weak",
    "cant|cannot|couldnt feel .. side|face",
];

#[rustfmt::skip]
const UNRESPONSIVE: [&str; 4] = [
    "not|isnt|wasnt|aint|non responding|responsive|conscious", "doesnt|wont|didnt|not respond",
    "no longer responding|responds|responsive|conscious", "doesnt|didnt|not look|seem|appear .. conscious|responsive|breathing",
];

#[rustfmt::skip]
const HARM: [&str; 23] = [
    "life threatening", "life or death", "unconscious", "unresponsive", "took|taken|taking|swallowed|drank|ate too many|much",
    "took|taken|swallowed|ate .. lot|bunch|handful of .. pills|tablets|capsules", "took|taken|swallowed .. whole|entire|full bottle|pack",
    "bottle of pills", "been poisoned", "drank|drunk|swallowed|ate .. bleach|poison|battery", "gunshot", "stabbed", "electrocuted",
    "drowning|drowned", "cut|slit|slashed my|his|her|their wrist|wrists", "hit by .. car|truck|bus|train",
    "cant|cannot close .. mouth|jaw", "jaw .. locked|stuck open",
    "wont|didnt|not|isnt .. wake|waking", "nobody can wake", "no one can wake", "barely|hardly conscious|responsive", "out cold",
];

/// Who says that they do not want to die is in fear for their life, so nothing denies these.
#[rustfmt::skip]
const DESPAIR: [&str; 12] = [
    "want|wants|wanted|wanting .. die", "wanna die", "going|gonna|about .. die", "wish .. dead", "better off dead",
    "dont|doesnt|didnt|not want .. live|alive|living", "dont|doesnt|didnt|not feel like living", "dont|doesnt|not want .. be here anymore", "tired of living|life",
    "no|any|without reason to live", "nothing to live for", "end|ending it all",
];

/// What has happened once and may be long over: `a stroke in 2019`. Without a word of when, it counts.
#[rustfmt::skip]
const EVENTS: [&str; 19] = [
    "emergency|emergencies", "heart attack|attacks",
    "stroke", "seizure|seizures|convulsion|convulsions", "passed|blacked out", "fainted", "collapsed",
    "lost|losing consciousness", "overdose|overdosed|overdosing", "severe|serious|bad|terrible allergic reaction",
    "suicide|suicidal", "kill|kills|killing|hurt|hurting|harm|harming|shoot|hang|cut|cutting myself",
    "kill|kills|killing|hurting|harm|harming himself|herself|themselves|themself",
    "end|ending|take|taking my|his|her|their .. life", "self harm",
    "broke|broken|fractured|shattered|dislocated my|his|her|their|the|a jaw", "broken|fractured|shattered|dislocated jaw",
    "jaw is|was|might|may|could|feels|looks .. broken|fractured|dislocated", "head injury|trauma",
];

/// The help itself. That somebody goes without it, or does not call it, denies no emergency.
#[rustfmt::skip]
pub(super) const HELP: [&str; 5] = [
    "ambulance|ambulances", "paramedic|paramedics", "call|calling|called|dial|dialing|dialed|need|needs|phone 911|999|112",
    "call|calling|called|dial|dialing|dialed|need|needs 9 1 1", "call|calling|called|dial|dialing|dialed nine one one",
];

/// What has an emergency in its name and is none.
#[rustfmt::skip]
pub(super) const HARMLESS: [&str; 17] = [
    "emergency contact|contacts|number|phone|information|info|form|fee|fees|charge|charges|surcharge|policy|policies|line|exit|plan|protocol|kit",
    "family|work emergency|emergencies", "in case of emergency|emergencies", "in case of an|any emergency",
    "hardly|barely|scarcely an|any emergency", "hardly|barely|scarcely a real|true|big|major|medical|dental emergency",
    "not what id|youd|wed call|consider an emergency", "not what i|you|we would|might call|consider an emergency",
    "ambulance driver|drivers|entrance|entrances|bay|bill|bills|service|company|worker",
    "drive|drives|driving|drove an|the ambulance|ambulances", "work|works|working in|for|on|at|with an|the ambulance|ambulances",
    "am|im|is|hes|shes|as|was|being a|an|the paramedic", "do|would|will you call|dial 911|999|112 if|when",
    "crown|bridge|filling|veneer|implant|tooth|teeth|denture|dentures|molar|root collapsed",
    "crown|bridge|filling|veneer|implant|tooth|teeth|denture|dentures|molar|root has|have|had|just|is|partially collapsed",
    "heart attack survivor|survivors|risk", "stroke survivor|survivors|patient|risk",
];

/// When something was that is over. What was days ago is not over for certain.
#[rustfmt::skip]
pub(super) const PAST: [&str; 12] = [
    "history", "last week|month|year|time|visit|spring|summer|fall|winter|christmas", "weeks|months|years|decades ago",
    "week|month|year|decade ago", "long ago|time", "<year>", "as a child|kid|baby|teenager|boy|girl",
    "when i|he|she was|were .. child|kid|baby|little|young|younger|teenager|boy|girl", "in the past", "previous|prior|past|former",
    "used to", "died of|from",
];
/// What makes another thing of it, so that the time before it or behind it is not its own.
pub(super) const APART: [&str; 10] = ["and", "so", "then", "because", "after", "since", "from", "while", "as", "who"];
/// What is said of what is not over.
#[rustfmt::skip]
pub(super) const NOW: [&str; 3] = [
    "now|again|another|today|tonight|just|still|currently|minutes|hour|hours", "this morning|afternoon|evening",
    "getting|got worse|bigger",
];
/// When a sign was that is over, if it was: `last week`. The past week may end today.
#[rustfmt::skip]
pub(super) const PAST_OF_SIGNS: [&str; 7] = [
    "last week|month|year|time|visit|spring|summer|fall|winter|christmas", "weeks|months|years|decades ago", "week|month|year|decade ago",
    ".. weeks|months|years|decades ago", "long time ago", "in <year>", "as a child|kid|baby|teenager|boy|girl",
];
/// What says that a sign was.
pub(super) const WAS: [&str; 5] = ["was", "were", "had", "wouldnt", "couldnt"];
/// What may stand between that and the sign.
pub(super) const OF_WAS: [&str; 9] = ["a", "an", "the", "some", "my", "bad", "having", "really", "severe"];
/// What the next clause says of what has come back.
pub(super) const RETURNED: [&str; 1] = ["again|back|still|worse|now|returned"];

/// What callers deny in one breath with an emergency.
#[rustfmt::skip]
const COMPLAINTS: [&str; 1] = [
    "fever|fevers|chills|nausea|vomiting|dizziness|swelling|bleeding|pain|pains|headache|headaches|rash|hives|itching|cough|coughing|\
     infection|pus|numbness|tingling|fainting|weakness|cramps|diarrhea|palpitations|toothache|soreness|redness|discharge|injury|injuries|\
     trauma|fatigue|confusion|sweating|wheezing|allergies|symptoms",
];
