//! What a file is to Terraform and OpenTofu, by its name.

use crate::files::names::{file_name, has_ending};

/// The endings of configuration.
pub(crate) const CONFIGURATION: &[&str] = &["tf", "tf.json", "tofu", "tofu.json"];

/// The endings of files of values.
pub(crate) const VALUES: &[&str] = &["tfvars"];

/// The endings of files of values in JSON.
pub(crate) const JSON_VALUES: &[&str] = &["tfvars.json"];

/// What a file is to Terraform and OpenTofu. The order is that in which files are laid over each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Role {
    /// `*.tf`, `*.tofu`, both also with `.json` behind.
    Configuration,
    /// `override.tf`, `*_override.tf`: laid over the rest.
    Override,
    /// `terraform.tfvars`, `*.auto.tfvars`.
    Values,
    /// What is written for Terraform and not loaded of itself: other files of values, hidden configuration, endings in
    /// capitals, and `main.tf` where there is `main.tofu`. It says nothing, but must be readable.
    Unloaded,
    /// None of Terraform's.
    None,
}

impl Role {
    /// The role of a file, by its name or path.
    pub(crate) fn of(name: &str) -> Self {
        let name = file_name(name);
        if let Some(role) = Role::loaded(name) {
            return role;
        }
        let mut endings = [CONFIGURATION, VALUES, JSON_VALUES].into_iter().flatten();
        if endings.any(|ending| has_ending(name, ending)) { Role::Unloaded } else { Role::None }
    }

    /// The role of what Terraform loads of itself, for which case counts.
    fn loaded(name: &str) -> Option<Self> {
        if let Some(stem) = stem(name, VALUES).or_else(|| stem(name, JSON_VALUES)) {
            return (stem == "terraform" || stem.ends_with(".auto")).then_some(Role::Values);
        }
        let stem = stem(name, CONFIGURATION).filter(|_| !name.starts_with('.'))?;
        let is_override = stem == "override" || stem.ends_with("_override");
        Some(if is_override { Role::Override } else { Role::Configuration })
    }

    /// Whether Terraform loads such a file of itself.
    pub(crate) fn is_loaded(self) -> bool {
        self.is_configuration() || self == Role::Values
    }

    /// Whether it is configuration that is loaded, rather than values.
    pub(crate) fn is_configuration(self) -> bool {
        matches!(self, Role::Configuration | Role::Override)
    }
}

/// The name without one of some endings, spelled like that.
fn stem<'n>(name: &'n str, endings: &[&str]) -> Option<&'n str> {
    endings.iter().find_map(|ending| name.strip_suffix(ending)?.strip_suffix('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_go_by_the_names_that_terraform_loads() {
        for (names, role) in [
            (
                &["a/main.tf", "main.tofu", "main.tf.json", "MAIN.tf", "a\\main.tf"] as &[_],
                Role::Configuration,
            ),
            (&["override.tf", "a_override.tofu.json"], Role::Override),
            (&["terraform.tfvars", "b/a.auto.tfvars", ".auto.tfvars.json"], Role::Values),
            (
                &[
                    "dev.tfvars",
                    "dev.tfvars.json",
                    "MAIN.TF",
                    "main.tf.JSON",
                    "a/.main.tf",
                    "Terraform.TFVARS",
                ],
                Role::Unloaded,
            ),
            (&["main.tf.bak", "a.json", "tf", "a.tfvars/b.yaml", "terraform.tfstate"], Role::None),
        ] {
            for name in names {
                assert_eq!(Role::of(name), role, "{name}");
            }
        }
    }
}
