//! What callers say of the signs of an emergency, and what only sounds alike.

use super::*;

#[test]
fn what_callers_say_of_an_emergency_is_heard() {
    for text in [
        "having a hard time breathing",
        "I'm having a hard time catching my breath and can't get any air",
        "can barely breathe",
        "I can hardly breathe",
        "unable to breathe",
        "can't even breathe",
        "he can't seem to breathe",
        "can't talk or breathe",
        "it's hard for him to breathe",
        "she is short of breath",
        "gasping for air",
        "having an asthma attack",
        "his lips are turning blue",
        "she has trouble catching her breath",
        "the swelling is spreading to my neck",
        "it's been bleeding for six hours and won't stop",
        "I'm soaking through the gauze",
        "I've never bled this much",
        "can't swallow",
        "I have trouble swallowing",
        "my throat is swelling up",
        "my tongue is swelling",
        "her face is swelling up",
        "my face is swollen",
        "swelling under my tongue",
        "swelling in my neck",
        "bleeding profusely",
        "the bleeding hasn't stopped",
        "the bleeding still has not stopped",
        "it is not stopping, and I can't get the bleeding to stop",
        "can't stop the bleeding",
        "hasn't stopped bleeding since the extraction",
        "still bleeding from the extraction",
        "lost a lot of blood",
    ] {
        assert!(English.says_emergency(text), "{text}");
    }
}

/// Of the heart, the brain and the mind, and what is said of a jaw.
#[test]
fn the_signs_on_the_lists_are_heard() {
    for text in [
        "had a seizure",
        "my son is having seizures",
        "having a stroke",
        "I think my husband had a stroke",
        "signs of a stroke",
        "one side of his face is drooping",
        "her speech is slurred",
        "numb on one side",
        "his left side is weak",
        "my arm went numb",
        "the worst headache of my life",
        "suddenly can't see",
        "pain in my left chest",
        "my chest feels tight",
        "a lot of pressure in my chest",
        "he has no pulse",
        "not responding",
        "he is not responding to me",
        "unresponsive",
        "won't wake up",
        "she won't wake up this morning",
        "my arm is numb and my jaw hurts",
        "nobody can wake him",
        "one side of my face feels numb",
        "she's confused and can't speak",
        "he is dying",
        "he cut his wrists",
        "hit by a car",
        "she is not waking up",
        "passed out",
        "she fainted",
        "lost consciousness",
        "I want to die",
        "going to kill myself",
        "he says he will kill himself",
        "no reason to live",
        "better off dead",
        "she wants to end her life",
        "overdosed",
        "took too many pills",
        "my daughter swallowed a battery",
        "having an allergic reaction",
        "allergic reaction, can't breathe",
        "a severe allergic reaction",
        "broke my jaw",
        "I think my jaw is broken",
        "should I call 9-1-1",
        "he collapsed just now, had a stroke last year",
        "had a stroke last year and is having another stroke now",
        "was here last week and my husband collapsed",
        // Nobody said when that was.
        "my mother had a stroke and takes thinners",
    ] {
        assert!(English.says_emergency(text), "{text}");
    }
}

/// The same signs in other words: callers do not know which ones stand in a table.
#[test]
fn a_sign_is_heard_in_its_other_words_too() {
    for text in [
        "unable to breathe",
        "he does not breathe",
        "she is not able to breathe",
        "not able to catch her breath",
        "no longer breathing",
        "he has no breath",
        "breathless",
        "breathing is getting harder",
        "turning blue",
        "no longer conscious",
        "doesn't respond to me",
        "doesn't have a pulse",
        "I can't find a pulse",
        "has no heartbeat",
        "chest is hurting",
        "chest discomfort",
        "chest feels like it is being crushed",
        "pain in chest",
        "coughing blood",
        "bleeding is not stopping",
        "it will not stop bleeding",
        "took a lot of pills",
        "took a whole bottle of Tylenol",
        "kill himself",
        "I don't feel like living anymore",
        "stroke",
        "seizures",
        "convulsions",
        "no is an emergency",
        "no is emergency",
        "no has chest pain",
    ] {
        assert!(English.says_emergency(text), "{text}");
    }
    for text in
        ["takes seizure medication", "a stroke of luck", "my tooth turned blue", "not an emergency, has no pain"]
    {
        assert!(!English.says_emergency(text), "{text}");
    }
}

/// What people say who book a visit, and what was long ago.
#[test]
fn what_is_said_every_day_is_no_emergency() {
    for text in [
        "emergency contact",
        "in case of an emergency call my wife",
        "I have a family emergency and need to reschedule",
        "history of stroke",
        "a history of heart attacks",
        "had a stroke last year",
        "my mother had a stroke in 2019 and takes thinners",
        "heart attack five years ago",
        "passed out last time",
        "had a seizure as a child",
        "had an emergency root canal last year",
        "seizure disorder",
        "I don't need an ambulance",
        "no need for an ambulance",
        "no ambulance needed",
        "no breathing problems",
        "not having a hard time breathing",
        "no face swelling",
        "my gum is swollen",
        "my cheek is a bit swollen since the extraction",
        "my gums bleed when I floss",
        "my gums are still bleeding when I brush",
        "I can't swallow pills",
        "my mouth is still numb on one side from the injection",
        "the clinic is not responding to my email",
        "not responding to the antibiotics",
        "I can't wake up early",
        "allergic to penicillin",
        "I had an allergic reaction to latex",
        "broken tooth in my lower jaw",
        "a broken filling",
        "jaw pain",
        "a knocked out tooth",
        "stop by at 5",
        "can you stop at 5",
        "I'm dying to see Dr. Lee",
        "I want to die my hair",
        "I can't speak English",
        "my father died of a heart attack",
        "my phone is dying",
        "a tight schedule",
        "chest X-ray",
        "lost my blood pressure medication",
        "911 Main Street",
        "hard to find a time",
        "he is not suicidal",
        "she has not passed out",
    ] {
        assert!(!English.says_emergency(text), "{text}");
    }
}
