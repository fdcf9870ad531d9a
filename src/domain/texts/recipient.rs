//! Whom a text goes to.

use crate::domain::phone::PhoneNumber;

/// The number that a text goes to, if there is one, and who gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRecipient<'a> {
    pub number: Option<&'a PhoneNumber>,
    pub given_by: NumberGiver<'a>,
}

/// Who said that a number is to be texted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberGiver<'a> {
    Clinic,
    /// A call, from this number unless it was withheld.
    Call(Option<&'a PhoneNumber>),
}

impl<'a> TextRecipient<'a> {
    /// A number that the clinic itself gave.
    pub const fn given_by_clinic(number: &'a PhoneNumber) -> Self {
        Self { number: Some(number), given_by: NumberGiver::Clinic }
    }

    /// The same number, asked for by a call from `caller`.
    #[must_use]
    pub fn asked_for_by(self, caller: Option<&'a PhoneNumber>) -> Self {
        let is_own = caller.is_some() && caller == self.number;
        Self { given_by: if is_own { NumberGiver::Call(caller) } else { self.given_by }, ..self }
    }
}
