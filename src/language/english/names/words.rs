//! What people say around a name, and in place of one.

/// What comes before a name.
#[rustfmt::skip]
pub(super) const BEFORE: &[&str] = &[
    "my full name is", "my name is", "my name's", "the name is", "the name's",
    "his name is", "her name is", "their name is", "name is", "name's", "the patient's name is", "the patient is",
    "patient's name is", "patient is", "patient name is", "patient name", "patient's name", "full name",
    "new patient", "existing patient", "patient", "the caller is", "caller is", "caller", "customer",
    "client", "that would be", "it would be", "that will be", "it will be", "it's gonna be",
    "the patient will be", "patient will be", "yes", "yeah", "yep", "yup", "just", "put", "this is", "it is", "it's", "its", "that is",
    "that's", "i am", "i'm", "call me", "they call me", "under the name of", "under the name",
    "in the name of", "under", "for", "name", "hi", "hello", "hey", "good morning", "good afternoon",
    "good evening",
];

/// What comes before both parts of a name, with an `and` that is not between two people.
pub(super) const BOTH_NAMES: &[&str] =
    &["my first and last name is", "first and last name is", "my first and last name", "first and last name"];

/// Words before it that are also names: they are no part of it in a clause of their own, or if one of the above comes after them.
#[rustfmt::skip]
pub(super) const INTERJECTIONS: &[&str] = &[
    "yes", "yeah", "yep", "yup", "no", "sure", "ok", "okay", "so", "well", "um", "uh", "er", "oh", "right",
    "sorry", "hmm",
];

/// Sounds that are no part of anything.
pub(super) const SOUNDS: &[&str] = &["um", "uh", "uhm", "er", "erm", "hmm", "mm"];

/// Of the words around a name those that are names too.
pub(super) const ALSO_NAMES: &[&str] = &["just", "bye"];

/// Before the parts of a name: the first, the middle and the last.
#[rustfmt::skip]
pub(super) const PARTS: [&[&str]; 3] = [
    &["my first name is", "my first name's", "first name is", "first name's", "first name", "firstname", "given name is",
      "given name", "forename", "fname"],
    &["my middle name is", "middle name is", "middle name", "middlename"],
    &["my last name is", "my last name's", "last name is", "last name's", "last name", "lastname", "my surname is",
      "surname is", "surname", "family name is", "family name",
      "lname"],
];

/// Words before the label of the next part, which are no part of this one.
pub(super) const BEFORE_LABEL: &[&str] = &["the", "my", "his", "her", "their"];

/// The parts, where a colon stands behind them.
pub(super) const SHORT_PARTS: [&str; 3] = ["first", "middle", "last"];

/// Before what is no name, with a colon after it.
#[rustfmt::skip]
pub(super) const OTHER_LABELS: &[&str] = &[
    "phone", "number", "cell", "mobile", "email", "service", "reason", "note", "notes", "insurance", "plan", "doctor",
    "dentist", "provider", "practitioner", "date", "day", "time", "address", "age", "gender", "sex", "appointment",
    "type", "status",
];

/// Between what was said and what was meant instead.
#[rustfmt::skip]
pub(super) const INSTEAD: &[&str] = &[
    "i mean", "i meant", "actually", "make that", "scratch that", "correction", "or rather", "no wait", "no sorry",
];

/// The same, where a clause begins with it.
pub(super) const TAKEN_BACK: &[&str] = &["no", "sorry", "wait", "rather", "oh no", "oops"];

/// Between a letter and a word that begins with it.
pub(super) const AS_IN: &[&str] = &["as in", "for", "like", "like in", "is for", "is in"];

/// Titles, whose dot ends nothing.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "mx", "miss", "dr", "prof", "st", "ste", "rev", "fr", "sr", "br", "hon", "capt", "lt", "sgt", "col",
    "gen", "maj", "cpl", "pvt", "pfc", "adm", "cmdr", "cdr", "gov", "sen", "rep", "pres", "amb", "supt", "insp", "msgr",
    "sra", "srta", "srs", "dra", "mme", "mlle", "ing", "lic", "arch", "phd", "md",
];

