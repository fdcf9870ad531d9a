//! Where webhooks may go. An admin of a clinic chooses the address, so it is looked at when it is saved and again whenever something is sent.
//!
//! What is not plainly the name of a host on the internet is refused. So no other spelling of an address has to be understood, and no two
//! readers of it can disagree. A Worker reaches no private network, whatever a name resolves to; the names are refused all the same.

use crate::domain::host_name::{is_number, is_private_name, is_within};

/// The longest address.
const LONGEST: usize = 500;
/// Where Workers live that have no domain of their own, this one perhaps among them.
const WORKERS: &str = "workers.dev";

/// Which addresses are refused besides those that always are.
#[derive(Clone, Debug, Default)]
pub struct TargetRules {
    /// The host of this deployment: what it sent to itself would go round and round.
    own_host: Option<String>,
    /// Whether http to this machine is allowed, for trying it.
    allows_this_machine: bool,
}

/// Why webhooks cannot go to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetFault {
    TooLong,
    Character,
    NotHttps,
    UserInfo,
    Port,
    Address,
    NotAName,
    Private,
    Loop,
    WorkersDev,
}

impl TargetFault {
    /// What is wrong and what to do.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::TooLong => "The address has more than 500 characters. Use a shorter one.",
            Self::Character => {
                "The address has a character in it that is not allowed there. Encode it with a percent sign, and leave out what follows a #."
            }
            Self::NotHttps => "The address must begin with https://.",
            Self::UserInfo => {
                "The address must not have a name or a password in it. Receivers verify the signature instead."
            }
            Self::Port => "The address must not name a port. Webhooks go to port 443.",
            Self::Address => "The address must name its host, such as crm.example.com. Numbers are not taken.",
            Self::NotAName => "The host must be a name such as crm.example.com, without a dot at its end.",
            Self::Private => {
                "The host is of one machine or of a private network. Give a name that can be reached from the internet."
            }
            Self::Loop => "This is Frontdesk's own address. Webhooks go to another system.",
            Self::WorkersDev => {
                "Webhooks do not go to workers.dev, where Frontdesk itself may be. Give the receiver a domain of its own."
            }
        }
    }
}

impl TargetRules {
    /// The rules of a deployment that is reached at `public_url`.
    pub fn new(public_url: Option<&str>, allows_this_machine: bool) -> Self {
        Self { own_host: public_url.and_then(host_of), allows_this_machine }
    }

    /// Checks an address.
    ///
    /// # Errors
    /// Why webhooks cannot go there.
    pub fn check(&self, url: &str) -> Result<(), TargetFault> {
        if url.len() > LONGEST {
            return Err(TargetFault::TooLong);
        }
        if !url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"#<>\\^`{|}".contains(&byte)) {
            return Err(TargetFault::Character);
        }
        let (scheme, authority) = parts(url).ok_or(TargetFault::NotHttps)?;
        if self.allows_this_machine && scheme == "http" && is_this_machine(&authority) {
            return Ok(());
        }
        if scheme != "https" {
            return Err(TargetFault::NotHttps);
        }
        self.check_host(name_in(&authority)?)
    }

    fn check_host(&self, host: &str) -> Result<(), TargetFault> {
        let last = host.rsplit('.').next().unwrap_or_default();
        if host.starts_with('[') || (!last.is_empty() && is_number(last)) {
            return Err(TargetFault::Address);
        }
        if host.len() > 253 || !host.split('.').all(is_label) || !last.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(TargetFault::NotAName);
        }
        if is_private_name(host) {
            return Err(TargetFault::Private);
        }
        if self.own_host.as_deref() == Some(host) {
            return Err(TargetFault::Loop);
        }
        if is_within(host, WORKERS) { Err(TargetFault::WorkersDev) } else { Ok(()) }
    }
}

/// The host of an address, in lower case.
pub fn host_of(url: &str) -> Option<String> {
    let (_, authority) = parts(url)?;
    let host = if authority.starts_with('[') { authority.as_str() } else { authority.split(':').next()? };
    Some(host.to_owned())
}

/// The scheme and what names the host, in lower case.
fn parts(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    Some((scheme.to_ascii_lowercase(), authority.to_ascii_lowercase()))
}

/// The host of an authority that names no other port than 443 and nobody.
fn name_in(authority: &str) -> Result<&str, TargetFault> {
    if authority.contains('@') {
        return Err(TargetFault::UserInfo);
    }
    if authority.starts_with('[') {
        return Err(TargetFault::Address);
    }
    match authority.split_once(':') {
        None | Some((_, "443")) => Ok(authority.split(':').next().unwrap_or_default()),
        Some(_) => Err(TargetFault::Port),
    }
}

fn is_label(label: &str) -> bool {
    let is_sound = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    (1..=63).contains(&label.len()) && is_sound && !label.starts_with('-') && !label.ends_with('-')
}

