//! Comparison of shared secrets in constant time.

use subtle::ConstantTimeEq;

use crate::domain::secret::Secret;

/// Whether `given` is one of `secrets`. The time taken depends on lengths only; no secrets means no.
pub fn is_one_of(given: &str, secrets: &[Secret]) -> bool {
    let matches = secrets
        .iter()
        .map(|secret| given.as_bytes().ct_eq(secret.expose().as_bytes()))
        .fold(subtle::Choice::from(0), |any, one| any | one);
    !given.is_empty() && bool::from(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_several_secrets_matches_so_that_they_can_be_rotated() {
        let secrets = [Secret::new("old-secret"), Secret::new("new-secret")];
        assert!(is_one_of("old-secret", &secrets) && is_one_of("new-secret", &secrets));
        for wrong in ["", "old", "old-secret ", "OLD-SECRET"] {
            assert!(!is_one_of(wrong, &secrets), "{wrong:?}");
        }
    }

    #[test]
    fn without_secrets_or_with_an_empty_one_nothing_matches() {
        assert!(!is_one_of("", &[]) && !is_one_of("anything", &[]) && !is_one_of("", &[Secret::new("")]));
    }
}
