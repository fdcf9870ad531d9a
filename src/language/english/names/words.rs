//! What people say around a name, and in place of one.

/// What comes before a name.
#[rustfmt::skip]
pub(super) const BEFORE: &[&str] = &[
    "my full name is", "my name is", "my name's", "the name is", "the name's",
    "his name is", "her name is", "their name is", "name is", "the patient's name is", "the patient is",
    "patient's name is", "patient is", "patient name is", "patient name", "patient's name", "full name",
    "new patient", "existing patient", "patient", "the caller is", "caller is", "caller", "customer",
    "client", "that would be", "it would be", "that will be", "it will be", "it's gonna be",
    "the patient will be", "patient will be", "just", "put", "this is", "it is", "it's", "its", "that is",
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

/// Before the parts of a name.
pub(super) const FIRST_NAME: &[&str] = &["my first name is", "first name is", "first name", "first name's"];
pub(super) const LAST_NAME: &[&str] =
    &["my last name is", "last name is", "last name", "surname is", "surname", "last name's"];

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
pub(super) const BETWEEN: &[&str] = &["and", "&", "or", "plus", "/"];

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
    "woman", "guy", "lady", "somebody", "someone", "person", "relative", "dog", "cat",
];

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
    "name here", "insert name", "n/a", "na", "tbd", "test", "test test", "mr", "mrs", "ms", "miss", "mx",
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
    "double", "triple", "letter", "letters", "ask", "tell", "please", "thanks", "secretary", "assistant",
    "somebody", "someone", "rather", "prefer", "know", "hear", "who", "what", "why", "where", "when", "which",
    "given", "provided", "last-name", "first-name",
];

/// Words that are names too, but for those that are written small among names with capitals.
#[rustfmt::skip]
pub(super) const SOMETIMES_NAMES: &[&str] = &[
    "can", "could", "would", "will", "may", "you", "he", "she", "they", "we", "it", "i", "me", "my", "her",
    "his", "him", "our", "us", "as", "in", "on", "at", "to", "of", "for", "an", "a", "do", "be", "am", "not",
    "no", "so", "or", "but", "then", "there", "how", "say", "give", "book", "put", "call", "make", "want",
    "need", "has", "had", "go", "just", "one", "two", "old", "years",
];