/// First names written short, whose dot ends nothing.
#[rustfmt::skip]
pub(super) const SHORTENED: &[&str] = &[
    "geo", "wm", "chas", "thos", "jas", "robt", "jos", "edw", "benj", "alex", "ant", "fco", "ma", "mohd", "md", "abd", "ab",
];

/// Abbreviations at the end of a name, whose dot stays.
pub(super) const DOTTED: &[&str] = &["jr", "sr", "phd", "md", "esq"];

/// What follows a name after a pause, and is a part of it.
#[rustfmt::skip]
pub(super) const SUFFIXES: &[&str] = &[
    "jr", "sr", "junior", "senior", "ii", "iii", "iv", "2nd", "3rd", "4th", "phd", "ph.d", "md", "m.d", "d.o", "dds",
    "d.d.s", "dmd", "rn", "esq", "cpa", "dvm",
];

/// Small words with which a last name begins.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "van", "von", "de", "del", "della", "di", "da", "das", "dos", "du", "des", "la", "le", "el", "al", "bin", "ibn", "ben",
    "ter", "ten", "st", "mac", "zu", "af", "av",
];

/// What comes after it.
#[rustfmt::skip]
pub(super) const AFTER: &[&str] = &[
    "is my name", "is the name", "is my full name", "thank you", "new patient", "existing patient",
    "on the phone", "one word", "two words", "here", "speaking", "calling", "please", "thanks", "bye",
    "goodbye",
];

/// Where what is said of the birth begins.
pub(super) const BIRTH: &[&str] = &["born", "dob", "d.o.b", "birthday", "birthdate", "date of birth", "birth date"];

/// Words between a name and its spelling.
pub(super) const SPELLED: &[&str] = &["spelled", "spelt", "spelling", "that's", "thats", "it's", "spell", "which is"];

/// Words between two people.
pub(super) const BETWEEN: &[&str] = &["and", "&", "or", "plus", "+", "/", "und", "et", "og", "och"];

/// The same in Spanish, Portuguese and Catalan, where they also stand between the two last names of one.
pub(super) const BETWEEN_OR_WITHIN: &[&str] = &["y", "e", "i"];

/// Whose: before a word for somebody.
pub(super) const WHOSE: &[&str] = &["my", "his", "her", "their", "our", "the", "a", "an"];

/// Words for somebody.
#[rustfmt::skip]
pub(super) const SOMEBODY: &[&str] = &[
    "daughter", "son", "wife", "husband", "mother", "mom", "mum", "mommy", "mummy", "mama", "father", "dad",
    "daddy", "papa", "parent", "parents", "kid", "kids", "child", "children", "baby", "boyfriend",
    "girlfriend", "partner", "spouse", "fiance", "fiancee", "friend", "brother", "sister", "grandmother",
    "grandma", "grandfather", "grandpa", "granddaughter", "grandson", "aunt", "uncle", "niece", "nephew",
    "cousin", "neighbor", "neighbour", "boss", "colleague", "roommate", "family", "girl", "boy", "man",
    "woman", "guy", "lady", "somebody", "someone", "person", "relative", "dog", "cat", "twin", "twins", "triplets",
    "toddler", "newborn", "infant", "teenager", "worker", "workmate", "coworker", "classmate", "student", "teacher",
    "patient", "patients", "mate", "buddy", "hubby", "in-laws", "folks", "granny", "grandpapa", "grandkid", "grandkids",
    "grandchild", "grandchildren", "nanny", "caregiver", "carer", "guardian", "employee", "employer", "landlord",
    "tenant", "pet", "ex", "oldest", "youngest", "eldest", "middle", "siblings", "sibling",
];

