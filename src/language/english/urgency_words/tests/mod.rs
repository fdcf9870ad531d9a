mod none;
mod signs;

use super::*;

#[test]
fn whoever_speaks_of_an_emergency_is_heard() {
    for text in [
        "emergency",
        "EMERGENCY",
        "It's an emergency!",
        "a dental emergency",
        "Emergency visit",
        "my husband has chest pain",
        "He can't breathe",
        "he can\u{2019}t breathe properly",
        "She cannot breathe",
        "Trouble breathing since noon",
        "I am bleeding heavily",
        "it won't stop bleeding",
        "the bleeding won't stop after the extraction",
        "my mother is unconscious",
        "thinking about suicide",
        "I want to kill myself",
        "he is not breathing",
        "took an overdose",
        // What denies something else denies no emergency.
        "No, it's an emergency",
        "no it's an emergency",
        "no this is an emergency",
        "I think it's an emergency",
        "nobody knows whether she is unconscious",
        "not sure if it is an emergency",
        "I don't know whether this is an emergency",
        "It's not a cleaning but an emergency",
        "no appointment needed, chest pain",
        "not a routine visit: emergency",
        "I have no time; it is an emergency",
        "swelling-emergency",
    ] {
        assert!(English.says_emergency(text), "{text}");
    }
}

#[test]
fn whoever_says_that_there_is_none_is_heard_too() {
    for text in [
        "",
        "no emergency",
        "No emergency.",
        "not an emergency",
        "It's not an emergency",
        "this isn't an emergency",
        "I don't think it's an emergency",
        "I wouldn't call it an emergency",
        "not urgent or an emergency",
        "not any kind of emergency",
        "nobody is unconscious",
        "she is no longer unconscious",
        "he hasn't had any chest pain",
        "it is not really a medical emergency",
        "non-emergency",
        "non emergency question",
        "not urgent",
        "no chest pain",
        "he does not have chest pain",
        "denies chest pain or shortness of breath",
        "without any difficulty breathing",
        "not bleeding heavily",
        "my emergency contact is Tom",
        "wants to change the emergency phone number",
        "toothache",
        "urgent",
        "cleaning",
        "Ann Lee",
        "2026-12-03T09:30",
        "I need to breathe some fresh air",
    ] {
        assert!(!English.says_emergency(text), "{text}");
    }
}

#[test]
fn what_only_seems_to_deny_an_emergency_denies_none() {
    for text in [
        // It was never so before: it is so now.
        "I've never had chest pain like this",
        "I have never had chest pain before",
        "he has never had chest pain this bad",
        "I haven't had trouble breathing this bad before",
        "I've never had such chest pain",
        "never had chest pain in my life",
        "I never had chest pain until today",
        "never had chest pain, now I do",
        "I had never had chest pain but now I do",
        "I don't get chest pain like this",
        // Help that is not there.
        "I won't make it without an ambulance",
        "can I come in without calling 911",
        "we haven't called 911",
        "please don't call 911",
        "no ambulance came",
        // Two denials.
        "I'm not sure it's not an emergency",
        "I don't think it's not an emergency",
        "I can't say it's not an emergency",
        "don't tell me it's not an emergency",
        "it's not like it isn't an emergency",
        "not without chest pain",
        "she can't lie down without choking",
        // Questions.
        "is it an emergency if my face is swollen?",
        "is this not an emergency",
        "do you think it's not an emergency",
        "I wouldn't be calling if it wasn't an emergency",
        "isn't this an emergency",
        // What is denied is something else.
        "not getting better, chest pain is worse",
        "chest pain is not getting better",
        "not just chest pain but also a fever",
        "not only chest pain",
        "no, he isn't breathing",
        "no he isn't breathing",
        "no cannot breathe",
        "I don't want to die",
        "I don't want to live anymore",
        "I'm not going to make it, I want to kill myself",
    ] {
        assert!(English.says_emergency(text), "{text}");
    }
}

#[test]
fn words_for_urgency_are_read() {
    for (word, urgency) in [
        ("routine", Some(Urgency::Routine)),
        ("Normal", Some(Urgency::Routine)),
        ("not urgent", Some(Urgency::Routine)),
        ("No rush!", Some(Urgency::Routine)),
        ("not an emergency", Some(Urgency::Routine)),
        ("soon", Some(Urgency::Soon)),
        ("URGENT", Some(Urgency::Soon)),
        ("high", Some(Urgency::Soon)),
        ("as soon as possible", Some(Urgency::Soon)),
        ("emergency", Some(Urgency::Emergency)),
        ("medical emergency", Some(Urgency::Emergency)),
        ("", None),
        ("purple", None),
    ] {
        assert_eq!(English.urgency(word), urgency, "{word}");
    }
}
