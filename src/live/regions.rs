//! Which accounts and regions are looked at.

use super::Refusal;
use super::endpoint::is_region;
use crate::policy::{Access, Account, Live};
use crate::text::{code, nearest};

/// The regions that are known to have projects
/// (<https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-mantle.html>). Others are never refused.
pub(crate) const KNOWN: &[&str] = &[
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-south-1",
    "ap-northeast-1",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "eu-south-1",
    "eu-north-1",
    "sa-east-1",
    "us-gov-west-1",
    "eusc-de-east-1",
];

/// The regions of AWS, of all its partitions
/// (<https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>).
pub(crate) const OF_AWS: &[&str] = &[
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-gov-east-1",
    "us-gov-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "eu-isoe-west-1",
];

/// An account, and where in it to look.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Its name in the policy; `None` for the ambient credentials.
    pub(crate) name: Option<String>,
    /// How to get at it.
    pub(crate) access: Access,
    /// Its regions, each once.
    pub(crate) regions: Vec<String>,
}

/// What the command line says of accounts and regions.
#[derive(Clone, Default, Debug)]
pub(crate) struct Choice {
    /// `--region`.
    pub(crate) regions: Vec<String>,
    /// `--all-regions`.
    pub(crate) all_regions: bool,
    /// `--account`.
    pub(crate) accounts: Vec<String>,
}

/// The accounts and regions of a run. `fallback` gives the region of the environment or of a profile.
///
/// # Errors
/// An account that the policy does not have, a text that can be no region, or no region at all.
pub(crate) fn targets(
    choice: &Choice,
    live: &Live,
    fallback: &dyn Fn(&Access) -> Option<String>,
) -> Result<Vec<Target>, Refusal> {
    let accounts = accounts(&choice.accounts, live)?;
    let wanted = |name: Option<&str>, access: &Access, own: &[String]| {
        let regions = match choice {
            Choice { all_regions: true, .. } => KNOWN.iter().map(|&region| region.to_owned()).collect(),
            Choice { regions, .. } if !regions.is_empty() => regions.clone(),
            _ if !own.is_empty() => own.to_vec(),
            _ if !live.regions.is_empty() => live.regions.clone(),
            _ => fallback(access).into_iter().collect(),
        };
        target(name, access, regions)
    };
    match live.accounts.is_empty() {
        true => Ok(vec![wanted(None, &Access::Ambient, &[])?]),
        false => accounts.into_iter().map(|it| wanted(Some(&it.name), &it.access, &it.regions)).collect(),
    }
}

fn target(name: Option<&str>, access: &Access, regions: Vec<String>) -> Result<Target, Refusal> {
    if regions.is_empty() {
        return Err(Refusal::NoRegion { account: name.map(str::to_owned) });
    }
    let mut each: Vec<String> = Vec::with_capacity(regions.len());
    for region in regions {
        let region = region.trim();
        if !is_region(region) {
            let nearest = nearest(region, KNOWN.iter().copied()).map(|(right, _)| right);
            return Err(Refusal::NotARegion { region: region.to_owned(), nearest });
        }
        if !each.iter().any(|known| known == region) {
            each.push(region.to_owned());
        }
    }
    Ok(Target { name: name.map(str::to_owned), access: access.clone(), regions: each })
}

fn accounts<'l>(names: &[String], live: &'l Live) -> Result<Vec<&'l Account>, Refusal> {
    let known = || live.accounts.iter().map(|account| account.name.as_str());
    for name in names {
        if !known().any(|known| known == name) {
            let nearest = nearest(name, known()).map(|(right, _)| right.to_owned());
            let known = known().map(str::to_owned).collect();
            return Err(Refusal::UnknownAccount { name: name.clone(), nearest, known });
        }
    }
    let is_wanted = |account: &&Account| names.is_empty() || names.contains(&account.name);
    Ok(live.accounts.iter().filter(is_wanted).collect())
}

