//! What a file is to Terraform and OpenTofu, by its name.

/// What a file is to Terraform and OpenTofu. The order is that in which files are laid over each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
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
    pub fn of(name: &str) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        let plain = lower.strip_suffix(".json").unwrap_or(&lower);
        let is_written_for = || [".tf", ".tofu", ".tfvars"].iter().any(|ending| plain.ends_with(ending));
        Role::loaded(name).unwrap_or_else(|| if is_written_for() { Role::Unloaded } else { Role::None })
    }

    /// The role of what Terraform loads of itself, for which case counts.
    fn loaded(name: &str) -> Option<Self> {
        let plain = name.strip_suffix(".json").unwrap_or(name);
        if plain == "terraform.tfvars" || plain.ends_with(".auto.tfvars") {
            return Some(Role::Values);
        }
        let stem = plain.strip_suffix(".tf").or_else(|| plain.strip_suffix(".tofu"))?;
        let is_override = stem == "override" || stem.ends_with("_override");
        let role = if is_override { Role::Override } else { Role::Configuration };
        (!name.starts_with('.')).then_some(role)
    }

    /// Whether Terraform loads such a file of itself.
    pub fn is_loaded(self) -> bool {
        self.is_configuration() || self == Role::Values
    }

    /// Whether it is configuration that is loaded, rather than values.
    pub fn is_configuration(self) -> bool {
        matches!(self, Role::Configuration | Role::Override)
    }
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
