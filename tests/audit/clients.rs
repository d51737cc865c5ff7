//! Clients in code, against live projects.

use serde_json::json;

use super::api::{Api, project};
use super::{audit, end, found, workplace};

#[test]
fn code_alone_is_compared_with_what_is_active() {
    let tags = json!({"Team": "Beta", "CostCenter": "CC-2002"});
    let api = Api::of(vec![project("us-east-1", "proj_1", "Chat", tags)]);
    let workplace = workplace();
    let url = "https://bedrock-mantle.us-east-1.api.aws/v1";
    let elsewhere = "https://bedrock-mantle.eu-west-1.api.aws/v1";
    let code = format!(
        "from openai import OpenAI\n\
         a = OpenAI(base_url=\"{url}\", project=\"proj_1\")\n\
         b = OpenAI(base_url=\"{url}\", project=\"proj_2\")\n\
         c = OpenAI(base_url=\"{elsewhere}\", project=\"proj_3\")\n\
         d = OpenAI(base_url=\"{url}\")\n"
    );
    workplace.write("app.py", &code);
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1", "--against", "app.py"]));
    let of_code: Vec<_> = ended.findings().into_iter().filter(|told| told.0 == "unknown-project").collect();
    assert_eq!(of_code, [found("unknown-project", "-", "-", "proj_2")]);
    assert_eq!(ended.report["summary"]["clients"], 4);
}
