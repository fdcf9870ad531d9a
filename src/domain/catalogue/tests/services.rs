//! Services by what callers call them.

use super::*;

fn meant(catalogue: &Catalogue, said: &str) -> String {
    outcome(catalogue.service(said).map(|service| service.map_or("any", |service| service.name.as_str())))
}

#[test]
fn a_service_is_found_by_its_name_an_alias_or_a_part_that_tells_it_from_others() {
    let catalogue = services(&[
        "Dental cleaning|hygiene appointment|scale & polish",
        "Root canal",
        "Check-up",
        "New patient exam|first visit",
        "Kids' check-up",
        "X-ray",
        "Crème peel",
    ]);
    for (said, name) in [
        ("Dental cleaning", "Dental cleaning"),
        (" DENTAL  CLEANING. ", "Dental cleaning"),
        ("cleaning", "Dental cleaning"),
        ("cleaning dental", "Dental cleaning"),
        ("a cleaning, please", "Dental cleaning"),
        ("I'd like to book an appointment for a cleaning", "Dental cleaning"),
        ("hygiene", "Dental cleaning"),
        ("scale and polish", "Dental cleaning"),
        ("teeth cleaning", "?"),
        ("regular dental cleaning", "Dental cleaning"),
        ("dental cleening", "Dental cleaning"),
        ("rootcanal", "Root canal"),
        ("root canals", "Root canal"),
        ("checkup", "Check-up"),
        ("check up", "Check-up"),
        ("Chekup", "Check-up"),
        ("kids checkup", "Kids' check-up"),
        ("kid's check up", "Kids' check-up"),
        ("first visit", "New patient exam"),
        ("new patient", "New patient exam"),
        ("exam", "New patient exam"),
        ("xray", "X-ray"),
        ("X Ray", "X-ray"),
        ("creme peel", "Crème peel"),
        ("CRÈME PEEL", "Crème peel"),
        ("haircut", "?"),
        ("", "any"),
        ("?!", "any"),
        ("appointment", "any"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}

#[test]
fn what_more_than_one_service_may_be_has_to_be_asked() {
    let catalogue =
        services(&["Dental cleaning", "Deep cleaning", "Whitening", "30 minute massage", "60 minute massage"]);
    for (said, candidates) in [
        ("cleaning", "Dental cleaning|Deep cleaning"),
        ("a massage", "30 minute massage|60 minute massage"),
        ("dental cleaning and whitening", "Dental cleaning|Whitening"),
        ("60 minutes massage", "60 minute massage"),
        ("90 minute massage", "?"),
        ("a deep cleaning plus whitening", "Deep cleaning|Whitening"),
        ("whitening or a massage", "Whitening|30 minute massage|60 minute massage"),
        ("deep cleaning with massage as well", "Deep cleaning|30 minute massage|60 minute massage"),
    ] {
        assert_eq!(meant(&catalogue, said), candidates, "{said:?}");
    }
}

#[test]
fn the_whole_name_outranks_a_part_of_another() {
    let catalogue = services(&["Cleaning", "Deep cleaning|cleaning", "Deep cleaning with polish"]);
    for (said, name) in [
        ("cleaning", "Cleaning"),
        ("the cleaning please", "Cleaning"),
        ("deep cleaning", "Deep cleaning"),
        ("a gentle deep cleaning", "Deep cleaning"),
        ("polish", "Deep cleaning with polish"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}

/// What a word that is left over means, nobody knows.
#[test]
fn every_word_counts() {
    let catalogue = services(&["Cleaning|hygiene", "New patient exam", "Teeth whitening", "Emergency visit"]);
    for (said, name) in [
        ("a routine cleaning", "Cleaning"),
        ("hygiene cleaning", "Cleaning"),
        ("cleaning and exam", "Cleaning|New patient exam"),
        ("a cleaning plus whitening", "Cleaning|Teeth whitening"),
        ("cleaning or whitening", "Cleaning|Teeth whitening"),
        ("carpet cleaning", "?"),
        ("cleaning for my dog", "?"),
        ("no emergency", "?"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}

#[test]
fn what_is_not_wanted_is_not_booked() {
    let catalogue = services(&["Cleaning", "Consultation without x-ray"]);
    for (said, name) in [
        ("anything but a cleaning", "?"),
        ("not the cleaning", "?"),
        ("consultation without x-ray", "Consultation without x-ray"),
        ("first consultation without x-ray", "Consultation without x-ray"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}

#[test]
fn short_words_and_numbers_are_not_bent() {
    let catalogue = services(&["Gum", "Cut", "Plan 2024", "Tooth extraction"]);
    for (said, name) in [
        ("gun", "?"),
        ("cat", "?"),
        ("plan 2025", "?"),
        ("tooth extration", "Tooth extraction"),
        ("tooth extermination", "?"),
        ("toth extraction", "Tooth extraction"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}

#[test]
fn what_is_unknown_comes_with_all_that_is_known() {
    let catalogue = services(&["Cleaning", "Root canal"]);
    let known = vec!["Cleaning", "Root canal"];
    assert_eq!(catalogue.service(" haircut "), Err(Unmatched::Unknown { said: "haircut".into(), known }));
    let empty = Catalogue::default();
    assert_eq!(empty.service("cleaning"), Err(Unmatched::Unknown { said: "cleaning".into(), known: Vec::new() }));
}
