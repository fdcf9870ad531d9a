//! Words with which somebody asks for no more texts, or for texts again.
//!
//! Every word of a text is accounted for. A wish that is missed breaks the law, and one that is only imagined keeps confirmations from a
//! patient; so the words that the law and the carriers name count, and what else clearly asks for no more texts (47 CFR 64.1200(a)(10)
//! takes any reasonable means), alone and with what people put around them, and nothing else does.

use crate::domain::consent::Consent;

/// The words that 47 CFR 64.1200(a)(10) and Twilio name, and what says as much by itself, as they are left once other words are taken away.
///
/// Sources: <https://www.ecfr.gov/current/title-47/section-64.1200> (a)(10), and <https://help.twilio.com/articles/223134027>.
const STOP: [&[&str]; 13] = [
    &["stop"],
    &["stopall"],
    &["stop", "all"],
    &["unsubscribe"],
    &["cancel"],
    &["end"],
    &["quit"],
    &["revoke"],
    &["optout"],
    &["opt", "out"],
    &["opting", "out"],
    &["cease", "desist"],
    &["leave", "me", "alone"],
];
/// What else says so, if it is about texts.
const STOP_TEXTS: [&[&str]; 17] = [
    &["cancel"],
    &["end"],
    &["no", "more"],
    &["no", "longer"],
    &["never"],
    &["dont"],
    &["do", "not"],
    &["dont", "more"],
    &["do", "not", "more"],
    &["remove"],
    &["delete"],
    &["take", "off"],
    &["get", "off"],
    &["discontinue"],
    &["cease"],
    &["withdraw"],
    &["lose"],
];
/// What is said of a list and of a number on it.
const OFF_A_LIST: [&str; 4] = ["remove", "delete", "off", "lose"];
/// What is about an appointment unless texts are named.
const OF_VISITS: [&str; 2] = ["cancel", "end"];
/// Whole sentences that ask for no more texts. Nobody at a wrong number has agreed to any.
const STOP_SENTENCES: [&str; 9] = [
    "wrong number",
    "wrong person",
    "have the wrong number",
    "have the wrong person",
    "this is the wrong number",
    "its the wrong number",
    "no texts",
    "no messages",
    "no text messages",
];
/// Whole sentences that say nothing of it, beside one that does.
const ASIDES: [&str; 6] = ["no", "who is this", "who are", "not interested", "im not interested", "i do not know"];
const START: [&str; 3] = ["start", "unstop", "yes"];

/// Words that change nothing.
const POLITE: [&str; 19] = [
    "please",
    "pls",
    "plz",
    "thanks",
    "thank",
    "you",
    "thx",
    "ty",
    "hi",
    "hello",
    "hey",
    "ok",
    "okay",
    "yes",
    "kindly",
    "now",
    "immediately",
    "sir",
    "maam",
];
/// Words that name texts, and the consent to them.
#[rustfmt::skip]
const TEXTS: [&str; 30] = [
    "text", "texts", "texting", "texted", "txt", "txts", "message", "messages", "messaging", "messaged", "sms", "send", "sending",
    "contact", "contacting", "contacted", "list", "lists", "reminder", "reminders", "notification", "notifications", "alert", "alerts",
    "spam", "spamming", "bothering", "harassing", "consent", "permission",
];
/// Where those stand who get texts. Of anything else that is a wish of another kind: `don't send my records`.
const LISTS: [&str; 3] = ["system", "database", "records"];
/// Words that name where texts go.
const NUMBER: [&str; 5] = ["number", "phone", "cell", "mobile", "cellphone"];
/// Words that stand between the others.
#[rustfmt::skip]
const BETWEEN: [&str; 37] = [
    "me", "us", "it", "this", "that", "these", "those", "all", "the", "a", "your", "my", "our", "any", "further", "again", "anymore",
    "ever", "from", "to", "of", "on", "and", "or", "i", "id", "im", "be", "want", "wish", "would", "like", "calling", "calls", "getting",
    "receiving", "receive",
];
/// Longer texts are about something else.
const MOST_WORDS: usize = 24;
/// How many digits a telephone number has.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// What a text asks for, in any case and punctuation.
pub(super) fn read(body: &str) -> Option<Consent> {
    let words = words(body)?;
    if let [word] = words.as_slice()
        && START.contains(&word.as_str())
    {
        return Some(Consent::Start);
    }
    let is_stop = is_stop(&words.iter().map(String::as_str).collect::<Vec<_>>()) || are_stop(body);
    is_stop.then_some(Consent::Stop)
}

/// The words in lower case, `don't` in one, without the digits of a number; `None` for more of them than a wish has.
fn words(body: &str) -> Option<Vec<String>> {
    let lower = body.to_lowercase().replace(['\'', '\u{2019}'], "");
    let words: Vec<String> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(MOST_WORDS + 1)
        .map(str::to_owned)
        .collect();
    (words.len() <= MOST_WORDS).then(|| without_number(words))
}

/// `+1 202 555 0188` in a wish is whose texts are to stop.
fn without_number(mut words: Vec<String>) -> Vec<String> {
    let is_digits = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
    let digits: usize = words.iter().filter(|word| is_digits(word)).map(String::len).sum();
    if NUMBER_DIGITS.contains(&digits) {
        words.retain(|word| !is_digits(word));
    }
    words
}

/// Whether each sentence of a text is a wish or changes nothing, and at least one is a wish: `Wrong number, stop texting me`.
fn are_stop(body: &str) -> bool {
    let sentences = body.to_lowercase().replace(" and ", ". ");
    let sentences: Option<Vec<Vec<String>>> = sentences.split(['.', ',', ';', '!', '?', '\n']).map(words).collect();
    let Some(sentences) = sentences else { return false };
    let (mut wishes, mut others) = (0, 0);
    for sentence in sentences {
        let said: Vec<&str> = sentence.iter().map(String::as_str).filter(|word| !POLITE.contains(word)).collect();
        let joined = said.join(" ");
        if STOP_SENTENCES.contains(&joined.as_str()) || is_stop(&said) {
            wishes += 1;
        } else if !said.is_empty() && !ASIDES.contains(&joined.as_str()) {
            others += 1;
        }
    }
    wishes > 0 && others == 0
}

fn is_stop(words: &[&str]) -> bool {
    let mut said: Vec<&str> = words.iter().copied().filter(|word| !POLITE.contains(word)).collect();
    // STOP STOP STOP.
    said.dedup();
    if STOP.contains(&said.as_slice()) {
        return true;
    }
    let names = |words: &[&str]| said.iter().any(|word| words.contains(word));
    // `remove me` and `take this number off` are said of lists alone.
    let is_off_a_list = names(&OFF_A_LIST) && (said.contains(&"me") || names(&NUMBER));
    let is_about_texts = names(&TEXTS) || is_off_a_list;
    said.retain(|word| ![TEXTS.as_slice(), &NUMBER, &BETWEEN].iter().any(|words| words.contains(word)));
    if is_off_a_list {
        said.retain(|word| !LISTS.contains(word));
    }
    let is_wish = STOP.contains(&said.as_slice()) && !said.iter().any(|word| OF_VISITS.contains(word));
    is_wish || is_about_texts && STOP_TEXTS.contains(&said.as_slice())
}

#[cfg(test)]
mod tests;