fn is_this_machine(authority: &str) -> bool {
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") && port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> Result<(), TargetFault> {
        TargetRules::new(Some("https://desk.clinic.example:443"), false).check(url)
    }

    #[test]
    fn names_on_the_internet_are_taken() {
        for url in [
            "https://crm.example.com",
            "https://crm.example.com/hooks/frontdesk?clinic=1&key=a%2Fb",
            "HTTPS://CRM.Example.com:443/x",
            "https://xn--bcher-kva.example/",
            "https://1password.com/",
            "https://a.b.c.d.example?x=@",
        ] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_with_https_is_refused() {
        use TargetFault::{NotHttps, Port, UserInfo};
        for (url, fault) in [
            ("http://crm.example.com", NotHttps),
            ("ftp://crm.example.com", NotHttps),
            ("crm.example.com", NotHttps),
            ("//crm.example.com", NotHttps),
            ("https:/crm.example.com", NotHttps),
            ("https://crm.example.com:8443", Port),
            ("https://crm.example.com:80/", Port),
            ("https://crm.example.com:", Port),
            ("https://crm.example.com:0443", Port),
            ("https://me@crm.example.com", UserInfo),
            ("https://me:secret@127.0.0.1", UserInfo),
            ("https://crm.example.com@127.0.0.1", UserInfo),
        ] {
            assert_eq!(check(url), Err(fault), "{url}");
        }
    }

    #[test]
    fn what_is_no_name_on_the_internet_is_refused() {
        use TargetFault::{Address, Character, Loop, NotAName, Private, TooLong, WorkersDev};
        let long = format!("https://crm.example.com/{}", "x".repeat(500));
        for (url, fault) in [
            ("https://127.0.0.1", Address),
            ("https://127.1", Address),
            ("https://2130706433", Address),
            ("https://0x7f000001", Address),
            ("https://0x7f.0.0.1", Address),
            ("https://0177.0.0.1", Address),
            ("https://169.254.169.254/latest/meta-data", Address),
            ("https://10.0.0.1:443", Address),
            ("https://1.2.3.0x4", Address),
            ("https://[::1]", Address),
            ("https://[::ffff:127.0.0.1]/", Address),
            ("https://[fe80::1%25eth0]/", Address),
            ("https://127.0.0.1.", NotAName),
            ("https://%31%32%37.0.0.1", Address),
            ("https://%6c%6f%63alhost", NotAName),
            ("https://１２７.0.0.1", Character),
            ("https://crm。example.com", Character),
            ("https://localhost", Private),
            ("https://LOCALHOST", Private),
            ("https://app.localhost", Private),
            ("https://printer", Private),
            ("https://printer.local", Private),
            ("https://metadata.google.internal", Private),
            ("https://router.lan", Private),
            ("https://nas.home.arpa", Private),
            ("https://localhost.", NotAName),
            ("https://crm.example.com.", NotAName),
            ("https://crm..example.com", NotAName),
            ("https://.example.com", NotAName),
            ("https://-crm.example.com", NotAName),
            ("https://crm_1.example.com", NotAName),
            ("https://", NotAName),
            ("https:///path", NotAName),
            ("https://crm.example.com\\@127.0.0.1", Character),
            ("https://crm.example.com/#x", Character),
            ("https://crm.example.com/ x", Character),
            ("https://crm.example.com\t", Character),
            ("https://crm.example.com/\r\nHost: x", Character),
            ("https://desk.clinic.example/api/vapi/webhook", Loop),
            ("https://DESK.clinic.example:443", Loop),
            ("https://frontdesk.account.workers.dev", WorkersDev),
            ("https://workers.dev", WorkersDev),
            (&long, TooLong),
        ] {
            assert_eq!(check(url), Err(fault), "{url}");
        }
    }

    #[test]
    fn this_machine_is_reached_where_it_is_allowed_and_nothing_else_by_http() {
        let rules = TargetRules::new(None, true);
        for url in ["http://127.0.0.1:8790/hooks", "http://localhost:8790", "http://[::1]:8790/x", "http://localhost/x"]
        {
            assert_eq!(rules.check(url), Ok(()), "{url}");
            assert!(check(url).is_err(), "{url}");
        }
        for url in
            ["http://crm.example.com", "http://10.0.0.1", "http://localhost@10.0.0.1", "http://localhost:80@10.0.0.1/"]
        {
            assert_eq!(rules.check(url), Err(TargetFault::NotHttps), "{url}");
        }
    }

    #[test]
    fn the_host_of_an_address_is_in_lower_case_without_its_port() {
        assert_eq!(host_of("https://CRM.example.com:443/x").as_deref(), Some("crm.example.com"));
        assert_eq!(host_of("nothing"), None);
    }
}
