//! What says that there is no emergency, in the ways in which people and forms say it, and what only sounds alike.

use super::*;

fn all_are_none(texts: &[&str]) {
    for text in texts {
        assert!(!English.says_emergency(text), "{text}");
    }
}

fn all_are_emergencies(texts: &[&str]) {
    for text in texts {
        assert!(English.says_emergency(text), "{text}");
    }
}

#[test]
fn how_urgent_it_is_may_be_denied_in_any_degree() {
    all_are_none(&[
        "not a life-threatening emergency",
        "not an actual emergency",
        "not a big emergency",
        "not much of an emergency",
        "not necessarily an emergency",
        "It doesn't sound like an emergency",
        "doesn't seem to be an emergency",
        "it doesn't really feel like an emergency",
        "not considered an emergency",
        "I wouldn't consider this an emergency",
        "it does not qualify as an emergency",
        "not what I'd call an emergency",
        "hardly an emergency",
    ]);
    all_are_emergencies(&[
        "not a minor emergency",
        "doesn't it sound like an emergency",
        "wouldn't you consider that an emergency",
        "why is this not considered an emergency",
        "do you not consider this an emergency",
        "I don't doubt it is an emergency",
        // Who is no doctor may be wrong of what it is, and some of it is there.
        "I don't think it's a heart attack",
        "not severe chest pain",
        "he doesn't look conscious",
    ]);
}

#[test]
fn a_form_answers_for_itself() {
    all_are_none(&[
        "Emergency: no",
        "Emergency: none",
        "Emergency? No.",
        "Emergency - no",
        "Emergency: N/A",
        "emergency=false",
        "Emergency: not at all",
        "Is this an emergency? No",
        "Chest pain: none",
        "Trouble breathing: no",
        "Fever: no, chest pain: no",
    ]);
    all_are_emergencies(&[
        "Emergency: yes",
        "Emergency - yes",
        "Emergency: no pulse",
        "emergency: no insurance",
        "Is this an emergency? No idea",
        "Emergency? Not sure",
        "Emergency: no, chest pain",
        "chest pain, no",
        // Here the no is what is the matter.
        "Is he breathing? No",
        "Conscious: no",
        "can he breathe? no",
        "can't breathe: no",
    ]);
}

#[test]
fn a_denial_covers_a_list_that_says_that_it_is_one() {
    all_are_none(&[
        "No fever, chest pain, or trouble breathing",
        "no fever, chest pain or trouble breathing",
        "no fever or chest pain",
        "no nausea, dizziness, chest pain, or trouble breathing",
        "doesn't have fever, chest pain, nor trouble breathing",
        "denies fever, chest pain, shortness of breath",
        "without fever, chest pain, or severe headache",
        "no signs of chest pain",
        "no complaints of chest pain",
        "no symptoms of a stroke",
        "no history of heart attack",
    ]);
    all_are_emergencies(&[
        "no fever, chest pain",
        "No fever, chest pain, and trouble breathing",
        "no fever, chest pain since noon",
        "no fever, he has chest pain or a stroke",
        "no fever, having chest pain or pressure",
        "no fever, chest pain or maybe a heart attack",
        "no fever, can't swallow or breathe",
        "No, chest pain or trouble breathing",
        "No idea, chest pain or a heart attack",
        "no insurance, chest pain or a heart attack",
        "no fever. Chest pain or trouble breathing",
        "the bleeding shows no sign of stopping",
    ]);
}

#[test]
fn what_has_an_emergency_in_its_name_is_none() {
    all_are_none(&[
        "is there an emergency fee",
        "what is your emergency policy",
        "do you have an emergency line",
        "my crown collapsed",
        "the filling has collapsed",
        "I'm an ambulance driver",
        "is there an ambulance entrance",
        "my son is a paramedic",
        "do you call 911 if something goes wrong",
        "heart attack survivor",
    ]);
    all_are_emergencies(&[
        "crown came off he collapsed",
        "can barely breathe emergency",
        "emergency line busy, he is not breathing",
        "please call 911",
        "we need a paramedic",
        "do you take emergencies",
    ]);
}

#[test]
fn what_was_long_ago_is_over_unless_it_came_back() {
    all_are_none(&[
        "had a heart attack five years ago",
        "in the emergency room last year, wants a checkup",
        "he's on blood thinners since his heart attack",
        "my face was swollen last week",
        "last week my face was swollen",
        "I had chest pain last year",
        "had trouble breathing last month",
    ]);
    all_are_emergencies(&[
        "my face was swollen last week and now it is my neck",
        "I had chest pain last week, and it's back",
        "he passed out last week, and again this morning",
        "last week I had surgery my face is swollen",
        "last week I had a tooth pulled and my face is swollen",
        "my face was swollen after surgery last week",
        "face is swollen since last week",
        "I had chest pain for the past week",
        "had chest pain last night",
        "he's been confused since his stroke this morning",
    ]);
}
