//! Where the Projects API is: the service's own address, or the one that is asked for.

use std::net::IpAddr;

use url::{Host, Url};

use super::Refusal;
use super::routes::PROJECTS;

/// The service's own address
/// (<https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-mantle.html>).
const SERVICE: &str = "https://bedrock-mantle.{region}.api.aws";

/// Where the domain of a region is another one than that of most, by how its name begins.
const DOMAINS: [(&str, &str); 2] = [("cn-", "amazonaws.com.cn"), ("eusc-", "amazonaws.eu")];

/// The address of the API, with a gap for the region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Endpoint {
    template: String,
}

impl Default for Endpoint {
    fn default() -> Self {
        Endpoint { template: SERVICE.to_owned() }
    }
}

impl Endpoint {
    /// The address that `--endpoint` gives.
    ///
    /// # Errors
    /// It is no address, or one that would carry keys in the clear.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let endpoint = Endpoint { template: text.trim().to_owned() };
        endpoint.base("us-east-1")?;
        Ok(endpoint)
    }

    /// The address of the list of projects of a region.
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub(crate) fn projects(&self, region: &str) -> Result<Url, Refusal> {
        let mut url = self.base(region)?;
        let path = url.path().trim_end_matches('/');
        // The SDKs' base ends in `/openai/v1`, where the routes of projects answer 404.
        let path = ["/openai/v1", "/v1"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
        let path = format!("{path}/{PROJECTS}");
        url.set_path(&path);
        Ok(url)
    }

    fn base(&self, region: &str) -> Result<Url, Refusal> {
        parse(&self.template.replace("{region}", region), "`--endpoint`")
    }
}

/// An address that keys may be sent to. `what` says who asks for it.
///
/// # Errors
/// It is none.
pub(crate) fn parse(text: &str, what: &'static str) -> Result<Url, Refusal> {
    let Ok(url) = Url::parse(text) else {
        return Err(Refusal::NotAUrl { what, text: keyless(text) });
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::UserInUrl { what });
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Refusal::QueryInUrl { what, url: keyless(text) });
    }
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => Ok(url),
        ("http", Some(host)) if is_loopback(&host) => Ok(url),
        ("http", Some(_)) => Err(Refusal::InTheClear { what, server: url.origin().ascii_serialization() }),
        (scheme, _) => Err(Refusal::OtherScheme { what, scheme: scheme.to_owned() }),
    }
}

/// An address without what may hold a key: user, password, query and fragment.
fn keyless(text: &str) -> String {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let rest = rest.rsplit('@').next().unwrap_or_default();
    if scheme.is_empty() { rest.to_owned() } else { format!("{scheme}://{rest}") }
}

/// Whether a host is this machine.
pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
        Host::Ipv6(address) => match address.to_ipv4_mapped() {
            Some(v4) => v4.is_loopback(),
            None => address.is_loopback(),
        },
    }
}

/// Whether two addresses have scheme, host and port in common.
pub(crate) fn is_same_origin(left: &Url, right: &Url) -> bool {
    let (left, right) = (left.origin(), right.origin());
    left.is_tuple() && left == right
}

/// Whether a text can be a region: it becomes a part of a host name, so that nothing else may.
pub(crate) fn is_region(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=40).contains(&text.len())
        && text.bytes().all(plain)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The domain that the services of AWS have in a region.
pub(crate) fn domain(region: &str) -> &'static str {
    match DOMAINS.iter().find(|(beginning, _)| region.starts_with(beginning)) {
        Some((_, domain)) => domain,
        None => "amazonaws.com",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(base: &str) -> String {
        let endpoint = Endpoint::parse(base).expect("an endpoint");
        endpoint.projects("eu-west-1").expect("a URL").to_string()
    }

    #[test]
    fn every_spelling_of_a_base_leads_to_the_route() {
        for base in [
            "http://127.0.0.1:9",
            "http://127.0.0.1:9/",
            "http://127.0.0.1:9/v1",
            "http://127.0.0.1:9/openai/v1/",
        ] {
            assert_eq!(list(base), "http://127.0.0.1:9/v1/organization/projects", "{base}");
        }
        assert_eq!(
            list("https://proxy/aws/{region}/v1"),
            "https://proxy/aws/eu-west-1/v1/organization/projects"
        );
        assert_eq!(list("https://a.{region}.b"), "https://a.eu-west-1.b/v1/organization/projects");
        let own = Endpoint::default().projects("us-east-1").expect("a URL");
        assert_eq!(own.as_str(), "https://bedrock-mantle.us-east-1.api.aws/v1/organization/projects");
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for right in
            ["http://localhost:1", "http://127.8.0.1", "http://[::1]:1/v1", "http://{region}.localhost:1"]
        {
            assert!(Endpoint::parse(right).is_ok(), "{right}");
        }
        let wrong = [
            "http://example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://[::2]",
            "http://localhost@example.com",
            "https://user:pass@example.com",
            "ftp://localhost",
            "file:///etc",
            "localhost:8080",
            "https://example.com/v1?x=1",
            "",
        ];
        for wrong in wrong {
            assert!(Endpoint::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_key_of_an_address_is_shown() {
        for address in [
            "https://user:the-key@example.com",
            "https://user:the-key@exa mple.com",
            "https://example.com/v1?key=the-key",
            "https://example.com/v1#the-key",
            "http://user:the-key@example.com",
            "http://example.com/the-key",
            "user:the-key@example",
            "ftp://the-key@example",
        ] {
            let refusal = Endpoint::parse(address).expect_err(address);
            assert!(!format!("{refusal:?}").contains("the-key"), "{refusal:?}");
        }
        assert_eq!(keyless("https://a:b@c@host/v1?x=1#y"), "https://host/v1");
        assert_eq!(keyless("host:1/v1"), "host:1/v1");
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let same = |left: &str, right: &str| is_same_origin(&url(left), &url(right));
        assert!(same("https://a/v1", "https://a:443/openai/v1"));
        assert!(!same("https://a", "http://a"));
        assert!(!same("https://a", "https://a:8443"));
        assert!(!same("https://a", "https://a.b"));
    }

    #[test]
    fn a_region_cannot_name_another_host() {
        assert!(is_region("us-east-1") && is_region("eusc-de-east-1") && is_region("xx-new-9"));
        for wrong in ["", "evil.example/", "a b", "us-east-1@x", "-a", "US-EAST-1", "us_east"] {
            assert!(!is_region(wrong), "{wrong}");
        }
    }

    #[test]
    fn each_partition_has_its_domain() {
        for (region, expected) in [
            ("us-east-1", "amazonaws.com"),
            ("us-gov-west-1", "amazonaws.com"),
            ("cn-north-1", "amazonaws.com.cn"),
            ("eusc-de-east-1", "amazonaws.eu"),
        ] {
            assert_eq!(domain(region), expected, "{region}");
        }
    }
}
