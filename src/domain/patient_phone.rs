//! The numbers at which a clinic's patients and its staff are reached, and which numbers are neither's.

use super::{
    phone::{PhoneError, PhoneNumber},
    route::Route,
};

impl Route {
    /// Reads the number that somebody gives for a patient. The number that they call from needs no check: it is known to exist.
    ///
    /// # Errors
    /// As [`PhoneNumber::parse_reachable`], and [`PhoneError::ClinicsOwn`].
    pub fn patient_phone(&self, said: &str, caller: Option<&PhoneNumber>) -> Result<PhoneNumber, PhoneError> {
        let entered = PhoneNumber::parse_entered(said, self.country)?;
        if caller == Some(&entered) {
            return Ok(entered);
        }
        if self.is_own_number(&entered) {
            return Err(PhoneError::ClinicsOwn);
        }
        PhoneNumber::parse_reachable(said, self.country)
    }

    /// Reads the number at which somebody of the staff is texted. It may be one that calls are handed to.
    ///
    /// # Errors
    /// As [`PhoneNumber::parse_reachable`]; [`PhoneError::ClinicsOwn`] for a number that the assistant answers.
    pub fn staff_phone(&self, entered: &str) -> Result<PhoneNumber, PhoneError> {
        let number = PhoneNumber::parse_entered(entered, self.country)?;
        if self.is_mapped(&number) {
            return Err(PhoneError::ClinicsOwn);
        }
        PhoneNumber::parse_reachable(entered, self.country)
    }

    /// Whether a text to a number of the staff reaches somebody: one to a number that the assistant answers does not, and a premium
    /// number is nobody's telephone.
    pub fn reaches_staff(&self, number: &PhoneNumber) -> bool {
        !self.is_mapped(number) && !number.is_premium()
    }

    /// Whether it is a number of the clinic: one that patients call, or one that calls are handed to.
    pub fn is_own_number(&self, number: &PhoneNumber) -> bool {
        self.is_mapped(number) || self.assistant.numbers().any(|(_, own)| own.number() == number)
    }

    /// Whether calls to this number come here, as far as the route names the org's numbers. A call that is handed to it would come back.
    pub fn is_mapped(&self, number: &PhoneNumber) -> bool {
        self.number.as_ref() == Some(number) || self.own_numbers.iter().flatten().any(|own| own == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{assistant::tests::clinic, country::Country};

    #[test]
    fn a_patients_number_is_complete_and_not_the_clinics() {
        let mut route = clinic();
        route.country = Country::parse("US").ok();
        route.own_numbers = Some(vec![PhoneNumber::parse("+12125550101").unwrap()]);
        let caller = PhoneNumber::parse("+15550188").unwrap();
        let read = |said| route.patient_phone(said, Some(&caller)).map(|number| number.as_str().to_owned());
        assert_eq!(read("(212) 555-0188").as_deref(), Ok("+12125550188"));
        assert_eq!(read("+1 555 0188").as_deref(), Ok("+15550188"), "what the signalling says exists");
        for (said, error) in [
            ("+1415555012", PhoneError::NotNational),
            ("415 555 012", PhoneError::NotNational),
            ("+33 1 23 45 67 8", PhoneError::NotNational),
            ("+999 123 456 789", PhoneError::CountryCodeUnknown),
            ("+1 900 555 1234", PhoneError::Premium),
            ("900-555-1234", PhoneError::Premium),
            ("+44 9098 790 000", PhoneError::Premium),
            ("+44 870 123 4567", PhoneError::Premium),
            ("+1 555 0100", PhoneError::ClinicsOwn),
            ("212 555 0101", PhoneError::ClinicsOwn),
            ("+1 555 0142", PhoneError::ClinicsOwn),
        ] {
            assert_eq!(read(said), Err(error), "{said}");
        }
    }
}
