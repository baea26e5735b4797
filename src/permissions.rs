//! The IAM permissions of the read list, as a policy or as a role that has it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::aws::read_list::ReadList;

/// The least policy that allows every read of the list, and nothing else.
pub fn policy(reads: &ReadList) -> Value {
    let actions: BTreeSet<&str> = reads.iter().flat_map(|read| read.actions).copied().collect();
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "AplombReads",
            "Effect": "Allow",
            "Action": actions,
            "Resource": "*",
        }],
    })
}

/// A CloudFormation template (JSON) of a role with the policy, to be assumed from an account.
pub fn cloudformation(reads: &ReadList) -> Value {
    json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Role for aplomb: read-only, exactly the reads that a scan makes",
        "Parameters": {
            "TrustedPrincipal": {
                "Type": "String",
                "Description": "ARN of the principal that runs aplomb",
            },
            "ExternalId": {
                "Type": "String",
                "Default": "",
                "Description": "External id that the principal must give; empty for none",
            },
        },
        "Conditions": {"HasExternalId": {"Fn::Not": [{"Fn::Equals": [{"Ref": "ExternalId"}, ""]}]}},
        "Resources": {
            "AplombRole": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": "aplomb",
                    "AssumeRolePolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [{
                            "Effect": "Allow",
                            "Principal": {"AWS": {"Ref": "TrustedPrincipal"}},
                            "Action": "sts:AssumeRole",
                            "Condition": {"Fn::If": [
                                "HasExternalId",
                                {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
                                {"Ref": "AWS::NoValue"},
                            ]},
                        }],
                    },
                    "Policies": [{"PolicyName": "aplomb-reads", "PolicyDocument": policy(reads)}],
                },
            },
        },
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["AplombRole", "Arn"]}}},
    })
}

/// Terraform of a role with the policy.
///
/// # Errors
/// The policy cannot be written as JSON; it always can.
pub fn terraform(reads: &ReadList) -> serde_json::Result<String> {
    let policy = serde_json::to_string_pretty(&policy(reads))?.replace('\n', "\n    ");
    Ok(format!(
        r#"variable "trusted_principal" {{
  description = "ARN of the principal that runs aplomb"
  type        = string
}}

variable "external_id" {{
  description = "External id that the principal must give; empty for none"
  type        = string
  default     = ""
}}

resource "aws_iam_role" "aplomb" {{
  name = "aplomb"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [merge(
      {{ Effect = "Allow", Principal = {{ AWS = var.trusted_principal }}, Action = "sts:AssumeRole" }},
      var.external_id == "" ? {{}} : {{ Condition = {{ StringEquals = {{ "sts:ExternalId" = var.external_id }} }} }}
    )]
  }})
}}

resource "aws_iam_role_policy" "aplomb_reads" {{
  name   = "aplomb-reads"
  role   = aws_iam_role.aplomb.id
  policy = <<-EOT
    {policy}
  EOT
}}

output "role_arn" {{
  value = aws_iam_role.aplomb.arn
}}
"#
    ))
}
