//! CloudFormation templates.

use crate::Files;
use crate::pick::Pick;
use crate::tags;

fn item((key, value): (&str, &str)) -> String {
    format!("{{Key: {key}, Value: {value}}}")
}

fn items(pick: &mut Pick<'_>) -> String {
    let mut items = String::new();
    for tag in tags::draw(pick) {
        let line = match pick.of(6) {
            3 => format!("!If [On, {}, !Ref AWS::NoValue]", item(tag)),
            4 => {
                let other = tags::draw(pick).first().copied().unwrap_or(("Note", "y"));
                format!("!If [On, {}, {}]", item(tag), item(other))
            }
            5 => format!("{{Key: {}, Value: !If [On, {}, !Ref Env]}}", tag.0, tag.1),
            _ if tag.0 == "Environment" && pick.rarely(3) => "{Key: Environment, Value: !Ref Env}".to_owned(),
            _ => item(tag),
        };
        items += &format!("        - {line}\n");
    }
    items
}

pub fn draw(pick: &mut Pick<'_>) -> Files {
    let env = pick.one(&["prod", "Production", "Staging"]);
    let allowed = if pick.rarely(3) { "\n    AllowedValues: [prod, Staging, Production]" } else { "" };
    let mut text = format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::LanguageExtensions\nParameters:\n  Region: {{Type: String}}\n  Env:\n    Type: String\n    Default: {env}{allowed}\nConditions:\n  On: !Equals [!Ref Region, x]\nResources:\n"
    );
    let mut has_anchor = false;
    for name in ["P", "Q", "R"].iter().take(1 + pick.of(3)) {
        let tags = match pick.of(5) {
            3 if has_anchor => " *tags".to_owned(),
            4 if !has_anchor => {
                has_anchor = true;
                format!(" &tags\n        - {{Key: Team, Value: x}}\n{}", items(pick)).trim_end().to_owned()
            }
            _ => match items(pick) {
                items if items.is_empty() => " []".to_owned(),
                items => format!("\n{}", items.trim_end()),
            },
        };
        let (deep, head) = match pick.rarely(4) {
            true => {
                ("    ", format!("  Fn::ForEach::Loop{name}:\n    - N\n    - [a, b]\n    - {name}${{N}}:\n"))
            }
            false => ("", format!("  {name}:\n")),
        };
        let body = format!(
            "    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: {name}\n      Tags:{tags}\n"
        );
        let body: String = body.lines().map(|line| format!("{deep}{line}\n")).collect();
        text += &format!("{head}{body}");
    }
    vec![("template.yaml", text)]
}
