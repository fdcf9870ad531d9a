//! Where vendors reach this deployment.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::{
    domain::host_name::{is_number, is_private_name},
    variables::Variables,
};

const VARIABLE: &str = "PUBLIC_URL";

impl Variables<'_> {
    /// What callbacks are signed for is the URL as the vendor was given it, so it is configured and never taken from a request.
    pub(super) fn public_url(&mut self) -> Option<String> {
        let url = self.text(VARIABLE)?;
        let origin = url.trim_end_matches('/');
        let authority =
            origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://").filter(|_| !self.production));
        let Some(authority) = authority.filter(|authority| is_sound(authority)) else {
            self.problem(format!(
                "{VARIABLE} must be an https origin such as https://frontdesk.example.com, without a path"
            ));
            return None;
        };
        if self.production && is_of_this_network(host(authority)) {
            self.problem(format!(
                "{VARIABLE} names this machine or a private network, where no vendor can call; set the name under which the Worker is \
                 reached from the internet"
            ));
        }
        Some(origin.to_owned())
    }
}

/// Twilio takes no host name with an underscore.
fn is_sound(authority: &str) -> bool {
    !authority.is_empty() && authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte))
}

/// Without the port, and without the brackets of an IPv6 address.
fn host(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn is_of_this_network(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    match name.parse() {
        Ok(IpAddr::V4(address)) => is_private(address),
        Ok(IpAddr::V6(address)) => is_private_v6(address),
        Err(_) => is_number(name.rsplit('.').next().unwrap_or_default()) || is_private_name(&name),
    }
}

fn is_private(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_for_tests = first == 198 && (18..20).contains(&second);
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || is_shared
        || is_for_tests
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let is_documentation = first == 0x2001 && second == 0x0db8;
    address.to_ipv4_mapped().is_some_and(is_private)
        || address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || is_documentation
}
