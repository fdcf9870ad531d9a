//! Who is texted, what is sent, and what is said of both.

use super::rule::Rule::{self, Either, Many, Maybe, Row, Says};

/// Stands for a telephone number in digits. No word has such a letter.
pub(super) const DIGITS: &str = "#";

/// Words that change nothing, wherever they stand.
#[rustfmt::skip]
pub(super) const POLITE: [&str; 28] = [
    "please", "pls", "plz", "plse", "thx", "ty", "tks", "hi", "hello", "hey", "ok", "okay", "yes", "kindly", "immediately", "asap", "sir",
    "maam", "bro", "dude", "just", "hereby", "already", "sorry", "fucking", "freaking", "damn", "really",
];
/// Words that are nobody's name.
#[rustfmt::skip]
pub(super) const NO_NAMES: [&str; 60] = [
    "the", "an", "this", "that", "these", "those", "my", "your", "our", "his", "her", "their", "its", "it", "me", "us", "you", "we", "they",
    "is", "are", "was", "be", "do", "dont", "did", "not", "no", "never", "stop", "cancel", "end", "start", "continue", "text", "texts",
    "message", "messages", "number", "wrong", "and", "or", "but", "if", "to", "at", "in", "on", "for", "by", "from", "with", "today",
    "tomorrow", "appointment", "sure", "time", "now", "while", "awhile",
];

pub(super) const AND: Rule = Says("and|or|nor");
pub(super) const YOU: Rule = Says("you|u|you guys|you people|you all|yall");
/// `my cell phone number`, `this phone`.
pub(super) const NUMBER: Rule = Row(&[
    Many(&Says("my|this|the|that|our|both|these|all|my name and|my name and my|phone|cell|mobile|telephone|contact")),
    Says("number|numbers|phone|cell|mobile|cellphone|telephone|line|#"),
    Maybe(&Says("#")),
]);
/// Who gets the texts.
pub(super) const WHOM: Rule = Either(&[Says("me|us"), NUMBER]);

pub(super) const WHICH: Rule = Many(&Says(
    "a|all|all of|any|any of|any more of|the|these|those|this|that|your|ur|my|our|more|further|future|such|\
     messaging|texting|other|text|txt|sms|phone|appointment|appt|appointments|confirmation|reminder|follow up|\
     automated|automatic|auto|promotional|promo|marketing|unwanted|unsolicited|annoying|spam|robo|constant|\
     daily|stupid|dumb",
));
/// Several texts, or texting itself.
pub(super) const TEXTS_AT_ALL: Rule = Row(&[
    WHICH,
    Says(
        "texts|txts|texting|messages|msgs|messaging|sms|sms messages|reminders|notifications|alerts|updates|\
         confirmations|spam|communication|communications|contact|correspondence",
    ),
]);
const A_TEXT: Rule = Row(&[WHICH, Says("text|txt|message|msg|reminder|notification|alert")]);
const NO_TEXTS: Rule = Row(&[WHICH, Says("calls|phone calls|calling|emails|email|mail|voicemails")]);
/// Texts, maybe among other things: `calls or texts`.
pub(super) const TEXTS: Rule = Row(&[
    Many(&Row(&[NO_TEXTS, Maybe(&AND)])),
    Either(&[TEXTS_AT_ALL, A_TEXT]),
    Many(&Row(&[Maybe(&AND), Either(&[TEXTS_AT_ALL, A_TEXT, NO_TEXTS])])),
]);
/// Texts, or what can be nothing else where it is said of sending.
pub(super) const ANYTHING: Rule = Either(&[
    TEXTS,
    Says(
        "these|those|them|anything|anything else|any more|any more of these|any of these|more of these|stuff|\
         this stuff|crap|this crap|shit|this shit",
    ),
]);

const TEXT: Rule = Says("text|txt|message|msg|contact|sms|dm");
const BOTHER: Rule = Says("bother|spam|harass|pester|bug|annoy|remind|notify|reach out to|get in touch with");
pub(super) const CALL: Rule = Says("call|phone|ring");
const NO_TEXT: Rule = Says("call|phone|ring|email|e mail|reply");
/// To text somebody, maybe among other things: `call or text`.
pub(super) const TO_TEXT: Rule =
    Row(&[Many(&Row(&[NO_TEXT, AND])), TEXT, Many(&Row(&[AND, Either(&[TEXT, BOTHER, NO_TEXT])]))]);
/// What needs somebody to whom it is done: `don't bother` is said of anything.
pub(super) const TO_BOTHER: Rule = Row(&[Many(&Row(&[Either(&[TEXT, NO_TEXT]), AND])), BOTHER]);
/// Whoever wants no more of what is being done has had texts alone from here, so `stop calling` is said of them as well.
pub(super) const TEXTING: Rule = Row(&[
    Many(&Row(&[Says("emailing"), Maybe(&AND)])),
    Says(
        "texting|txting|messaging|contacting|bothering|spamming|harassing|pestering|bugging|annoying|\
         reminding|notifying|calling|phoning|ringing|reaching out to|blowing up|sending",
    ),
    Many(&Row(&[Maybe(&AND), Says("texting|messaging|contacting|calling|emailing|bothering|sending")])),
]);
/// What is done to somebody who is texted.
pub(super) const TEXTED: Rule = Says("texted|messaged|contacted|bothered|spammed|reminded|notified|called or texted");

/// That it went on, or is to be over.
pub(super) const AGAIN: Rule =
    Says("again|anymore|any more|any longer|ever|ever again|any further|further|in the future|from now on");
/// What may stand behind a wish and leaves it whole.
pub(super) const TAIL: Rule = Many(&Either(&[
    AGAIN,
    Says(
        "now|right now|at all|going forward|moving forward|forever|every day|all the time|for good|altogether|\
         completely|too|also",
    ),
    Says("effective immediately|effective|permanently|at once|right away|all together|period|thank you"),
    Row(&[Says("to|at|on|with|for"), WHOM]),
    Row(&[Says("from|by"), YOU]),
    Row(&[
        Says("from|by"),
        Says("your|this|the|ur"),
        Says("office|clinic|practice|company|business|number|dentist|doctor|place|system|service"),
    ]),
    Row(&[Says("by|via|through|with|over"), Many(&Says("phone|call|and|or")), TEXTS]),
    Row(&[
        Says("about|for|of|regarding"),
        Maybe(&Says("my|your|the|any|all")),
        Says("appointment|appointments|appt|appts|visits|offers|promotions|anything"),
    ]),
]));
/// On what somebody stands who is texted.
pub(super) const LIST: Rule = Row(&[
    Many(&Either(&[WHICH, Says("contact|contacts|calling|call|mailing|notification|message|distribution|texting")])),
    Says(
        "list|lists|system|database|records|text service|texting service|reminder service|sms service|\
         texting program|contacts|thread|texts|messages|reminders|notifications|alerts|sms|texting|messaging|\
         this",
    ),
]);
