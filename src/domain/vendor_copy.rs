//! What vendors keep of a text or a call: named, so that it can be deleted there when nothing of it is left here.

/// A text at the vendor that carried it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextCopy<'a> {
    /// The vendor's id of it.
    pub sid: &'a str,
    /// The account that sent it, as its provider names it; empty if that was not kept.
    pub account: &'a str,
}

/// A call at the platform that carried it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallCopy<'a> {
    /// The platform's name in its addresses.
    pub platform: &'a str,
    /// The platform's id of the call.
    pub call_id: &'a str,
}

impl<'a> TextCopy<'a> {
    /// The text that the work of deleting it is stored under.
    pub fn to_subject(self) -> String {
        format!("{}\n{}", self.sid, self.account)
    }

    /// Reads that text.
    pub fn from_subject(subject: &'a str) -> Option<Self> {
        subject.split_once('\n').map(|(sid, account)| Self { sid, account })
    }
}

impl<'a> CallCopy<'a> {
    /// The text that the work of deleting it is stored under.
    pub fn to_subject(self) -> String {
        format!("{}\n{}", self.platform, self.call_id)
    }

    /// Reads that text.
    pub fn from_subject(subject: &'a str) -> Option<Self> {
        subject.split_once('\n').map(|(platform, call_id)| Self { platform, call_id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_leads_back_to_what_is_deleted() {
        let text = TextCopy { sid: "SM00", account: "AC00 Us1 +15550100" };
        assert_eq!(TextCopy::from_subject(&text.to_subject()), Some(text));
        let call = CallCopy { platform: "vapi", call_id: "019a" };
        assert_eq!(CallCopy::from_subject(&call.to_subject()), Some(call));
        assert_eq!((TextCopy::from_subject("SM00"), CallCopy::from_subject("019a")), (None, None));
    }
}
