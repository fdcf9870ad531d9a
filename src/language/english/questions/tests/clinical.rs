//! Which questions are for a clinician alone.

use crate::{domain::knowledge::QuestionWords, language::english::English};

/// Each line is a question.
fn all_are(questions: &str, is_clinical: bool) {
    for question in questions.lines().map(str::trim).filter(|question| !question.is_empty()) {
        let words = question.to_lowercase().replace('\'', "");
        let words: Vec<String> = words.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        assert_eq!(English.is_clinical(&words), is_clinical, "{question}");
    }
}

#[test]
fn medicines_are_known_by_name_by_ending_and_as_pills() {
    let questions = "
        can I take two pills at once
        how many tablets should I take
        is this drug safe
        what kind of medicine should I take
        can I get codeine after the extraction
        do I need to stop Xarelto before surgery
        I'm on Plavix, is that a problem
        should I skip my Eliquis the morning of
        is Percocet okay with wine
        is Norco safe for me
        is a Z pack enough
        should I take my lisinopril before coming
        can I take semaglutide
        does amlodipine make gums grow
        is Fosamax a problem for implants
        can birth control cause bleeding
        do you prescribe Percocet
    ";
    all_are(questions, true);
    let others = "
        do you prescribe
        how do I get a refill
        how do I request a medication refill
        do you offer medication management
        is there a drug store nearby
        do you require a drug test
        do you take my prescription drug plan
        do you practice sports medicine
        do you have a med spa
        should I bring a list of my medications
        do you have a tablet to check in
        is your Norco office open on Saturday
        how much is a cholesterol check
        do you open in April
        is there a subway station close by
        do you have stations for charging
    ";
    all_are(others, false);
}

#[test]
fn what_somebody_suffers_from_is_clinical_once_advice_is_asked_for() {
    let questions = "
        I keep vomiting what should I do
        what to do about vomiting after anesthesia
        what should I do if I throw up
        what should I do about my broken tooth
        what to do if a tooth falls out
        what can I give my baby for a fever
        what can I do for a migraine
        is it a migraine or something else
        is my ankle broken
        what is this white spot on my tongue
        what's wrong with my knee
        how do I get rid of this rash
        is it bad that my gums bleed
        is shingles contagious
        do I have a cavity
        can it wait, the tooth is cracked
        how high is too high for blood pressure
        how do I know if I have a fever
    ";
    all_are(questions, true);
    let others = "
        what should I do before my visit
        what should I do if I'm running late
        what do I do about parking
        what do I do when I get back
        what should I do about my teeth cleaning appointment
        my tooth hurts really bad can I come in today
        my tooth is broken, can I come today
        it's getting worse can I come in this afternoon
        do you treat migraines
        can you help with tooth pain
        do you see HIV positive patients
        do you see pregnant women
        ok, do you do blood pressure checks
        do you fix chipped teeth
        do you have a pain clinic
        what should I bring to my blood test
    ";
    all_are(others, false);
}

#[test]
fn results_are_those_of_a_test_or_of_somebody() {
    let questions = "
        what are my test results
        what are my HIV results
        are the results back yet
        can you read me my results
        did my labs come back
        what did my x-ray show
        what did the doctor find on my scan
        is my covid test positive
        did they find anything in my x-rays
        am I positive
    ";
    all_are(questions, true);
    let others = "
        what are the results of your patient survey
        what results can I expect from whitening
        can I see before and after results
        are the reviews on Google real
        do I need a negative covid test
        how much is an x-ray
        do you do HIV testing
        do you do blood work
        where do I go for my blood draw
    ";
    all_are(others, false);
}

#[test]
fn what_somebody_needs_only_who_has_looked_can_say() {
    let questions = "
        do I need a root canal
        does my son need a filling
        do I need a tetanus shot
        should my daughter get the vaccine
        should I get my wisdom teeth out
    ";
    all_are(questions, true);
    let others = "
        I need a root canal, do you do them
        do I need a referral
        do you need my date of birth
        should I have breakfast before the extraction
        how much are implants
        do you offer flu shots
    ";
    all_are(others, false);
}
