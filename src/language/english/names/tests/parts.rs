//! Names in their parts, spelled again, or corrected.

use super::*;

const FOUND: &[(&str, &str)] = &[
    ("Ann Lee, Cleaning", "Ann Lee"),
    ("Ann Lee, Root Canal", "Ann Lee"),
    ("Ann Lee, Emergency Visit", "Ann Lee"),
    ("Ann Lee, Monday at 3 pm", "Ann Lee"),
    ("Ann Lee, December 3rd", "Ann Lee"),
    ("Ann Lee (Bob)", "Ann Lee"),
    ("Ann (Annie) Lee", "Ann Lee"),
    ("Sarah Connor (nee Smith)", "Sarah Connor"),
    ("smith,john", "smith, john"),
    ("Oyelaran, Ade,", "Oyelaran, Ade"),
    ("Lee comma Ann", "Lee, Ann"),
    ("Smith dash Jones Ann", "Smith-Jones Ann"),
    ("first name's Ann, last name's Lee", "Ann Lee"),
    ("Ann last name L-E-E", "Ann Lee"),
    ("Ann, last name L-E-E", "Ann Lee"),
    ("last name L-E-E, first name A-N-N", "Ann Lee"),
    ("first name: A-N-N, last name: L-E-E", "Ann Lee"),
    ("Ann, surname Lee-Smith", "Ann Lee-Smith"),
    ("name Ann surname Lee", "Ann Lee"),
    ("his last name is Lee, first name Bob", "Bob Lee"),
    ("Ann Lee. Sorry. Ann Leigh.", "Ann Leigh"),
    ("Ann Lee. I mean Ann Leigh.", "Ann Leigh"),
    ("Ann Lee, correction: Ann Leigh", "Ann Leigh"),
    ("Ann Lee, scratch that, Bob Lee", "Bob Lee"),
    ("Ann. Actually, Bob.", "Bob"),
    ("Smith, like the actor", "Smith"),
    ("Smith, usual spelling", "Smith"),
    ("Ann Lee with double N", "Ann Lee"),
    ("Ann Lee with two N's", "Ann Lee"),
    ("Ann with two n's", "Ann"),
    ("A-N-N", "Ann"),
    ("A-N-N-E L-E-E", "Anne Lee"),
    ("Z-O-Ë", "Zoë"),
    ("I-V-Á-N", "Iván"),
    ("Ø-Y-S-T-E-I-N", "Øystein"),
    ("V-A-N space D-Y-K-E", "Van Dyke"),
    ("Ann V-A-N space D-Y-K-E", "Ann Van Dyke"),
    ("First name: Ann Last name: Lee DOB: 3/4/80", "Ann Lee"),
    ("First name Ann, last name Lee, please", "Ann Lee"),
    ("first name is um Ann, last name is uh Lee", "Ann Lee"),
    ("First: Ann; Middle: Marie; Last: Lee", "Ann Marie Lee"),
    ("given name Ann, family name Lee", "Ann Lee"),
    ("firstName Ann lastName Lee", "Ann Lee"),
    ("the first name is Ann and the last name is Lee", "Ann Lee"),
];

#[test]
fn the_parts_of_a_name_are_found() {
    assert_read(FOUND);
}