/// Words between whose and somebody.
#[rustfmt::skip]
pub(super) const WHAT_SOMEBODY: &[&str] = &[
    "little", "older", "younger", "oldest", "youngest", "eldest", "elder", "big", "baby", "best", "new", "late", "two",
    "three", "own", "dear", "foster", "adopted", "adoptive", "other", "better", "significant", "step", "ex", "great", "grand", "twin", "great", "good",
    "first", "second", "third", "teenage", "former", "future", "dearest", "sweet", "old",
];
/// Words for somebody after one of those.
pub(super) const ONE: &[&str] = &["one", "ones", "half", "other"];

/// What models send, and callers say, for whoever calls.
#[rustfmt::skip]
pub(super) const CALLER: &[&str] = &[
    "me", "myself", "self", "same", "the same", "same as before", "the same as before", "same name",
    "the same name", "same person", "the same person", "caller", "the caller", "this caller",
    "the person calling", "patient", "the patient", "customer", "the customer", "client", "the client",
    "user", "the user", "guest", "anonymous", "name",
];

/// What is said where no name is given.
#[rustfmt::skip]
pub(super) const NOBODY: &[&str] = &[
    "whoever", "skip", "pass", "telling", "not telling", "none of your business", "speaking", "calling",
    "hello", "hi", "hey", "yes", "yeah", "yep", "yup", "no", "nope", "sure", "ok", "okay", "right", "correct",
    "nobody", "no one", "none", "nothing", "anyone", "anybody", "no name", "no name given",
    "no name provided", "not given", "not provided", "not available", "name not given", "withheld", "private",
    "confidential", "new patient", "existing patient", "returning patient", "unknown", "unknown caller",
    "unknown patient", "first last", "first name last name", "first and last name", "firstname lastname",
    "first name", "last name", "full name", "your name", "patient name", "caller name", "customer name",
    "name here", "n.a", "insert name", "n/a", "na", "tbd", "test", "test test", "mr", "mrs", "ms", "miss", "mx",
    "dr", "doctor", "prof", "professor", "sir", "madam", "ma'am", "and", "or",
];

/// Words that no name has.
#[rustfmt::skip]
pub(super) const NEVER_NAMES: &[&str] = &[
    "is", "are", "was", "were", "have", "does", "did", "the", "this", "that", "these", "those", "with",
    "without", "from", "about", "because", "it's", "he's", "she's", "that's", "who's", "what's", "i'd",
    "i'll", "i've", "you're", "we're", "they're", "don't", "doesn't", "didn't", "isn't", "can't", "cannot",
    "won't", "your", "their", "office", "family", "party", "phone", "number", "email", "address",
    "appointment", "time", "same", "name", "named", "called", "spell", "spelled", "spelling", "spelt",
    "double", "triple", "capital", "letter", "letters", "tell", "please", "thanks", "secretary", "assistant",
    "somebody", "someone", "prefer", "know", "hear", "who", "what", "why", "where", "when", "which",
    "provided", "last-name", "first-name", "cleaning", "cleanings", "whitening", "checkup", "check-up", "toothache",
    "extraction", "emergency", "insurance",
    "reschedule", "booking", "tomorrow", "yesterday", "returning", "existing", "inaudible", "placeholder",
    "not", "never", "both", "aka", "formerly", "née", "behalf", "mentioned", "stated", "specified", "disclosed",
    "supplied", "speak", "nevermind", "vs", "c/o", "pronounced", "rhymes",
];

/// Words that are names too, but for those that are written small among names with capitals.
#[rustfmt::skip]
pub(super) const SOMETIMES_NAMES: &[&str] = &[
    "can", "could", "would", "will", "may", "you", "he", "she", "they", "we", "it", "i", "me", "my", "her",
    "his", "him", "our", "us", "as", "in", "on", "at", "to", "of", "for", "an", "a", "do", "be", "am", "not",
    "no", "so", "or", "but", "then", "there", "how", "say", "give", "book", "put", "call", "make", "want",
    "need", "has", "had", "go", "just", "one", "two", "old", "years",
    "given", "born", "if", "by", "with", "up", "out", "off", "all", "any", "some", "more", "must", "should", "shall", "per",
    "think", "guess", "rather", "ask", "let",
];