/// Why a region failed; of one that this version does not know, with the doubt that it is misspelled. It is asked all
/// the same, for regions are added.
pub(crate) fn with_doubt(why: String, region: &str) -> String {
    match doubt(region) {
        None => why,
        Some(doubt) => format!("{why}; {doubt}"),
    }
}

/// That a region may be misspelled, if this version does not know it.
pub(crate) fn doubt(region: &str) -> Option<String> {
    if KNOWN.contains(&region) {
        return None;
    }
    let doubt = match nearest(region, KNOWN.iter().copied()) {
        Some((right, _)) => format!("did you mean {}?", code(right)),
        None => "it may be misspelled".to_owned(),
    };
    Some(format!("this version of taglint knows no region {}: {doubt}", code(region)))
}

#[cfg(test)]
mod tests {
    use miette::Diagnostic;

    use super::*;

    fn live(regions: &[&str], accounts: &[(&str, &[&str])]) -> Live {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let account = |&(name, regions): &(&str, &[&str])| Account {
            name: name.to_owned(),
            access: Access::Profile(name.to_owned()),
            regions: owned(regions),
        };
        Live { regions: owned(regions), accounts: accounts.iter().map(account).collect() }
    }

    fn regions(choice: &Choice, live: &Live, fallback: Option<&str>) -> Result<Vec<String>, String> {
        let targets =
            targets(choice, live, &|_| fallback.map(str::to_owned)).map_err(|refusal| refusal.to_string())?;
        let line =
            |target: Target| format!("{}:{}", target.name.unwrap_or_default(), target.regions.join(","));
        Ok(targets.into_iter().map(line).collect())
    }

    #[test]
    fn the_command_line_wins_over_the_policy_and_that_over_the_environment() {
        let none = Choice::default();
        let two = Choice { regions: vec!["a-1".into(), "b-1".into(), "a-1".into()], ..Choice::default() };
        let policy = live(&["p-1"], &[("dev", &[]), ("prod", &["q-1"])]);
        assert_eq!(regions(&two, &policy, None), Ok(vec!["dev:a-1,b-1".into(), "prod:a-1,b-1".into()]));
        assert_eq!(regions(&none, &policy, None), Ok(vec!["dev:p-1".into(), "prod:q-1".into()]));
        assert_eq!(regions(&none, &live(&[], &[]), Some("e-1")), Ok(vec![":e-1".into()]));
        assert_eq!(regions(&none, &live(&[], &[]), None), Err("no region to look at".into()));
        let all = Choice { all_regions: true, ..Choice::default() };
        assert_eq!(targets(&all, &live(&[], &[]), &|_| None).expect("targets")[0].regions.len(), KNOWN.len());
    }

    #[test]
    fn only_a_region_that_is_not_known_is_doubted() {
        let told = |region| with_doubt("no answer".to_owned(), region);
        assert_eq!(told("us-east-1"), "no answer");
        let near =
            "no answer; this version of taglint knows no region `us-esat-1`: did you mean `us-east-1`?";
        assert_eq!(told("us-esat-1"), near);
        let far = "no answer; this version of taglint knows no region `xx-new-9`: it may be misspelled";
        assert_eq!(told("xx-new-9"), far);
    }

    #[test]
    fn accounts_are_chosen_by_name() {
        let policy = live(&["p-1"], &[("ml-dev", &[]), ("ml-prod", &[])]);
        let of = |name: &str| Choice { accounts: vec![name.to_owned()], ..Choice::default() };
        assert_eq!(regions(&of("ml-prod"), &policy, None), Ok(vec!["ml-prod:p-1".into()]));
        let refusal = targets(&of("ml-prd"), &policy, &|_| None).expect_err("unknown");
        let help = refusal.help().map(|help| help.to_string());
        assert_eq!(help.as_deref(), Some("did you mean `ml-prod`?"));
        let evil = Choice { regions: vec!["x.example/".into()], ..Choice::default() };
        assert!(targets(&evil, &live(&[], &[]), &|_| None).is_err());
    }
}
