//! What people say around a name, and in place of one.

use super::*;

/// These were made when all else was right, and none of them may become a name that it is not.
#[test]
fn what_else_people_say() {
    assert_read(&[
        ("Ann-Marie O'Neil here", "Ann-Marie O'Neil"),
        ("uh yeah it's Bob", "Bob"),
        ("um my name's uh Karen Black", "Karen Black"),
        ("book it for Tom Jones", "Tom Jones"),
        ("you can call me Ann", "Ann"),
        ("Tom Jones, he's 5", "Tom Jones"),
        ("It's me, Ann", "Ann"),
        ("Speaking: Ann", "Ann"),
        ("name: ann lee, phone: 212-555-0188", "ann lee"),
        ("Ann Lee (she/her)", "Ann Lee"),
        ("Johnson, party of two", "Johnson"),
        ("Max Power, he is my son", "Max Power"),
        ("Mr. Bond, James Bond", "James Bond"),
        ("Karen Black. Born 1980.", "Karen Black"),
        ("that would be Karen Black", "Karen Black"),
        ("first name Karen last name Black", "Karen Black"),
        ("last name Black, first name Karen", "Karen Black"),
        ("Black comma Karen", "Black, Karen"),
        ("karen black k a r e n", "karen black"),
        ("He Wei", "He Wei"),
        ("Vân Anh Đỗ", "Vân Anh Đỗ"),
        ("Sister Mary", "Sister Mary"),
        ("this is Dr. Smith's office", "(nobody)"),
        ("Ann Lee's mom", "(nobody)"),
        ("the Smith family", "(nobody)"),
        ("same as last time", "(nobody)"),
        ("ask my secretary", "(nobody)"),
        ("I told you already", "(nobody)"),
        ("you should have it on file", "(nobody)"),
        ("Grace from accounting", "(nobody)"),
        ("not telling", "(nobody)"),
        ("whoever", "(nobody)"),
        ("my mother Karen Black and me", "(several)"),
        ("Ann Lee, Bob Ray", "(several)"),
    ]);
}
