//! Calls as commands of curl, to be read and run by somebody. Keys are named by their variables, never written.

use crate::live::calls::Call;
use crate::live::destination::{Authority, Destination};
use crate::live::list::SERVICE;
use crate::live::routes;
use crate::policy::Access;
use crate::text::{code, printable_json, shown};

/// The command for a call.
pub(super) fn command(call: &Call<'_>, body: &str, destination: &Destination, region: &str) -> String {
    let mut url = destination.projects.clone();
    url.set_path(&routes::below(url.path(), &call.path));
    let key = match &destination.authority {
        Authority::Bearer { variable } => format!("-H \"Authorization: Bearer ${variable}\""),
        Authority::Aws(_) => format!(
            "--aws-sigv4 {} --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \
             -H \"X-Amz-Security-Token: $AWS_SESSION_TOKEN\"",
            quoted(&format!("aws:amz:{region}:{SERVICE}"))
        ),
    };
    let (url, body) = (quoted(url.as_str()), quoted(&printable_json(body)));
    format!(
        "curl -sS --fail-with-body -X {} {url} {key} -H 'Content-Type: application/json' --data {body}",
        call.method
    )
}

/// Which credentials the variables of a command must hold, where these are not the ones of this run's environment.
pub(super) fn credentials(authority: &Authority) -> Option<String> {
    match authority {
        Authority::Bearer { .. } => None,
        Authority::Aws(Access::Ambient) => {
            Some("the credentials that `aws configure export-credentials --format env` prints".to_owned())
        }
        Authority::Aws(Access::Profile(name)) => {
            let command = format!("aws configure export-credentials --profile {} --format env", shown(name));
            Some(format!("the credentials that {} prints", code(&command)))
        }
        Authority::Aws(Access::Role { arn, .. }) => {
            Some(format!("the credentials of the role {}", code(arn)))
        }
    }
}

/// A word that a shell takes as it is.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::finding::LiveEdit;
    use crate::live::calls::addition;

    fn drawn(authority: Authority) -> String {
        let edit = LiveEdit::add("proj_1", "Team", "it's $HOME\u{202e}");
        let call = addition(&edit).expect("it adds");
        let projects = Url::parse("https://example.com/base/v1/organization/projects").expect("a URL");
        let body = serde_json::to_string(&call.body).expect("JSON");
        command(&call, &body, &Destination { projects, authority }, "eu-west-1")
    }

    #[test]
    fn a_command_names_the_key_and_quotes_what_others_wrote() {
        let expected = "curl -sS --fail-with-body -X POST 'https://example.com/base/v1/organization/projects/proj_1' \
            -H \"Authorization: Bearer $AWS_BEARER_TOKEN_BEDROCK\" -H 'Content-Type: application/json' \
            --data '{\"add_tags\":{\"Team\":\"it'\\''s $HOME\\u202e\"}}'";
        assert_eq!(drawn(Authority::Bearer { variable: "AWS_BEARER_TOKEN_BEDROCK" }), expected);
    }

    #[test]
    fn a_signed_command_names_region_and_service() {
        let signed = drawn(Authority::Aws(Access::Ambient));
        let key = "--aws-sigv4 'aws:amz:eu-west-1:bedrock-mantle' --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \
            -H \"X-Amz-Security-Token: $AWS_SESSION_TOKEN\"";
        assert!(signed.contains(key), "{signed}");
    }
}
